"""The plain types that flow through the harness: frozen, comparable, with no method but look-ups in what they hold.

Raw values are kept and statistics are computed when a result is read. Units travel with the values. A failure is a
status with a reason, never a missing row. Several sizes, interpreters or workloads in one run are more cells.

Nothing of ours is imported here, so that everything in the harness may import these names.
"""

from bench.model.types.bounds import LARGEST, MOST_PARTS, MOST_SAMPLES, Few, Many
from bench.model.types.code import Implementation, Workload
from bench.model.types.data import (
    Coverage,
    Dataset,
    LogPart,
    Manifest,
    ManifestPart,
    PackedFile,
    Recipe,
    Records,
    Scalar,
    Truth,
)
from bench.model.types.plan import EdgeCasePolicy, Limits, Plan
from bench.model.types.run import (
    BeforeAfter,
    Build,
    Checkout,
    EarlierCode,
    Guard,
    Machine,
    RepeatedFigure,
    Repetition,
    Run,
)
from bench.model.types.samples import (
    REPEATING,
    Allocation,
    Cell,
    FailedEdgeCases,
    Instrument,
    LineShare,
    Outcome,
    Quantity,
    Sample,
    Status,
)
from bench.model.types.twin import TwinLikeness, TwinProperty

__all__ = [
    "LARGEST",
    "MOST_PARTS",
    "MOST_SAMPLES",
    "REPEATING",
    "Allocation",
    "BeforeAfter",
    "Build",
    "Cell",
    "Checkout",
    "Coverage",
    "Dataset",
    "EarlierCode",
    "EdgeCasePolicy",
    "FailedEdgeCases",
    "Few",
    "Guard",
    "Implementation",
    "Instrument",
    "Limits",
    "LineShare",
    "LogPart",
    "Machine",
    "Manifest",
    "ManifestPart",
    "Many",
    "Outcome",
    "PackedFile",
    "Plan",
    "Quantity",
    "Recipe",
    "Records",
    "RepeatedFigure",
    "Repetition",
    "Run",
    "Sample",
    "Scalar",
    "Status",
    "Truth",
    "TwinLikeness",
    "TwinProperty",
    "Workload",
]

"""Every row with its figures as JSON, for programs. Its schema is published as `docs/summary.schema.json`.

python -c "from reports.exporters import as_json; print(as_json.schema())" > docs/summary.schema.json
"""

import msgspec

from bench.model.types import Run
from bench.terminal.documents import format_schema, indent
from reports.exporters.summary import Summary, summary

SUFFIX = ".json"


def render(run: Run) -> str:
    """Return the summary as one JSON document."""
    return indent(summary(run))


def schema() -> str:
    """Return the JSON Schema of that document."""
    return format_schema(msgspec.json.schema(Summary))

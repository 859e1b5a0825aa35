"""Measure a few lines of code in a real process."""

import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.measured.instruments.allocations import LAST
from bench.model.types import Instrument, Limits
from bench.process.launch import Finished, Job, launch

MIB = 1 << 20
MEMRAY = """\
from contextlib import nullcontext

class FileFormat:
    ALL_ALLOCATIONS = None

def FileDestination(path, compress_on_exit):
    return path

def Tracker(destination, trace_python_allocators, file_format):
    return nullcontext()
"""
STATISTICS = """\
from types import SimpleNamespace

def compute_statistics(path, report_progress, num_largest):
    return SimpleNamespace(total_num_allocations={count}, allocation_count_by_size={sizes})
"""
ENOUGH = Limits(seconds=30, memory=2048 * MIB)


def measured(
    folder: Path,
    code: str,
    instrument: Instrument = Instrument.RESIDENT,
    *,
    limits: Limits = ENOUGH,
    **more: Any,
) -> Finished:
    """Launch an implementation with this source text and say how it ended."""
    module = folder / "implementation.py"
    module.write_text(textwrap.dedent(code), encoding="utf-8")
    if instrument is Instrument.ALLOCATIONS and "options" not in more:
        more["options"] = {"library": stand_in_memray(folder, 1, (33 + LAST,))}
    job: dict[str, Any] = {
        "python": Path(sys.executable),
        "module": module,
        "instrument": instrument,
        "sources": (1,),
        "limits": limits,
    }
    return launch(Job(**job | more))


def stand_in_memray(folder: Path, count: int, sizes: Iterable[int]) -> str:
    """Make a library whose memray says that it saw so many allocations, among them some of these sizes."""
    memray = folder / "library" / "memray"
    memray.mkdir(parents=True)
    (memray / "__init__.py").write_text(MEMRAY)
    (memray / "_memray.py").write_text(STATISTICS.format(count=count, sizes=dict.fromkeys(sizes, 1)))
    return str(memray.parent)

"""Measure a few lines of code in a real process."""

import sys
import textwrap
from pathlib import Path
from typing import Any

from bench.model.types import Instrument, Limits
from bench.process.launch import Finished, Job, launch

MIB = 1 << 20
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
    job: dict[str, Any] = {
        "python": Path(sys.executable),
        "module": module,
        "instrument": instrument,
        "sources": (1,),
        "limits": limits,
    }
    return launch(Job(**job | more))

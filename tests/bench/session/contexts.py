from pathlib import Path
from typing import Any

from bench.inputs.catalogue import Catalogue
from bench.model.request import Request
from bench.model.types import Plan
from bench.results.journal import Journal
from bench.session.context import RunContext
from bench.session.listener import Display
from bench.session.resolve import ResolvedRequest


def a_context(plan: Plan, journal: Journal, folder: Path, **changes: object) -> RunContext:
    """Return a run that is ready to measure; its folders are one, and nobody watches it."""
    usual: dict[str, Any] = {
        "resolved": ResolvedRequest(Request(), Catalogue({}, (), {}, {}), (), (), ()),
        "data": {},
        "environments": {},
        "display": Display(),
    }
    return RunContext(plan=plan, journal=journal, scratch=folder, copies=folder, **(usual | changes))

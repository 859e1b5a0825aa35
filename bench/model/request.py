"""What was asked of a run, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.model.types import Run


@dataclass(frozen=True, slots=True)
class Again:
    """An older result that is to be measured again.

    Args:
        name: of its file, for errors.
        path: where it lies, for commands.
        stored: the result.
        trusted: SHA-256 of the files that it carries and that may run.
        shown: whether these are only to be shown.
        unseen: SHA-256 of the implementations that it carries and that its page does not show.
    """

    name: str
    stored: Run
    trusted: frozenset[str] = frozenset()
    shown: bool = False
    unseen: frozenset[str] = frozenset()
    path: Path = Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line of `run` and `check`, read and checked.

    `sizes` are measured in full, `sweep` only for how memory grows: None is the small sweep of every run, () is none.
    `sizes_of` names sizes for single workloads.
    """

    workloads: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    with_requirements: bool = False
    baseline: str = ""
    sizes: tuple[int, ...] = ()
    sizes_of: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    sweep: tuple[int, ...] | None = ()
    seed: int = 1
    preset: str = ""
    log: Path | None = None
    empty_answer: bool = False
    rounds: int | None = None
    budget: float | None = None
    quick: bool = False
    cold: bool = False
    timeline: bool = False
    timeout: float | None = None
    memory_limit: int | None = None
    pythons: tuple[str, ...] = ()
    out: Path = Path("out")
    resume: Path | None = None
    again: Again | None = None
    show_data: bool = False
    arguments: tuple[str, ...] = ()

"""The options that name an earlier state of the code."""

from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter

from bench.terminal.option_types import read_names

ChangeLimits = Annotated[tuple[str, ...], Parameter(converter=read_names, metavar="LIMIT,...")]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Before:
    """What the code was before.

    Attributes:
        before: A revision of git (main, HEAD~1, a tag, a hash, or merge-base) or a folder. Implementations that changed
            since then are measured in both states in the same rounds, by default 12, and the verdict comes first.
        all_before: With --before: also implementations that did not change.
        fail_on: With --before: exit with 3 only if this is claimed: slower:5%, memory:10% or wrong;
            several with commas, or repeated.
    """

    before: Annotated[str | None, Parameter(metavar="REVISION|DIR")] = None
    all_before: bool = False
    fail_on: ChangeLimits = ()

    @property
    def repeated(self) -> tuple[str, ...]:
        """The options once more, for a command that resumes the run."""
        every = ("--all-before",) if self.all_before else ()
        limits = tuple(word for text in self.fail_on for word in ("--fail-on", text))
        return ("--before", self.before, *every, *limits) if self.before else ()

"""The options that name what a run is compared with: an earlier state of the code, or published figures."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from bench.model.paths import CHECKOUT
from bench.terminal.option_types import Count, Out, Pythons, read_names

CLAIM_ROUNDS: Final = 3  # for an estimate; a claim about time has a tolerance, and most are about memory

ChangeLimits = Annotated[tuple[str, ...], Parameter(converter=read_names, metavar="LIMIT,...")]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Before:
    """What the code was before.

    Attributes:
        before: Git revision (main, HEAD~1, a tag, a hash, or merge-base) or folder. Implementations that have changed
            since then are measured in both versions, in the same rounds (12 by default), and the verdict comes first.
        all_before: With --before: include implementations that did not change.
        fail_on: With --before: exit with 3 only if one of these is claimed: slower:5%, memory:10% or wrong; several
            with commas, or repeated.
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


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class ClaimOptions:
    """What is tested, and how.

    Attributes:
        claims: File of claims; default: claims.toml of the project.
        python: Python version, or path of an interpreter, to test them on; several with commas, or repeated.
        result: Result, or folder of a run, to judge instead of measuring again.
        rounds: Number of timing rounds.
        out: Folder in which the result folder is created, with the page in it.
    """

    claims: Path = CHECKOUT / "claims.toml"
    python: Pythons = ()
    result: Path | None = None
    rounds: Count = CLAIM_ROUNDS
    out: Out = Path("out")

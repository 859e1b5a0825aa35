"""The twin of a log: learnt from it as numbers, made from these alone, and put beside it."""

from collections.abc import Mapping
from pathlib import Path

from bench.formats import shipped
from bench.formats.log_format import LogFormat
from bench.formats.ranking import LogSample
from bench.host import temporary
from bench.inputs.data import datasets
from bench.inputs.data.own_logs import own_log
from bench.inputs.data.prepared import Prepared
from bench.model.request import Request
from bench.model.types import Recipe, TwinLikeness
from generators import twin
from generators.lines.blocks import BLOCK, Block, LineSpan
from generators.profiles import learn as learning
from generators.profiles import likeness, reading, schema
from generators.registry import TWIN


def learn_profile(request: Request, folder: Path, form: LogFormat | None = None) -> str:
    """Return the profile of the log of a request as text. What is packed or in several files is unpacked first.

    Args:
        request: with the log.
        folder: where it is unpacked.
        form: the format that reads the log; None guesses.

    Raises:
        DataError: if the log cannot be read or holds too little, or something of it would be in the profile.
    """
    with temporary.folder(folder) as place:
        log = own_log(*request.log, folder=place, in_place=True).source
        assert isinstance(log, Path)  # noqa: S101 - a log is a file
        return schema.text(learning.learn(log, form, keep=request.keep))


def lines(profile: str) -> int:
    """Return how many lines the log of a profile had.

    Raises:
        DataError: if it is no profile, or was changed.
    """
    return max(reading.parse_given(profile).lines, 1)


def kept(profile: str) -> frozenset[str]:
    """Return the fields whose values a profile has literally, where they recur.

    Raises:
        DataError: if it is no profile, or was changed.
    """
    return frozenset(reading.parse_given(profile).kept)


def describe_kept(profile: str) -> list[str]:
    """Say which fields of a profile are literal, and what of them is not.

    Raises:
        DataError: if it is no profile, or was changed.
    """
    return [*learning.describe_kept(reading.parse_given(profile))]


def is_shipped(profile: str) -> bool:
    """Return whether the log of a profile has a shipped format, which needs not be named.

    Raises:
        DataError: if it is no profile, or was changed.
    """
    return shipped.is_shipped(reading.parse_given(profile).format)


def sample(profile: str, seed: int) -> LogSample:
    """Return the first lines of a twin, which are the same on every machine.

    Raises:
        DataError: if it is no profile, or was changed.
    """
    length = lines(profile)
    made: list[bytes] = []

    def put(block: Block) -> int:
        made.append(bytes(block.data))
        return len(block.ends)

    twin.write(datasets.twin(profile, length, seed=seed), [LineSpan(0, 0, min(length, BLOCK))], put)
    split = tuple(line.removesuffix(b"\r") for line in made[0].removesuffix(b"\n").split(b"\n"))
    return LogSample(0, (split,), whole=False)


def compare(
    request: Request, data: Mapping[str, tuple[Prepared, ...]], form: LogFormat | None = None
) -> TwinLikeness | None:
    """Return how alike a twin is to what its profile says of the log; None where no twin is measured.

    Args:
        request: with the profile.
        data: of each workload.
        form: the format that reads it; None is the one that the profile names. If that is not shipped, a twin cannot be
            read, and is not compared.
    """
    found = {each.dataset.id: each for every in data.values() for each in every}.values()
    made = next((each for each in found if is_twin(each.dataset.recipe)), None)
    if made is None or not isinstance(made.source, Path):
        return None
    known = reading.parse(request.profile.encode())
    public = shipped.named(known.format) if shipped.is_shipped(known.format) else None  # others' names stay here
    read = form or public
    if read is None:
        return None
    twin = likeness.learn_rounded(made.source, read, like=known)
    properties = likeness.compare(known, twin, public)
    log = next((each.dataset.id for each in found if each.dataset.kind == "own log"), "")
    return TwinLikeness(twin=made.dataset.id, log=log, properties=tuple(properties))


def is_twin(recipe: Recipe | None) -> bool:
    """Return whether a recipe makes a twin."""
    return recipe is not None and recipe.generator == TWIN

"""Say of a log which format reads it, or what a declaration of one could be."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.formats import ranking, shipped
from bench.formats.log_format import LogFormat
from bench.formats.ranking import Candidate, LogSample
from bench.inputs.data.files.log_files import STANDARD_INPUT
from bench.inputs.sniffing import proposal, sample
from bench.inputs.sniffing.nesting import look_inside
from bench.inputs.sniffing.proposal import Proposal
from bench.inputs.sniffing.reshaping import reshape
from bench.inputs.sniffing.stopping import StoppingLine, find_stop

UNNAMED: Final = Path()


@dataclass(frozen=True)
class Sniffed:
    """What was found out of a log.

    Args:
        path: its file.
        sample: the lines that were looked at.
        chosen: the format that was given, or else the one that reads it best; None if none does.
        others: that read it too, the best first.
        mixed_with: a format that reads most of the lines that the chosen one leaves, if these are many.
        proposal: a declaration, where no format reads it.
        remedy: what makes lines of records that are none; empty where that is not known.
        stopping: a line that ceases to fit the template of the format that was given; None if none is known.
    """

    path: Path
    sample: LogSample
    chosen: Candidate | None
    others: tuple[Candidate, ...]
    mixed_with: Candidate | None
    proposal: Proposal | None
    remedy: str = ""
    stopping: StoppingLine | None = None


def sniff(path: Path, given: LogFormat | None = None) -> Sniffed:
    """Look at a log.

    Args:
        path: its file, or `-` for standard input.
        given: the format that it has; None guesses.

    Raises:
        DataError: if it cannot be read, or holds no lines of text.
    """
    return of_sample(sample.take_input() if path == STANDARD_INPUT else sample.take(path), given, path)


def of_sample(taken: LogSample, given: LogFormat | None = None, path: Path = UNNAMED) -> Sniffed:
    """Do the same with a sample that was taken already.

    Args:
        taken: the sample.
        given: the format that it has; None guesses.
        path: of the log.
    """
    formats = [shipped.shipped(name) for name in shipped.names()]
    ranked = ranking.rank(taken, formats)
    chosen = ranking.candidate(given, taken) if given else next(iter(ranked), None)
    second = ranking.second(chosen, taken, formats) if chosen else None
    if chosen and second and not given and second.counts.records > chosen.counts.records:
        chosen = ranking.candidate(second.format, taken)  # the other took its lines for the middle of its records
        second = ranking.second(chosen, taken, formats)
    if chosen and not given and (inside := look_inside(chosen, taken)):
        chosen, second = inside, None
    others = tuple(each for each in ranked if chosen is None or each.format.name != chosen.format.name)
    remedy = "" if chosen or ranked else reshape(taken, path)
    proposed = None if chosen or ranked or remedy else proposal.propose(taken)
    stopping = find_stop(given, taken) if given else None
    return Sniffed(path, taken, chosen, others, second, proposed, remedy, stopping)

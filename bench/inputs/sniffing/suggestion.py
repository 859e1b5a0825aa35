"""Say of a log that no answer was found in which format its lines have, and how to look at it."""

from collections.abc import Iterator
from pathlib import Path

from bench.formats import shipped
from bench.formats.log_format import LogFormat
from bench.formats.ranking import LogSample
from bench.inputs.sniffing.sample import take
from bench.inputs.sniffing.sniff import of_sample
from bench.model import commands, formatting
from bench.model.errors import DataError
from bench.model.paths import page


def suggest(taken: LogSample | None, given: LogFormat | None, shown: Path, option: str) -> Iterator[str]:
    """Yield how much of the log the given format reads, which format reads it best, and the command that says more.

    Args:
        taken: a sample of the log; None if it is not text, when `sniff` says what it is.
        given: the format that the user says it has; None guesses.
        shown: the file that the user named, for the command.
        option: how the user named the format; empty if it was guessed.
    """
    found = of_sample(taken, given if option else None, shown) if taken else None
    chosen = found.chosen if found else None
    if chosen and option:
        what = "The template" if shipped.is_template(option) else f"--format {chosen.format.name}"
        yield f"{what} reads {formatting.percent(chosen.share)} of its lines."
        if found and found.stopping:
            yield found.stopping.words(with_data=False)
    best = (
        chosen if not option else next(iter(found.others), None) if found and chosen and not chosen.is_usable else None
    )
    if best:
        share, title = formatting.percent(best.share), best.format.declared.title
        yield f"It looks like {best.format.name}, which reads {share} of its lines: {title}."
    if found and found.remedy:
        yield found.remedy
    words = commands.each("--format", [best.format.name] if option and best else [option] if option else [])
    yield f"What its lines hold: {commands.typed('bench sniff', shown, *words)}"
    yield f"How to ask a question of your own of it: {page('your-question.md')}"


def sample_of(log: Path) -> LogSample | None:
    """Return a sample of a log; None if it is no text."""
    try:
        return take(log)
    except DataError:
        return None

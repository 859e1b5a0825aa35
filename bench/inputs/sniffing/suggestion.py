"""Say of a log that no answer was found in which format its lines have, and how to look at it."""

from collections.abc import Iterator
from pathlib import Path

from bench.formats.log_format import LogFormat
from bench.inputs.sniffing.sniff import sniff
from bench.model import commands, formatting
from bench.model.errors import DataError


def suggest(log: Path, given: LogFormat | None, shown: Path, option: str) -> Iterator[str]:
    """Yield how much of the log the given format reads, which format reads it best, and the command that says more.

    Args:
        log: the file that is looked at.
        given: the format that the user says it has; None guesses.
        shown: the file that the user named, for the command.
        option: how the user named the format.
    """
    try:
        found = sniff(log, given)
    except DataError:  # it is no text, and `sniff` says what it is
        found = None
    chosen = found.chosen if found else None
    if chosen and given:
        yield f"--format {given.name} reads {formatting.percent(chosen.share)} of its lines."
    best = (
        chosen if not given else next(iter(found.others), None) if found and chosen and not chosen.is_usable else None
    )
    if best:
        share, title = formatting.percent(best.share), best.format.declared.title
        yield f"It looks like {best.format.name}, which reads {share} of its lines: {title}."
    words = commands.each("--format", [best.format.name] if given and best else [option] if given else [])
    yield f"What its lines hold: {commands.typed('bench sniff', shown, *words)}"
    yield "How to ask a question of your own of it: docs/your-question.md"

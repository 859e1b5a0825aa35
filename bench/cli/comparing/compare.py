"""`python -m bench compare BASE NEW`: say what changed from one result to another."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.analysis.comparison import words
from bench.analysis.comparison.changes import Compared, FigureChange
from bench.analysis.comparison.compare import compare as compared
from bench.host.files import write_atomically
from bench.model.errors import UsageError
from bench.results import result_file
from bench.terminal import console, documents
from bench.terminal.command_line import hand_over
from bench.terminal.documents import CompareDocument, ListedChange

_SUFFIXES: Final = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html"}


def compare(base: Path, new: Path, *, forms: Sequence[str] = (), out: Path | None = None) -> int:
    """Compare two results: memory, traced memory and time of every case that both have.

    Args:
        base: folder of a run, its result.json, or an HTML report, which carries its result.
        new: another, measured on the same data.
        forms: that were asked for: `md`, `html` or `json`.
        out: file to write; its suffix selects the form.

    Raises:
        UsageError: for more than one form, or JSON in a file.
    """
    if len(forms) > 1 or ("json" in forms and out):
        names = ", ".join(f"--{form}" for form in (*forms, *(["out"] if "json" in forms and out else [])))
        raise UsageError(f"{names} exclude each other.", "Use one of them.")
    form = forms[0] if forms else _SUFFIXES.get(out.suffix.lower(), "") if out else ""
    found = compared(result_file.read_single(base), result_file.read_single(new))
    if form == "json":
        documents.write(_document(found))
        return 0
    if form:
        hand_over("reports", "compare", form, *([f"--out={out}"] if out else []), "--", str(base), str(new))
    elif out:
        write_atomically(out, "".join(f"{line}\n" for line in words.lines(found)).encode())
    else:
        console.say("\n".join(words.lines(found)))
    if out:
        console.say(words.headline(found))
    return 0


def _document(found: Compared) -> CompareDocument:
    return CompareDocument(
        base=found.base,
        new=found.new,
        headline=words.headline(found),
        changes=tuple(map(_plain, found.changes)),
        only=found.only,
        cautions=found.cautions,
    )


def _plain(change: FigureChange) -> ListedChange:
    ratio = change.ratio
    return ListedChange(
        row=change.row,
        metric=change.metric,
        before=change.before,
        after=change.after,
        ratio=ratio.value if ratio else None,
        ratio_low=ratio.low if ratio else None,
        ratio_high=ratio.high if ratio else None,
        verdict=change.verdict,
        reason=change.reason,
    )

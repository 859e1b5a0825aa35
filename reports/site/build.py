"""Put results into a site and write its pages anew."""

from collections.abc import Sequence
from pathlib import Path

from bench import removal, results
from bench.errors import BenchError
from bench.files import write_atomically
from reports.html import html
from reports.site import pages, trends
from reports.site.facts import REPORTS, RESULT, Facts
from reports.site.past import recalled
from reports.site.remarks import remarks
from reports.site.shelf import LIST, PAGE, gather, listing
from reports.view import view


def build(given: Sequence[Path], folder: Path, keep: int | None = None) -> int:
    """Build a site of what a folder holds already and of what is given; return how many reports it has.

    Args:
        given: results or reports.
        folder: of the site.
        keep: how many of the newest reports stay; the others are removed from the folder. All by default.

    Raises:
        BenchError: if a file cannot be read, or the folder cannot be written.
    """
    found = sorted(gather(given, folder), key=lambda facts: facts.order)
    held = found if keep is None else found[-keep:]
    if not (folder / LIST).exists():
        _write(folder / LIST, listing(folder))  # marks the folder as a site, also if this is the last that is written
    for facts in held:
        _shelve(facts, folder)
    for facts in found[: -len(held)]:
        removal.remove(folder / REPORTS / facts.entry.run)
    past = recalled(held)
    happened = remarks(past)
    workloads = trends.pages(past, happened)
    for page in workloads:
        _write(folder / page.address, pages.trend_html(page).encode())
    _write(folder / PAGE, pages.index_html(trends.index(past, happened, workloads)).encode())
    _write(folder / LIST, listing(folder, held))
    return len(held)


def _shelve(facts: Facts, folder: Path) -> None:
    """Put a result and its report where they stay; what is there is kept."""
    place = folder / REPORTS / facts.entry.run
    missing = [name for name in (RESULT, PAGE) if not (place / name).exists()]
    if not missing:
        return
    run = results.read(facts.source)
    if RESULT in missing:
        _write(place / RESULT, results.to_json(run))
    if PAGE in missing:
        _write(place / PAGE, html(view(run)).encode())


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BenchError(
            f"{path.parent} cannot be made: {error.strerror}.", "Choose another folder by --out."
        ) from error
    write_atomically(path, content)

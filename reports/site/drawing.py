"""Draw what a site holds: a report for each result, the trends of each workload, the index, and the list."""

from collections.abc import Sequence
from pathlib import Path

from bench.model.errors import BenchError
from bench.results import result_file
from reports.html.render import html
from reports.site import html as pages
from reports.site.fetching.fetch import Fetched
from reports.site.history import recall
from reports.site.listing import LARGEST, LIST, PAGE, encoded, list_runs
from reports.site.places import copy, write
from reports.site.runs import REPORTS, RESULT, Facts
from reports.site.trends import pages as trends
from reports.site.trends.findings import remarks
from reports.view.page_view import view


def place_report(facts: Facts, folder: Path, fetched: Fetched | None) -> None:
    """Put a result and its report where they stay.

    Args:
        facts: of the run.
        folder: of the site. What is there is kept, unless the site was published with another file.
        fetched: what that is.

    Raises:
        BenchError: if a file cannot be written, or would be too large to be fetched again.
    """
    place = folder / REPORTS / facts.entry.run
    if fetched:
        staged = fetched.stage / REPORTS / facts.entry.run
        for name in (RESULT, PAGE):
            if (staged / name).is_file():
                copy(staged / name, place / name)
    missing = [name for name in (RESULT, PAGE) if not _is_there(place / name)]
    if not missing:
        return
    run = result_file.read(facts.source)
    if RESULT in missing:
        write(place / RESULT, result_file.to_json(run))
    if PAGE in missing:
        page = html(view(run)).encode()
        if len(page) > LARGEST:
            raise BenchError(f"The report of {facts.source} is larger than the {LARGEST:,} bytes that a site takes.")
        write(place / PAGE, page)


def _is_there(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def draw(folder: Path, held: Sequence[Facts]) -> None:
    """Write the pages of a site and then its list, which names the files that there are.

    Raises:
        BenchError: if a file cannot be written.
    """
    history = recall(held)
    happened = remarks(history)
    workloads = trends.pages(history, happened)
    for page in workloads:
        write(folder / page.address, pages.trend_html(page).encode())
    write(folder / PAGE, pages.index_html(trends.index(history, happened, workloads)).encode())
    write(folder / LIST, encoded(list_runs(folder, held), str(folder / LIST)))

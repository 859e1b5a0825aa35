"""What a report shows of its sources is what it carries, or the report is refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.model.errors import ResultError
from bench.model.types import Run
from bench.results import shown
from reports.html.render import html
from reports.view.page_view import view
from tests.reports.builders import a_run, an_outcome, saved, sha

EVIL = "import os\n\n\ndef run(path):\n    return {'<b>': \"&amp;\"}  # \u202e\ufeff\x0c end\n"
BENIGN = "def run(path):\n    return 2\n"


def a_report(folder: Path, shown_: Run, carried: Run) -> Path:
    """Draw one run, and embed another."""
    path = folder / "report.html"
    path.write_text(html(replace(view(shown_), result=view(carried).result)), encoding="utf-8")
    return path


def with_sources(**sources: str) -> Run:
    run = a_run(*(an_outcome(name) for name in sources))
    items = tuple(replace(item, sha256=sha(sources[item.name])) for item in run.implementations)
    return replace(run, implementations=items, files={sha(text): text for text in sources.values()})


@pytest.fixture(scope="module")
def run() -> Run:
    return with_sources(readlines_objects=BENIGN, generator_chain=EVIL)


@pytest.fixture(scope="module")
def page(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Draw the page once that carries one source and shows another."""
    seen = with_sources(readlines_objects=BENIGN, generator_chain=BENIGN)
    return a_report(tmp_path_factory.mktemp("page"), seen, run).read_text(encoding="utf-8")


def a_file(folder: Path, text: str) -> Path:
    path = folder / "report.html"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_report_shows_what_it_carries_whatever_that_holds(run: Run, tmp_path: Path) -> None:
    assert shown.check(a_report(tmp_path, run, run), run) == set()
    shown.check(saved(run, tmp_path), run)


@pytest.mark.parametrize(
    "seen",
    [
        {"readlines_objects": BENIGN, "generator_chain": EVIL.replace("import os\n", "")},
        {"readlines_objects": BENIGN, "generator_chain": EVIL, "slots_iterator": BENIGN},  # that of no row
    ],
)
def test_a_report_that_shows_another_source_than_it_carries_is_refused(
    seen: dict[str, str], run: Run, tmp_path: Path
) -> None:
    with pytest.raises(ResultError, match=r"report\.html is damaged"):
        shown.check(a_report(tmp_path, with_sources(**seen), run), run)


TABLE = '<table class="source">'


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        (("id=", "id="), "shows for 'generator_chain'"),  # that of another row
        ((TABLE, '<table class="source wide">'), "shows for 'generator_chain'"),
        ((TABLE, f"<pre>{BENIGN}</pre><table>"), "show the source of 'generator_chain'"),
        ((TABLE, '<table class="other" class="source">'), "shows for 'generator_chain'"),
        (('<details class="implementation"', "<details"), "shows for ''"),
        (('<td class="code">', '<td class="code more">'), "shows for 'generator_chain'"),
        (('<td class="code">', "<td>"), "shows for "),
    ],
)
def test_so_is_one_whose_markup_is_another(
    markup: tuple[str, str], said: str, run: Run, page: str, tmp_path: Path
) -> None:
    with pytest.raises(ResultError, match=r"report\.html is damaged") as caught:
        shown.check(a_file(tmp_path, page.replace(*markup)), run)
    assert said in str(caught.value)


def test_a_report_that_shows_no_row_is_refused(run: Run, page: str, tmp_path: Path) -> None:
    head, _, rest = page.partition('<details class="implementation"')

    with pytest.raises(ResultError, match="none of the sources"):
        shown.check(a_file(tmp_path, head + "<script" + rest.rpartition("<script")[2]), run)


def test_sources_that_a_page_leaves_out_are_known(run: Run, tmp_path: Path) -> None:
    alone = with_sources(readlines_objects=BENIGN)

    assert shown.check(a_report(tmp_path, alone, run), run) == {sha(EVIL)}


@pytest.mark.parametrize("hostile", ["<![<![", f"<p>&#{'1' * 5000};", f"<p title='&#{'1' * 5000};'>"])
def test_a_page_that_is_not_html_is_refused(hostile: str, run: Run, page: str, tmp_path: Path) -> None:
    path = a_file(tmp_path, page.replace("</body>", hostile))

    with pytest.raises(ResultError, match="which would run"):
        shown.check(path, run)

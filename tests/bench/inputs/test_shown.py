"""What a report shows of its sources is what it carries, or the report is refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.inputs import shown
from bench.model.errors import ResultError
from bench.model.types import Run
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


@pytest.fixture
def run() -> Run:
    return with_sources(readlines_objects=BENIGN, generator_chain=EVIL)


def test_a_report_shows_what_it_carries_whatever_that_holds(run: Run, tmp_path: Path) -> None:
    shown.check(a_report(tmp_path, run, run), run)
    shown.check(saved(run, tmp_path), run)


@pytest.mark.parametrize(
    "seen",
    [
        {"readlines_objects": BENIGN, "generator_chain": BENIGN},  # that of another row
        {"readlines_objects": BENIGN, "generator_chain": BENIGN + "# as ever\n"},
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
    ("old", "new", "said"),
    [
        (TABLE, '<table class="source wide">', "'generator_chain'"),
        (TABLE, f"<pre>{BENIGN}</pre><table>", "not show the source of 'generator_chain'"),
        (TABLE, '<table class="other" class="source">', "'generator_chain'"),
        ('<details class="implementation"', "<details", "''"),
        ('<td class="code">', '<td class="code more">', "'generator_chain'"),
        ('<td class="code">', "<td>", "source"),
    ],
)
def test_so_is_one_whose_markup_is_another(old: str, new: str, said: str, run: Run, tmp_path: Path) -> None:
    path = a_report(tmp_path, with_sources(readlines_objects=BENIGN, generator_chain=BENIGN), run)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    with pytest.raises(ResultError, match=r"report\.html is damaged") as caught:
        shown.check(path, run)
    assert said in str(caught.value)


def test_a_report_that_shows_no_row_is_refused(run: Run, tmp_path: Path) -> None:
    path = a_report(tmp_path, run, run)
    head, _, rest = path.read_text(encoding="utf-8").partition('<details class="implementation"')
    path.write_text(head + "<script" + rest.rpartition("<script")[2], encoding="utf-8")

    with pytest.raises(ResultError, match="none of the sources"):
        shown.check(path, run)


def test_sources_that_a_page_leaves_out_are_known(run: Run, tmp_path: Path) -> None:
    alone = with_sources(readlines_objects=BENIGN)

    assert shown.check(a_report(tmp_path, alone, run), run) == {sha(EVIL)}
    assert shown.check(a_report(tmp_path, run, run), run) == set()


@pytest.mark.parametrize("hostile", ["<![<![", f"<p>&#{'1' * 5000};", f"<p title='&#{'1' * 5000};'>"])
def test_a_page_that_is_not_html_is_refused(hostile: str, run: Run, tmp_path: Path) -> None:
    path = a_report(tmp_path, run, run)
    path.write_text(path.read_text(encoding="utf-8").replace("</body>", hostile), encoding="utf-8")

    with pytest.raises(ResultError, match="not HTML"):
        shown.check(path, run)

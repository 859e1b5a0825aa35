"""The page as a browser shows it: opened from a file, with the network off."""

import json
import re
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page

from bench.analysis.comparison.compare import compare
from bench.model.types import Outcome, Status
from bench.results import result_file
from reports import comparison
from reports.html.render import html
from reports.view.page_view import view
from tests.bench.analysis.comparison.test_compare import a_result
from tests.reports.builders import a_cell, a_change, a_control, a_failure, a_machine, a_run, an_outcome, the_usual
from tests.reports.histories import STEPPED, a_week, site_of, ten_weeks

pytestmark = pytest.mark.browser
LONG = "a_name_that_goes_on_and_on_until_it_has_sixty_four_characters_ab"
OPEN = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
SITE = ("index", "trend")
SCHEMES = ("light", "dark")
STACK = ["ended by SIGSEGV", "a_library/frames.py, line 1207, in collect", "crasher.py, line 12, in run"]


@dataclass(frozen=True)
class Shown:
    """A page, and what it said or asked for while it was shown."""

    page: Page
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    native = an_outcome("native_library", peak=180, imported=55, traced=0.1, seconds=0.3)
    runs = {
        "usual": a_run(*the_usual(), native),
        "long": a_run(an_outcome("readlines_objects"), an_outcome(LONG), a_control(), a_failure(reason="x" * 700)),
        "failed": a_run(a_failure(), a_failure("crasher", Status.CRASH, reason="\n".join(STACK))),
    }
    runs["names"] = a_run(*_named())
    runs["change"] = a_change()
    runs["tied"] = a_run(*_rows(*"abcde"))
    pair = a_run(*_rows("a", "b"))
    first, *others = pair.implementations
    demanding = replace(first, requires=("charset-normalizer>=20.4.10,<40", "zstandard==0.23.10", "pyarrow>=20.0.10"))
    runs["pair"] = replace(pair, implementations=(demanding, *others))
    runs["quick"] = a_run(*_rows("a", "b", rounds=2))
    texts = {name: html(view(run)) for name, run in runs.items()}
    moved = a_week(10, fatter={STEPPED: 1.5}, machine=a_machine(processor="A processor with a rather long name"))
    new = a_result(2, slower={"bytes_blocks": 1.1}, fatter={"generator_chain": 1.1})
    texts |= site_of([*ten_weeks(), moved], folder) | {"comparison": comparison.html(compare(a_result(1), new))}
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


def _rows(*names: str, rounds: int = 12) -> list[Outcome]:
    """Build rows that tie, and the baseline with its second copy."""
    base = (an_outcome("readlines_objects", peak=634, seconds=2.0, rounds=rounds), a_control(rounds=rounds))
    return [*base, *(an_outcome(name, peak=11 + 5 * at, rounds=rounds) for at, name in enumerate(names))]


def _named() -> list[Outcome]:
    """Build rows with names of many parts, of which one is in two folders."""
    names = ("my_stdlib", "with__slots__", "slots_iterator", "my_own_way_of_counting_lines")
    mine = an_outcome("slots_iterator", peak=14, cell=a_cell("slots_iterator", origin="my_impls"))
    base = (an_outcome("readlines_objects", peak=634, seconds=2.0), a_control(), mine)
    return [*base, *(an_outcome(name, peak=11 + at, seconds=0.47 + at / 500) for at, name in enumerate(names))]


def shown(
    browser: Browser, path: Path, *, width: int = 1440, scheme: Literal["light", "dark"] = "light", script: bool = True
) -> Shown:
    seen = tab(browser, script=script)
    seen.page.set_viewport_size({"width": width, "height": 900})
    seen.page.emulate_media(media="screen", color_scheme=scheme)
    for heard in (seen.messages, seen.requests):
        heard.clear()
    seen.page.goto(path.as_uri())
    return seen


@cache
def tab(browser: Browser, *, script: bool) -> Shown:
    """Open what all pages are shown in, one after the other: a new one for each takes thrice as long."""
    page = browser.new_context(offline=True, java_script_enabled=script).new_page()
    seen = Shown(page)
    page.on("console", lambda message: seen.messages.append(message.text))
    page.on("pageerror", lambda error: seen.messages.append(str(error)))
    page.on("request", lambda request: seen.requests.append(request.url))
    return seen


def names(page: Page) -> list[str]:
    return [text.split("\n")[0] for text in page.locator("table.rows tbody:first-of-type .name a").all_inner_texts()]


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("usual", 1440, "light"),
        ("usual", 1440, "dark"),
        ("usual", 390, "light"),
        ("usual", 390, "dark"),
        ("long", 390, "light"),
        ("failed", 1440, "dark"),
        ("change", 390, "light"),
        *((name, width, scheme) for name in (*SITE, "comparison") for width in (1440, 390) for scheme in SCHEMES),
    ],
)
def test_axe_finds_no_violation(
    browser: Browser, reports: dict[str, Path], name: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    seen = shown(browser, reports[name], width=width, scheme=scheme)
    seen.page.evaluate(OPEN)

    found = Axe().run(seen.page)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", ["usual", *SITE])
def test_a_page_asks_for_nothing_but_itself_and_says_nothing(
    browser: Browser, reports: dict[str, Path], name: str
) -> None:
    seen = shown(browser, reports[name])

    assert seen.requests == [reports[name].as_uri()]
    assert seen.messages == []


@pytest.mark.parametrize("name", ["usual", "long", "failed", *SITE])
def test_a_telephone_need_not_scroll_sideways(browser: Browser, reports: dict[str, Path], name: str) -> None:
    page = shown(browser, reports[name], width=390).page
    page.evaluate(OPEN)

    assert page.evaluate("document.documentElement.scrollWidth") == 390


TRUST = """items => items.map(item => {
  const text = document.createRange(); text.selectNodeContents(item);
  const words = text.getBoundingClientRect(), list = item.parentElement.getBoundingClientRect();
  return {top: words.top, left: words.left - list.left, after: getComputedStyle(item, "::after").content};
})"""


@pytest.mark.parametrize("width", [1440, 390])
def test_no_separator_of_the_trust_line_begins_or_ends_a_line(
    browser: Browser, reports: dict[str, Path], width: int
) -> None:
    page = shown(browser, reports["usual"], width=width).page

    items = page.locator(".trust").first.locator("li").evaluate_all(TRUST)

    assert {item["after"] for item in items} == {"none"}
    clipped = page.locator(".trust").first.evaluate("list => parseFloat(getComputedStyle(list).clipPath.split(' ')[3])")
    starts = {round(item["left"]) for at, item in enumerate(items) if not at or item["top"] > items[at - 1]["top"]}
    assert starts == {16}
    assert 9 < clipped < min(starts)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_reason_of_several_lines_is_shown_in_lines(browser: Browser, reports: dict[str, Path], width: int) -> None:
    page = shown(browser, reports["failed"], width=width).page
    page.evaluate(OPEN)

    reasons = page.locator(".reason").all_inner_texts()

    lines = [reason.splitlines() for reason in reasons if "SIGSEGV" in reason]
    assert lines == [[f"crash {STACK[0]}", *STACK[1:]]] * 2


WHERE = "main :is(h1, h2, p, li, output) code, .rows .name a"
BROKEN = """(where) => [...document.querySelectorAll(where)].filter((each) => {
    const pieces = [...each.getClientRects()], dot = 24;
    let block = each.parentElement;
    while (getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
    const { paddingLeft, paddingRight } = getComputedStyle(block);
    const room = block.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - dot;
    const wide = pieces.reduce((sum, piece) => sum + piece.width, 0);
    return new Set(pieces.map((piece) => piece.top)).size > 1 && wide < room && !/ /.test(each.textContent);
}).map((each) => each.textContent)"""


def test_no_name_breaks_at_the_end_of_a_line_that_could_hold_it(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["names"]).page

    for width in (390, 560, 720, 960, 1200, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(BROKEN, WHERE) == [], width


LINES = """all => all.map(each => {
    const range = document.createRange();
    range.selectNodeContents(each);
    return [each.textContent, new Set([...range.getClientRects()].map((piece) => piece.top)).size];
})"""


@pytest.mark.parametrize("media", ["screen", "print"])
def test_no_name_in_the_table_breaks_but_before_its_folder(
    browser: Browser, reports: dict[str, Path], media: Literal["screen", "print"]
) -> None:
    page = shown(browser, reports["names"], width=390 if media == "screen" else 720).page
    page.emulate_media(media=media)

    lines = dict(page.locator(".rows .name a").evaluate_all(LINES))

    assert "slots_iterator@my_impls" in lines
    assert {name for name, count in lines.items() if count > 1 + name.count("@")} == set()


@pytest.mark.parametrize("width", [1440, 390])
def test_no_heading_is_larger_than_the_one_above_it(browser: Browser, reports: dict[str, Path], width: int) -> None:
    page = shown(browser, reports["change"], width=width).page

    sizes = [
        page.locator(each).first.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")
        for each in ("h1", "h2#cautions, h2#provenance", ".provenance h3")
    ]

    assert sizes == sorted(sizes, reverse=True)


WORDS = """all => all.flatMap(each => [...each.textContent.matchAll(/\\S+/g)].filter((word) => {
    const range = document.createRange();
    range.setStart(each.firstChild, word.index);
    range.setEnd(each.firstChild, word.index + word[0].length);
    return range.getClientRects().length > 1;
}).map(String))"""


@pytest.mark.parametrize("width", [1440, 800])
def test_a_comparison_breaks_no_word_of_a_figure(browser: Browser, tmp_path: Path, width: int) -> None:
    page = tmp_path / "compared.html"
    page.write_text(comparison.html(compare(a_result(1), a_result(2, fatter={"bytes_blocks": 1.5}))), encoding="utf-8")

    cells = shown(browser, page, width=width).page.locator("tbody th:not([colspan]), thead th")

    assert "traced memory" in cells.all_inner_texts()
    assert cells.evaluate_all(WORDS) == []


def test_a_screen_reader_reads_a_figure_as_one(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"]).page

    read = page.locator(".rows tbody").first.aria_snapshot()

    assert re.search(r"\d\.\d", read)
    assert not re.search(r"\d \.\d", read)
    assert not re.search(r'[ "]· ', page.locator(".trust").first.aria_snapshot())


def test_figures_of_a_column_meet_at_their_point(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"]).page

    points = page.locator(".rows td.memory [class^=fraction]").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().left)"
    )

    assert max(points) - min(points) < 1


def test_a_footnote_moves_no_figure(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"]).page

    ends = page.evaluate(
        "[...document.querySelectorAll('.rows td.memory .number')].map((each) => each.getBoundingClientRect().right)"
    )

    assert page.locator(".rows td.memory sup").count() > 0
    assert max(ends) - min(ends) < 1


def test_a_telephone_shows_rank_name_memory_and_time(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"], width=390).page
    table = page.locator(".rows")
    table.scroll_into_view_if_needed()

    cells = [page.locator(f".rows tbody td.{each}, .rows tbody th.{each}").first for each in ("rank", "name", "memory")]
    ends = page.locator(".rows tbody td.time .number, .rows tbody td.time .note").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().right)"
    )
    edge = page.locator(".scroll:has(.rows)").evaluate("box => box.getBoundingClientRect().right")

    assert all(cell.is_visible() for cell in cells)
    assert ends
    assert max(ends) <= edge - 8  # the interval too, before the shadow


def test_rank_and_name_stay_in_sight_when_a_telephone_scrolls(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"], width=390).page
    shaded = _colour(page)  # as there is more beyond the edge

    page.evaluate("document.querySelector('.rows').parentElement.scrollLeft = 3000")

    assert shaded != _colour(page) == _colour(page, from_right=100)

    rank, name = (page.locator(f".rows tbody .{each}").first.bounding_box() for each in ("rank", "name"))
    assert rank is not None
    assert name is not None
    assert 0 <= rank["x"] < name["x"] < 100


def _colour(page: Page, from_right: int = 1) -> object:
    """Return the colour in the head of the table, where nothing is written, that far from its right edge."""
    picture = Image.open(BytesIO(page.locator(".scroll:has(.rows)").screenshot())).convert("RGB")
    return picture.getpixel((picture.width - from_right, 3))


def test_no_version_breaks_in_the_table(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["pair"], width=700).page

    broken = page.evaluate(r"""[...document.querySelectorAll("td.needs .word")].flatMap((cell) =>
        [...cell.firstChild.data.matchAll(/[<>=]*[0-9.]+/g)].filter((word) => {
            const range = document.createRange();
            range.setStart(cell.firstChild, word.index);
            range.setEnd(cell.firstChild, word.index + word[0].length);
            return range.getClientRects().length > 1;
        }).map(String))""")

    assert page.locator("td.needs .word").all_inner_texts().count("nothing") == 2
    assert broken == []


def test_headline_trust_choice_and_picture_fit_the_first_screen(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"]).page

    picture = page.locator(".wide svg").first.bounding_box()
    assert picture is not None
    assert picture["y"] + picture["height"] < 900


def test_a_click_on_a_head_sorts_and_a_second_one_turns_round(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"]).page
    memory = page.get_by_role("button", name=re.compile("Memory"))

    memory.click()
    lean = names(page)
    memory.click()

    assert lean[0] == "slots_iterator"
    assert names(page) == lean[::-1]
    assert page.locator("th[aria-sort=descending]").count() == 1


def test_sorting_works_from_the_keyboard(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"]).page

    page.get_by_role("button", name=re.compile("Memory")).focus()
    page.keyboard.press("Enter")

    assert names(page)[0] == "slots_iterator"


def test_the_filter_leaves_what_contains_the_word(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"]).page

    page.get_by_role("searchbox").fill("generator")

    assert page.locator("table.rows tbody tr:visible").count() == 1
    assert page.locator(".filter [role=status]").inner_text() == "1 of 6"


def test_the_choice_names_what_fits_and_fades_what_does_not(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"]).page

    page.get_by_label("Memory at most").fill("12 MiB")

    assert "Take slots_iterator: " in page.locator("output").inner_text()
    assert page.locator("tr.unfit").count() == 3
    assert page.locator(".wide svg .unfit").count() > 0


@pytest.mark.parametrize("name", ["usual", "tied", "pair", "quick"])
def test_the_script_says_of_the_measured_size_what_the_page_says(
    browser: Browser, reports: dict[str, Path], name: str
) -> None:
    page = shown(browser, reports[name]).page
    said = page.locator("output").inner_text()
    limit = page.get_by_label("Memory at most")

    limit.fill("11.15 MiB")
    assert "the only one " in page.locator("output").inner_text()
    limit.fill("512 MiB")

    assert page.locator("output").inner_text() == said


def test_the_choice_reckons_with_a_larger_file_and_says_how(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"]).page

    page.get_by_label("Size of the file").fill("10 GB")

    assert "with about" in page.locator("output").inner_text()
    assert page.locator(".assumed").is_visible()


def test_the_choice_asks_for_a_size_that_it_can_read(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"]).page

    page.get_by_label("Memory at most").fill("much")

    assert page.locator("output").inner_text().startswith("Write a size as")
    assert page.get_by_label("Memory at most").get_attribute("aria-invalid") == "true"


def test_without_a_script_the_table_and_the_choice_still_speak(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"], script=False).page

    assert page.locator("table.rows tbody tr:visible").count() == 6
    assert "Take bytes_blocks" in page.locator("output").inner_text()
    assert not page.get_by_label("Memory at most").is_visible()
    assert not page.locator("#save").is_visible()


def test_a_name_in_the_table_leads_to_its_unfolded_details(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"]).page

    page.locator("table.rows .name a", has_text="readlines").click()

    page.locator("details.implementation[open] .source").wait_for()  # the browser tells of a new address when it may
    assert page.locator("details.implementation[open]").count() == 1


def test_the_raw_result_is_saved_as_it_was(browser: Browser, reports: dict[str, Path], tmp_path: Path) -> None:
    page = shown(browser, reports["usual"]).page

    with page.expect_download() as download:
        page.locator("#save").click()
    download.value.save_as(tmp_path / "result.json")

    assert result_file.read(tmp_path / "result.json") == result_file.read(reports["usual"])


def test_on_paper_nothing_is_folded_and_the_ground_is_light(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"], scheme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = json.loads(f"[{ground.removeprefix('rgb(').removesuffix(')')}]")
    assert min(red, green, blue) > 240
    assert page.locator("details:not([open])").count() == 0


def test_on_paper_no_word_in_the_head_of_the_table_breaks(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["usual"], width=718).page  # A4 without its margins
    page.emulate_media(media="print")

    broken = page.evaluate(r"""[...document.querySelectorAll(".rows thead th *")]
        .flatMap((each) => [...each.childNodes]).filter((node) => node.nodeType === Node.TEXT_NODE).flatMap((node) =>
        [...node.data.matchAll(/\S+/g)].filter((word) => {
            const range = document.createRange();
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            return range.getClientRects().length > 1;
        }).map(String))""")

    assert broken == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 718


def test_every_chart_of_a_trend_says_what_it_shows_and_has_its_data_as_a_table(
    browser: Browser, reports: dict[str, Path]
) -> None:
    page = shown(browser, reports["trend"]).page
    charts = page.locator("figure.chart")

    assert charts.count() == 3
    for chart in charts.all():
        assert STEPPED in (chart.locator(".wide svg[role=img]").get_attribute("aria-label") or "")
        chart.locator("summary").click()
        assert chart.locator("table tbody tr:visible").count() == 11


def test_a_site_is_whole_without_a_script(browser: Browser, reports: dict[str, Path]) -> None:
    page = shown(browser, reports["index"], script=False).page

    assert page.locator("table.reports tbody tr:visible").count() == 11
    assert page.locator(".remarks li:visible").count() >= 1

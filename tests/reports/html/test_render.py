import base64
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bench.model.types import Checkout, Outcome
from bench.results import result_file
from reports.html.render import RELEASE, html, raw_text
from reports.html.templating import breakable, prose
from reports.view.page_view import view
from reports.view.sentences import NOTHING
from tests.reports.builders import a_dataset, a_failure, a_run, an_implementation, an_outcome, the_usual
from tests.reports.elements import Elements

HOSTILE = "</script><img src=x onerror=alert(1)>&amp;'\"`$x_{$\x00\x1b]]>{{ 7 * 7 }}"


def drawn(*outcomes: Outcome, **changes: object) -> str:
    return html(view(a_run(*outcomes, **changes)))


@pytest.fixture(scope="module")
def usual() -> str:
    return drawn()


def test_the_page_asks_the_network_for_nothing(usual: str) -> None:
    loading = [attributes for _, attributes in Elements(usual).found if {"src", "srcset", "data"} & attributes.keys()]
    links = [attributes["href"] for _, attributes in Elements(usual).found if "href" in attributes]

    assert not loading
    assert all(str(link).startswith("#") for link in links)


def test_no_style_attribute_stands_in_the_way_of_the_policy(usual: str) -> None:
    assert not [attributes for _, attributes in Elements(usual).found if "style" in attributes]


def test_identifiers_are_unique_and_every_reference_is_met(usual: str) -> None:
    elements = Elements(usual).found
    identities = [attributes["id"] for _, attributes in elements if "id" in attributes]
    wanted = {str(attributes["href"])[1:] for _, attributes in elements if "href" in attributes}

    assert len(identities) == len(set(identities))
    assert wanted <= set(identities)


def test_the_result_is_read_back_out_of_the_report(usual: str, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text(usual, encoding="utf-8")

    assert result_file.read(report) == a_run()


def test_the_foot_says_which_project_and_which_commit_the_report_is_of(usual: str) -> None:
    known = html(view(a_run(checkout=Checkout(commit="a1b2c3d", changed=False)))).partition("<footer>")[2]
    unknown = usual.partition("<footer>")[2]

    assert f"Leanlines {RELEASE['version']}: {RELEASE['description']}" in known
    assert "Measured at commit a1b2c3d on 2026-11-22" in known
    assert "Measured on 2026-11-22" in unknown


def test_a_result_with_markup_in_it_is_read_back_unchanged(tmp_path: Path) -> None:
    run = a_run(a_failure(reason=HOSTILE + "&lt;&#60;\u2028"))
    report = tmp_path / "report.html"
    report.write_text(html(view(run)), encoding="utf-8")

    assert result_file.read(report) == run


def test_hostile_text_is_never_markup() -> None:
    outcomes = (an_outcome("generator_chain", notes=(HOSTILE,)), a_failure(reason=HOSTILE))
    run = a_run(*outcomes)
    hostile = tuple(replace(each, title=HOSTILE, text=HOSTILE) for each in run.implementations)
    preview = a_dataset(preview=(HOSTILE,), truth={"levels": {HOSTILE: 5}, "errors": {HOSTILE: 3}})
    page = html(view(replace(run, implementations=hostile, data=dict.fromkeys(run.data, preview))))

    assert not [tag for tag, attributes in Elements(page).found if tag == "img" or "onerror" in attributes]
    assert not re.search("[\x00-\x08\x0b-\x1f]", page)
    assert page.count("</script>") == 2


def test_a_sentence_sets_code_between_backticks_and_escapes_everything() -> None:
    assert prose("`a<b` & c") == "<code>a&lt;b</code> &amp; c"


def test_no_line_ends_between_a_figure_and_its_unit() -> None:
    said = prose("`--limit 5 MiB` needs 11.9 MiB and 0.902 s, 2.0 %: 3 msgs, 5 % of 10 GB in 200 µs")

    assert said == (
        "<code>--limit 5 MiB</code> needs 11.9&nbsp;MiB and 0.902&nbsp;s, 2.0&nbsp;%: 3 msgs, "
        "5&nbsp;% of 10&nbsp;GB in 200&nbsp;µs"
    )


def test_no_line_ends_within_an_option() -> None:
    assert prose("--fail-on slower:5% (--rounds)") == (
        '<span class="whole">--fail-on</span> slower:5% (<span class="whole">--rounds</span>)'
    )
    assert "whole" not in prose("a -- b--c")


def test_where_all_rows_failed_no_column_is_named_that_has_no_figure() -> None:
    heads = re.findall(r'<th scope="col"[^>]*>([^<]*)', drawn(a_failure()).partition("</thead>")[0])

    assert heads == ["Rank", "Implementation", "Status and reason"]


def test_a_name_may_break_before_its_folder_and_nowhere_else() -> None:
    assert breakable("readlines_objects@mine_hdfs") == "readlines_objects<wbr>@mine_hdfs"
    assert breakable("slow · 3.11.7") == "slow ·&nbsp;3.11.7"
    assert prose("`slow · 3.11.7` needs 1 s") == "<code>slow ·&nbsp;3.11.7</code> needs 1&nbsp;s"
    assert breakable("error_counts/<b>") == "error_counts/<wbr>&lt;b&gt;"


def test_json_stays_the_same_json_when_escaped_for_a_script_element() -> None:
    assert raw_text('{"a":"</script>&"}') == '{"a":"\\u003c/script\\u003e\\u0026"}'


def test_a_failed_row_shows_its_reason_and_no_figure(usual: str) -> None:
    row = usual.partition('<tbody class="failed">')[2].partition("</tbody>")[0]

    assert "wrong-answer" in row
    assert "where 40 was expected" in row
    assert "<rect" not in row
    assert "MiB" not in row


def test_the_control_is_never_a_row(usual: str) -> None:
    assert usual.count('<tr data-row="error-counts-warm-impls-readlines-objects') == 1


def test_a_report_of_failures_alone_is_drawn() -> None:
    page = drawn(a_failure("one"), a_failure("two"))

    assert NOTHING in page


def test_a_report_without_times_is_drawn() -> None:
    rows = [replace(each, samples=tuple(s for s in each.samples if s.round is None)) for each in the_usual()]

    assert "times were not measured" in drawn(*rows)


def test_a_run_of_one_workload_stays_under_two_megabytes(usual: str) -> None:
    assert len(usual.encode()) < 2_000_000


def test_an_implementation_is_linked_to_its_details(usual: str) -> None:
    assert 'href="#error-counts-warm-impls-bytes-blocks-3-11-7"' in usual
    assert an_implementation(the_usual()[3].cell).title.rstrip(".") in usual


def test_five_hundred_implementations_stay_under_five_megabytes() -> None:
    many = [an_outcome(f"row_{number}", peak=11 + number, seconds=0.1 + number / 100) for number in range(450)]

    page = drawn(*the_usual(), *many, *(a_failure(f"failed_{number}") for number in range(45)))

    assert len(page.encode()) < 5_000_000
    assert page.count("<tr data-row=") == 500


def test_a_profile_can_be_saved_as_it_was_and_is_folded() -> None:
    dataset = a_dataset()
    assert dataset.recipe is not None
    twin = replace(dataset, recipe=replace(dataset.recipe, generator="twin"))
    profile = '{"schema":"leanlines.profile","fields":["§ <b>é"]}'

    page = drawn(data={dataset.id: twin}, profile=profile)

    saved = [attributes for _, attributes in Elements(page).found if "download" in attributes]
    assert [base64.b64decode(str(each["href"]).partition("base64,")[2]).decode() for each in saved] == [profile]
    assert "&lt;b&gt;" in page
    assert page.index("<details", page.rindex("<h3>Data", 0, page.index("download="))) < page.index("download=")

"""Hostile text through every entry at once: each string of a result carries it, keys and references alike."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from bench.model.characters import visible
from bench.model.types import Checkout, FailedEdgeCases, Instrument, RepeatedFigure, Repetition, Run, Sample
from bench.results import result_file
from reports.exporters.registry import EXPORTERS
from reports.exporters.summary import Summary
from reports.view.page_view import view
from tests.reports.builders import a_change, a_control, a_failure, a_run, an_outcome
from tests.reports.elements import Elements

ALARM = "onerror"
HOSTILE = (
    f"<img src=x {ALARM}=alert(1)>",
    "</script><script>alert(1)</script>",
    "</style></title></textarea><svg onload=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus=alert(1) '",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "<!--<script>",
    "]]><x:x xmlns:x='http://www.w3.org/1999/xhtml'/>",
    "$x_{$ \\frac _leading",
    "\x00\x01\x1b[31m\x7f\x85\ufffe",
    "&lt;b&gt;&#60;i&#62; \u202e\u2028\u200b\ufe0f\U000e0041",
    "\n::error::x\r::set-output name=a::b ##[error]x ##vso[task.complete]",
)
FIXED = {"status", "edge_cases", "instrument", "kind", "cache", "unit", "phase", "started", "interpreter"}

TOGETHER = ("".join(HOSTILE[:3]), "".join(HOSTILE[3:7]), HOSTILE[7], "".join(HOSTILE[8:10]), "".join(HOSTILE[10:]))
"""For pages, which take long to draw: each begins a text, and none of them hides what follows but a comment alone."""


def poisoned(plain: object, poison: str, name: str = "") -> object:
    """Append a text to every string but those of which the reader allows few values."""
    if isinstance(plain, str):
        return plain if name in FIXED else plain + poison
    if isinstance(plain, list | tuple):
        return [poisoned(each, poison, name) for each in plain]
    if isinstance(plain, dict):
        free = name in {"data", "files", "workloads", "environments", "states", "versions", "knobs", "levels", "errors"}
        return {(key + poison if free else key): poisoned(value, poison, key) for key, value in plain.items()}
    return plain


def a_hostile_run(poison: str) -> Run:
    failed = FailedEdgeCases(names=("an empty file",), total=31, ordinary=("ordinary data",))
    base = an_outcome("readlines_objects", peak=634, seconds=2.0, notes=("a note",), edge_cases=failed)
    checked = Sample(cell=base.cell, instrument=Instrument.ANSWER, edge_cases=failed)
    rows = (replace(base, samples=(checked, *base.samples)), an_outcome(), a_control())
    held = (RepeatedFigure("a row", "memory", "9 MiB", "9 MiB", within=True),)
    older = Repetition(run_id="r", started="s", sha256="h", figures=held, remarks=("a remark",), embedded=("w/x",))
    mine = {"mine": Checkout(commit="c")}
    run = a_run(*rows, a_failure(), repeats=older, checkout=Checkout(commit="c"), repositories=mine)
    return msgspec.convert(poisoned(msgspec.to_builtins(run), poison), Run)


def a_hostile_change(poison: str) -> Run:
    return msgspec.convert(poisoned(msgspec.to_builtins(a_change()), poison), Run)


def cells(markdown: str) -> list[int]:
    """Return how many bars each row of a table has that are not escaped."""
    return [re.sub(r"\\.", "", line).count("|") for line in markdown.split("\n") if line.startswith("| ")]


CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(.*?)(?<!`)\1(?!`)")  # as CommonMark pairs runs of backticks
HARMLESS_MARKDOWN = str(EXPORTERS["md"].render(a_hostile_run("harmless")))


@pytest.fixture(scope="module")
def harmless() -> Elements:
    return Elements(str(EXPORTERS["html"].render(a_hostile_run("harmless"))))


@pytest.mark.parametrize("poison", TOGETHER)
def test_no_text_becomes_markup_and_the_result_is_kept(poison: str, harmless: Elements, tmp_path: Path) -> None:
    run = a_hostile_run(poison)
    text = str(EXPORTERS["html"].render(run))
    (tmp_path / "report.html").write_text(text, encoding="utf-8")

    found = Elements(text)

    assert set(found.tags) - set(harmless.tags) <= {"wbr"}  # ours, after a slash in a name
    assert found.tags.count("script") == 2
    assert not {name for name in found.attributes if name.startswith("on")}
    assert all(link.startswith("#") for link in found.values("href", "src"))
    assert result_file.read(tmp_path / "report.html") == run


@pytest.mark.parametrize("poison", HOSTILE[:2])
def test_nothing_in_a_verdict_becomes_markup(poison: str, harmless: Elements) -> None:
    run = a_hostile_change(poison)
    markdown = re.sub("`[^`\n]*`|^    .*$", "", str(EXPORTERS["md"].render(run)).replace("\\`", ""), flags=re.MULTILINE)

    found = Elements(str(EXPORTERS["html"].render(run)))

    assert view(run).verdict
    assert set(found.tags) - set(harmless.tags) <= {"wbr"}
    assert not {name for name in found.attributes if name.startswith("on")}
    assert not re.search(r"(?<!\\)<", markdown)


@pytest.mark.parametrize("poison", HOSTILE)
def test_the_picture_stays_well_formed(poison: str) -> None:
    root = ET.fromstring(str(EXPORTERS["svg"].render(a_hostile_run(poison))))  # noqa: S314  our own drawing

    assert not {each.tag.rpartition("}")[2] for each in root.iter()} & {"script", "img", "x"}


@pytest.mark.parametrize("poison", HOSTILE[-2:])
@pytest.mark.parametrize("form", [form for form in EXPORTERS if form != "png"])
def test_nothing_is_invisible_and_no_runner_that_prints_it_obeys(form: str, poison: str) -> None:
    text = str(EXPORTERS[form].render(a_hostile_run(poison)))

    assert not re.search(r"^\s*::|##\[|##vso\[", text.replace("\r", "\n"), re.MULTILINE)
    assert visible(text) == text


@pytest.mark.parametrize("name", ["``<img src=x>", "x```<img src=x>```", "`<img src=x>", "```\n<img src=x>\n```"])
def test_no_backticks_in_a_name_end_the_code_that_it_stands_in(name: str) -> None:
    text = str(EXPORTERS["md"].render(a_run(an_outcome(name), an_outcome("readlines_objects", peak=634, seconds=2.0))))

    assert not re.search(r"(?<!\\)<", CODE_SPAN.sub("", text))


@pytest.mark.parametrize("poison", [*HOSTILE, "\n\n<img src=x>\n\n", "` <img src=x> `", "| --- |\n"])
def test_markdown_lets_no_markup_through(poison: str) -> None:
    text = str(EXPORTERS["md"].render(a_hostile_run(poison)))
    outside_code = re.sub("`[^`\n]*`|^    .*$", "", text.replace("\\`", ""), flags=re.MULTILINE)

    assert not re.search(r"(?<!\\)<", outside_code)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    assert cells(text) == cells(HARMLESS_MARKDOWN)


@pytest.mark.parametrize("poison", [*HOSTILE, "\n=1+1", " @SUM(1)"])
def test_csv_keeps_its_rows_and_holds_nothing_that_runs(poison: str) -> None:
    run = a_hostile_run(poison)
    only = a_run(a_failure(reason=poison))

    rows = list(csv.reader(io.StringIO(str(EXPORTERS["csv"].render(run)), newline="")))
    (row,) = csv.DictReader(io.StringIO(str(EXPORTERS["csv"].render(only)), newline=""))

    assert {len(each) for each in rows} == {len(rows[0])}
    assert not row["reason"].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", row["reason"])


@pytest.mark.parametrize("poison", HOSTILE)
def test_json_is_read_by_its_schema(poison: str) -> None:
    content = str(EXPORTERS["json"].render(a_hostile_run(poison)))

    assert msgspec.json.decode(content, type=Summary).sections

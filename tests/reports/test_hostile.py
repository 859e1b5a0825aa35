"""Hostile text through every entry at once: each string of a result carries it, keys and references alike."""

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from bench import results
from bench.model import Held, Repetition, Run
from reports.exporters import EXPORTERS
from tests.reports.builders import a_control, a_failure, a_run, an_outcome

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
    "&lt;b&gt;&#60;i&#62; \u202e\u2028",
)
FIXED = {"status", "instrument", "kind", "cache", "unit", "phase", "started"}


def poisoned(plain: object, poison: str, name: str = "") -> object:
    """Append a text to every string but those that a type allows few values of."""
    if isinstance(plain, str):
        return plain if name in FIXED else plain + poison
    if isinstance(plain, list | tuple):
        return [poisoned(each, poison, name) for each in plain]
    if isinstance(plain, dict):
        free = name in {"data", "files", "workloads", "environments", "versions", "knobs", "levels", "errors"}
        return {(key + poison if free else key): poisoned(value, poison, key) for key, value in plain.items()}
    return plain


def a_hostile_run(poison: str) -> Run:
    rows = (an_outcome("readlines_objects", peak=634, seconds=2.0, notes=("a note",)), an_outcome(), a_control())
    held = (Held("a row", "memory", "9 MiB", "9 MiB", within=True),)
    older = Repetition(run_id="r", started="s", sha256="h", figures=held, remarks=("a remark",), embedded=("w/x",))
    plain = msgspec.to_builtins(a_run(*rows, a_failure(), repeats=older))
    return msgspec.convert(poisoned(plain, poison), Run)


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]


@pytest.fixture(scope="module")
def harmless() -> Elements:
    return Elements(str(EXPORTERS["html"].render(a_hostile_run("harmless"))))


@pytest.mark.parametrize("poison", HOSTILE)
def test_no_text_becomes_markup_and_the_result_is_kept(poison: str, harmless: Elements, tmp_path: Path) -> None:
    run = a_hostile_run(poison)
    text = str(EXPORTERS["html"].render(run))
    (tmp_path / "report.html").write_text(text, encoding="utf-8")

    found = Elements(text)

    assert set(found.tags) <= set(harmless.tags)
    assert found.tags.count("script") == 2
    assert not {name for name in found.attributes if name.startswith("on")}
    assert all(link.startswith("#") for link in found.links)
    assert results.read(tmp_path / "report.html") == run


@pytest.mark.parametrize("poison", HOSTILE)
def test_the_picture_stays_well_formed(poison: str) -> None:
    root = ET.fromstring(str(EXPORTERS["svg"].render(a_hostile_run(poison))))  # noqa: S314  our own drawing

    assert not {each.tag.rpartition("}")[2] for each in root.iter()} & {"script", "img", "x"}


def test_markdown_lets_no_markup_through() -> None:
    text = str(EXPORTERS["md"].render(a_hostile_run(HOSTILE[0])))
    outside_code = re.sub("`[^`]*`|^    .*$", "", text, flags=re.MULTILINE)

    assert "<img" not in outside_code.replace("\\<", "")

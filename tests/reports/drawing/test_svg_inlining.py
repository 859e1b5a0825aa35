import re
from xml.etree import ElementTree as ET

import pytest

from reports.drawing import frame, svg
from reports.drawing.palette import ROLES, colour

HOSTILE = "</text><script>alert(1)</script> $x_{$ _ <&>'\" ünï"


def drawn(text: str = "a name", salt: str = "chart") -> str:
    with svg.style(salt):
        page = frame.figure(300, 200)
        axes = frame.axes(page, 40, 30, 10, 10)
        axes.plot([1, 2, 3], [3, 1, 2], color=colour("hue-1"), marker="o", gid="data-row=some-row")
        axes.text(1, 1, text)
        return svg.inline(page, salt, label=text)


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert drawn() == drawn()


def test_no_style_stands_in_the_drawing() -> None:
    assert "style" not in drawn()


def test_colours_of_the_palette_are_variables_of_the_page() -> None:
    assert f'stroke="var(--hue-1, {ROLES["hue-1"]})"' in drawn()
    assert "currentColor" in drawn()


def identifiers(text: str) -> set[str]:
    return set(re.findall(r' id="([^"]+)"', text))


def test_identifiers_of_two_charts_differ() -> None:
    assert identifiers(drawn(salt="a"))
    assert identifiers(drawn(salt="a")).isdisjoint(identifiers(drawn(salt="b")))


def test_every_reference_is_met() -> None:
    text = drawn()

    assert set(re.findall(r'href="#([^"]+)"', text)) <= identifiers(text)


def test_an_artist_of_a_row_says_so() -> None:
    assert 'data-row="some-row"' in drawn()


@pytest.mark.parametrize("text", [HOSTILE, "$unbalanced", "_leading", "\\frac", "한국어"])
def test_any_text_is_drawn_as_it_is(text: str) -> None:
    root = ET.fromstring(drawn(text))  # noqa: S314

    assert text in {each.text for each in root.iter("text")}
    assert root.attrib["aria-label"] == text
    assert not list(root.iter("script"))


def test_settings_of_the_user_do_not_reach_the_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib as mpl  # noqa: PLC0415  its settings are the point

    before = drawn()
    monkeypatch.setitem(mpl.rcParams, "font.size", 40)
    monkeypatch.setitem(mpl.rcParams, "axes.facecolor", "red")

    assert drawn() == before

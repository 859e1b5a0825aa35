"""What is drawn is seen: the contrasts of WCAG 2.2, success criteria 1.4.3 and 1.4.11, on the page and on its bands."""

import pytest

from reports.drawing.palette import DARK, HUES, ROLES

TEXT, DRAWN = 4.5, 3.0


def _luminance(colour: str) -> float:
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("roles", [ROLES, DARK], ids=["light", "dark"])
def test_every_colour_stands_out_from_what_is_behind_it(roles: dict[str, str]) -> None:
    parts = ("interpreter", "imports", "traced", "rest", "file", "children")
    wanted = {(role, behind): TEXT for role in ("ink", "muted", "accent") for behind in ("ground", "band")}
    wanted |= {(role, behind): DRAWN for role in HUES for behind in ("ground", "band")}
    wanted |= {(role, "ground"): DRAWN for role in parts}

    found = {pair: contrast(roles[pair[0]], roles[pair[1]]) for pair in wanted}

    assert {pair: round(value, 2) for pair, value in found.items() if value < wanted[pair]} == {}

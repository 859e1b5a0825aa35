"""Colours, markers and dashes: one look for each implementation in every chart, one role for each kind of memory.

A role has a light hexadecimal value, which is what matplotlib draws with and what a picture without a page shows.
Inside a page the same role is a CSS variable with a dark value beside the light one.

The six hues are Okabe and Ito's without yellow and black (Color Universal Design, 2008), their lighter ones darkened
to a contrast of 3 : 1 on the page and on the band behind a baseline. Beyond six implementations the marker and the dash
tell them apart.
"""

from collections.abc import Iterable
from typing import Final

from reports.page.figures import Appearance

INK: Final = "#1b1f24"
ROLES: Final = {
    "ink": INK,
    "muted": "#5b6570",
    "rule": "#c9ced6",
    "band": "#e4e7ec",
    "ground": "#fdfdfc",
    "accent": "#0b5cad",
    "hue-1": "#0072b2",
    "hue-2": "#d55e00",
    "hue-3": "#008f68",
    "hue-4": "#b4578f",
    "hue-5": "#2889c6",
    "hue-6": "#b27900",
    "interpreter": "#89939e",
    "imports": "#4d5864",
    "traced": "#0072b3",
    "rest": "#d55e01",
    "file": "#008f69",
    "children": "#b4578e",
}
DARK: Final = {
    "ink": "#e6e9ed",
    "muted": "#a3adb8",
    "rule": "#3a424d",
    "band": "#2a313a",
    "ground": "#14171b",
    "accent": "#6cb2f2",
    "hue-1": "#4fa5e2",
    "hue-2": "#f2854a",
    "hue-3": "#34c39d",
    "hue-4": "#d98dbb",
    "hue-5": "#86c9f2",
    "hue-6": "#dfa93c",
    "interpreter": "#6f7985",
    "imports": "#a9b3bd",
    "traced": "#4fa5e2",
    "rest": "#f2854a",
    "file": "#34c39d",
    "children": "#d98dbb",
}
HUES: Final = ("hue-1", "hue-2", "hue-3", "hue-4", "hue-5", "hue-6")
MARKERS: Final = {
    "o": "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0-5 0",
    "s": "M-4.5-4.5H4.5V4.5H-4.5Z",
    "D": "M0-5.5L5.5 0 0 5.5-5.5 0Z",
    "^": "M0-5L5 4.5H-5Z",
    "v": "M0 5L5-4.5H-5Z",
    "P": "M-2-5H2V-2H5V2H2V5H-2V2H-5V-2H-2Z",
    "X": "M-5-3L-3-5 0-2 3-5 5-3 2 0 5 3 3 5 0 2-3 5-5 3-2 0Z",
    "p": "M0-5L5-1.5 3 4.5H-3L-5-1.5Z",
}
DASHES: Final = ("-", "--", "-.", ":")


def looks(names: Iterable[str]) -> dict[str, Appearance]:
    """Give each name its look, in order; the first six differ in hue, the next six in marker and dash too."""
    return {name: _look(place) for place, name in enumerate(dict.fromkeys(names))}


def _look(place: int) -> Appearance:
    turn, hue = divmod(place, len(HUES))
    marker = list(MARKERS)[turn % len(MARKERS)]
    return Appearance(HUES[hue], marker, DASHES[turn % len(DASHES)], MARKERS[marker])


def colour(role: str) -> str:
    """Return the light value of a role, as matplotlib takes it."""
    return ROLES[role]


def css() -> str:
    """Return the roles as variables of a style sheet, light and dark, and a class that fills with each."""
    light, dark = (";".join(f"--{role}:{value}" for role, value in roles.items()) for roles in (ROLES, DARK))
    fills = "".join(f".fill-{role}{{fill:var(--{role})}}" for role in ROLES)
    return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}{fills}"

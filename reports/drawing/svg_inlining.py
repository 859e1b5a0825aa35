"""Make an SVG of matplotlib at home in a page with a strict content policy, and small.

matplotlib writes `style` attributes, which a policy without `unsafe-inline` ignores, and identifiers that collide when
several charts are in one page. Here styles become presentation attributes, colours of the palette become variables of
the page, and identifiers are kept only where something refers to them. Groups that say nothing, clipping to axes that
nothing leaves, and digits below a hundredth of a pixel are dropped: they are two thirds of the bytes.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from reports.drawing.palette import INK, ROLES

VARIABLES: Final = {value: f"var(--{role}, {value})" for role, value in ROLES.items()} | {INK: "currentColor"}
PAINTS: Final = ("fill", "stroke")
INHERITED: Final = ("fill", "stroke", "fill-opacity", "stroke-opacity", "stroke-linejoin", "opacity")
DROPPED: Final = {"clip-path", "font-family", "stroke-linejoin", "stroke-linecap", "stroke-miterlimit"}
FOREIGN: Final = {"metadata", "style", "clipPath"}
FONT: Final = re.compile(r"(?:(?P<weight>bold|[1-9]00) )?(?P<size>[\d.]+)px .*")
NUMBERS: Final = {"d", "x", "y", "transform", "font-size", "stroke-width"}
NUMBER: Final = re.compile(r"-?\d+\.\d+")
UNTURNED: Final = re.compile(r"rotate\(-?0(\.0+)? [^)]*\)")
SPACES: Final = re.compile(r"\s*([MLCQz])\s*")
DATA: Final = "data-"


def inline(text: str, *, salt: str, label: str) -> str:
    """Return the drawing as an `svg` element.

    Args:
        text: an SVG document of matplotlib.
        salt: name of the chart; identifiers of different charts differ by it.
        label: the text alternative.
    """
    root = ET.fromstring(text)  # noqa: S314  matplotlib has just written it
    _drop_foreign(root)
    names = _names(root, hashlib.sha256(salt.encode()).hexdigest()[:6])
    for element in root.iter():
        _settle(element, names)
    _flatten(root)
    for group in root.iter("g"):
        _hoist(group)
    root.attrib = {"viewBox": root.attrib["viewBox"], "role": "img", "aria-label": label, "class": "drawing"}
    return ET.tostring(root, encoding="unicode")


def _drop_foreign(root: ET.Element) -> None:
    """Take out what the page has of its own, or does without."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.rpartition("}")[2] in FOREIGN:
                parent.remove(child)


def _names(root: ET.Element, prefix: str) -> dict[str, str]:
    """Give a short name to every identifier that something refers to."""
    referred = (value[1:] for each in root.iter() for name, value in each.attrib.items() if name.endswith("href"))
    return {identity: f"{prefix}-{number}" for number, identity in enumerate(dict.fromkeys(referred))}


def _settle(element: ET.Element, names: dict[str, str]) -> None:
    """Give one element attributes that the policy lets through."""
    element.tag = element.tag.rpartition("}")[2]
    attributes = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    identity = attributes.pop("id", "")
    attributes |= _presentation(attributes.pop("style", ""))
    if identity.startswith(DATA):
        name, _, value = identity.partition("=")
        attributes[name] = value
    elif identity in names:
        attributes["id"] = names[identity]
    if "href" in attributes:
        attributes["href"] = f"#{names[attributes['href'][1:]]}"
    kept = ((name, _short(name, value)) for name, value in attributes.items() if name not in DROPPED)
    element.attrib = {name: value for name, value in kept if value}
    element.tail = None
    element.text = element.text if element.tag == "text" else None


def _presentation(text: str) -> dict[str, str]:
    """Return the declarations of a style attribute as attributes of their own."""
    declarations = (part.partition(":") for part in text.split(";") if ":" in part)
    found = {name.strip(): value.strip() for name, _, value in declarations}
    font = FONT.fullmatch(found.pop("font", ""))
    if font:
        found["font-size"] = font["size"]
        found |= {"font-weight": font["weight"]} if font["weight"] else {}
    return found


def _short(name: str, value: str) -> str:
    """Write an attribute in few bytes; an empty one is left out."""
    if name in PAINTS:
        return VARIABLES.get(value, value)
    if name in NUMBERS:
        value = NUMBER.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), value)
        value = UNTURNED.sub("", value)
    return SPACES.sub(r"\1", value) if name == "d" else value


def _flatten(parent: ET.Element) -> None:
    """Put what is in groups without attributes into their parents."""
    for child in list(parent):
        _flatten(child)
    parent[:] = [kept for child in parent for kept in _open_groups(child)]


def _open_groups(element: ET.Element) -> Iterator[ET.Element]:
    if element.tag in {"g", "defs"} and not element.attrib and (element.tag == "g" or not len(element)):
        yield from element
    else:
        yield element


def _hoist(group: ET.Element) -> None:
    """Write the attributes that all markers of a group share once, on the group."""
    uses = [child for child in group if child.tag == "use"]
    if len(uses) != len([child for child in group if child.tag != "defs"]):
        return
    for name in INHERITED:
        values = {use.attrib.get(name) for use in uses}
        value = values.pop() if len(values) == 1 else None
        if value:
            group.attrib[name] = value
            for use in uses:
                del use.attrib[name]

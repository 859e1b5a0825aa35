"""Shapes: what a text looks like, without what it says.

A shape is a text in which each run of letters or digits is a class and a length: `a3` is three small letters, `A`
capitals, `d` digits, `o` a number of an IPv4 address, `x` and `X` hexadecimal digits; `l`, `w` and `s` are letters of
two, three and four bytes of UTF-8, `v` a byte that is none, `h` is `0x` with hexadecimal digits, `c` a control
character, `u` an escape of JSON.
Punctuation stays, but of six signs or more in a row the first stands for all, since they may be a password. A word that
may be literal is in guillemets, and a slot of a template is `§`. A number is `№123e2`.
A text of more than `LONGEST` characters is its beginning, followed by `¤` and its length.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from generators.profiles.schema import FEW, Counted, digits

LONGEST: Final = 400
SLOT: Final = "§"
LENGTH: Final = "¤"
NUMBER_MARK: Final = "№"
CLASSES: Final = "aAdoxXhlwsvcu"
PART: Final = re.compile(rf"«([^»]*)»|([{CLASSES}])([0-9]{{1,3}})|(\\[bfnrt]|[^«{CLASSES}§¤])|(§)", re.DOTALL)
"""A literal word, a class with its length, a character that stays, or a slot."""

_UUID: Final = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}"
_ADDRESS: Final = r"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])"
_HEX: Final = (
    r"(?<![A-Za-z0-9])(?=[0-9a-f]{0,15}[0-9])(?=[0-9a-f]{0,15}[a-f])[0-9a-f]{6,}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])(?=[0-9A-F]{0,15}[0-9])(?=[0-9A-F]{0,15}[A-F])[0-9A-F]{6,}(?![A-Za-z0-9])"
)
_RUNS_OF_TEXT: Final = (
    rf"(?P<uuid>{_UUID})|(?P<address>{_ADDRESS})|(?P<h>0x[0-9a-fA-F]+)|(?P<x>{_HEX})"
    r"|(?P<a>[a-z]+)|(?P<A>[A-Z]+)|(?P<d>[0-9]+)|(?P<wide>[^\x00-\x7f])|(?P<c>[\x00-\x08\x0a-\x1f\x7f])"
)
OF_BETWEEN: Final = re.compile(_RUNS_OF_TEXT)
"""The runs of a text between fields, of which all signs are needed."""

OF_VALUES: Final = re.compile(rf"{_RUNS_OF_TEXT}|(?P<signs>[!-/:-@\[-`{{-~]{{6,}})")
_KEY: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SIGNS_OF_KEY: Final = re.compile(r"[!#-/:-@\[\]^_`{-~]{6,}")
_SIGNS_BETWEEN: Final = re.compile(r"[!#-/:-<>-@\[\]^_`{-~]{6,}")
_STRUCTURE: Final = frozenset('"{}[],:')
"""The signs of JSON, which say nothing, however many there are."""

_ESCAPED: Final = re.compile(r'(\\u[0-9a-fA-F]{4}|\\["\\/bfnrt])')
_MASKED: Final = re.compile(  # what each begins with is looked at first, at half the cost
    r"""(?:(?=[0-9A-Fa-f/])|(?<=['"]))(?:"""
    rf"{_UUID}|{_ADDRESS}|0x[0-9a-fA-F]+|{_HEX}|(?<![\w.])/(?:[\w.@%+~-]+/)+[\w.@%+~-]*"
    r"""|(?<=')[^'\\]{1,200}(?=')|(?<=")[^"\\]{1,200}(?=")|[0-9]+)"""
)
_RUNS: Final = re.compile(r"(?:[aAdoxX][0-9]{1,3})+")
_LITERAL: Final = re.compile(r"«([^»]*)»")
_ONE: Final = re.compile(r"([aAdoxX])([0-9]{1,3})")
_STEPS: Final = (re.compile(r"([ ?/&=;,]|«[^»]*»)"), re.compile(r"([ ?]|«[^»]*»)"))
"""Where a shape is cut whose parts differ by their lengths alone: first finely, then coarsely."""

_IPV4: Final = re.compile(r"o[0-9](?:\.o[0-9]){3}")
_KINDS: Final = {
    "/": re.compile(r"/[^/]+/"),
    "o": _IPV4,
    **{kind: re.compile(rf"{kind}[0-9]+$") for kind in "dxXh"},
}
"""What is seen as a slot by its form, whatever is around it."""

_USUAL: Final = {"o": "o3.o2.o2.o2", "d": "d3", "x": "x8", "X": "X8", "h": "h8"}
_MOST: Final = 999
_PLAIN_LIMIT: Final = 0x800
_TWO_PLANES: Final = 0x10000
_SHAPES: Final = 1000


def mask(text: str) -> tuple[str, list[str]]:
    """Return a text with a mark for each part that varies from line to line, and these parts."""
    slots: list[str] = []

    def put(found: re.Match[str]) -> str:
        slots.append(found[0])
        return SLOT

    return _MASKED.sub(put, text.replace(SLOT, "¦")), slots


@lru_cache(1 << 15)
def shape(text: str, *, escapes: bool = False, slots: bool = False, runs: re.Pattern[str] = OF_VALUES) -> str:
    """Return the shape of a text.

    Args:
        text: in which bytes that are no UTF-8 are surrogates.
        escapes: whether it is the text of a JSON string, whose escapes stay escapes.
        slots: whether it is a template, whose marks stay marks.
        runs: what its classes are given to.
    """
    if slots:
        return SLOT.join(shape(part, escapes=escapes) for part in text[:LONGEST].split(SLOT))
    start = text[:LONGEST]
    if escapes:
        start = start.rstrip("\\")  # half an escape would be none
        parts = _ESCAPED.split(start)
        out = "".join(_escape(part) if number % 2 else _of(part, runs) for number, part in enumerate(parts))
    else:
        out = _of(start, runs)
    return out + (LENGTH + digits(len(text)) if len(text) > LONGEST else "")


def merged(counts: Mapping[str, int], *, strict: bool = False) -> list[Counted]:
    """Return shapes with their counts; those seen rarely are given with less and less detail, until they are not rare.

    Args:
        counts: shape -> how often it was seen.
        strict: whether a text with less detail could be none that its field may hold.
    """
    out = Counter(counts)
    for level in range(3 if strict else 5):
        for form in [form for form, count in out.items() if count < FEW]:
            forms = [*list(_coarser(form))[:2], _typical(form)] if strict else list(_coarser(form))
            count = out.pop(form)
            out[forms[min(level, len(forms) - 1)]] += count
    kept = [(form, count) for form, count in out.most_common(_SHAPES) if count >= FEW]
    if kept:
        spare = sum(counts.values()) - sum(count for _, count in kept)
        kept[0] = (kept[0][0], kept[0][1] + spare)
    elif sum(counts.values()) >= FEW:
        kept = [(_usual(counts) if strict else _quoted(counts, "a8"), sum(counts.values()))]
    return kept


def size(form: str) -> int:
    """Return how many characters a text of a shape has, without its slots."""
    body, _, length = form.partition(LENGTH)
    if length:
        return int(float(length))
    return sum(len(word) + int(count or 0) + len(other) for word, _, count, other, _ in PART.findall(body))


def hide_signs(text: str, kind: str) -> str:
    """Return a text between fields without the signs that are content: those in keys, and in what is no field.

    Args:
        text: between fields.
        kind: how a line of its format is read; of one that a template reads, no sign is content.
    """
    if kind == "line":
        return text
    if kind == "json":
        return _KEY.sub(lambda key: _SIGNS_OF_KEY.sub(_hide, key[0]), text)
    return _SIGNS_BETWEEN.sub(_hide, text)


def _hide(found: re.Match[str]) -> str:
    run = found[0]
    return run if _STRUCTURE.issuperset(run) else run[0] * len(run)


def _of(text: str, runs: re.Pattern[str] = OF_VALUES) -> str:
    return runs.sub(_classify, text)


def _escape(text: str) -> str:
    return "u1" if text[1] == "u" else text


def _classify(found: re.Match[str]) -> str:
    kind, run = found.lastgroup, found[0]
    if kind == "uuid":
        return "-".join(f"{_hex_class(run)}{len(part)}" for part in run.split("-"))
    if kind == "address":
        return ".".join(f"o{len(part)}" for part in run.split("."))
    if kind == "signs":
        return _hide(found)
    if kind == "wide":
        return _wide(run) + "1"
    return f"{_hex_class(run) if kind == 'x' else kind}{len(run)}"


def _hex_class(run: str) -> str:
    return "x" if run == run.lower() else "X"


def _wide(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return "v"
    code = ord(character)
    return "l" if code < _PLAIN_LIMIT else "w" if code < _TWO_PLANES else "s"


def _coarser(form: str) -> Iterator[str]:
    """Yield a shape with less and less detail: runs joined, their lengths rounded, parts between blanks, length."""
    body, _, length = _LITERAL.sub(lambda word: _of(word[1]), form).partition(LENGTH)
    behind = LENGTH + length if length else ""
    joined = _RUNS.sub(_join, body)
    yield joined + behind
    yield (
        _ONE.sub(lambda run: f"o{min(int(run[2]), 3)}" if run[1] == "o" else run[1] + str(_step(int(run[2]))), joined)
        + behind
    )
    for step in _STEPS:
        parts = step.split(body)
        if len(parts) > 1 and not length and len(parts) <= LONGEST // 10:
            yield "".join(part if number % 2 or not part else _plain(part) for number, part in enumerate(parts))
    yield _plain(form)


def _typical(form: str) -> str:
    """Return the usual shape of an address, a path or a number, which is taken for one again; else the shape itself."""
    if _IPV4.fullmatch(form):
        return "o3.o2.o2.o2"
    folders, slash, name = form.rpartition("/")
    if slash and form.startswith("/") and folders and LENGTH not in form and SLOT not in form:
        lengths = [_step(max(1, size(part))) for part in (folders[1:], name or "a1")]
        return "/" + "/".join(f"a{min(length, LONGEST // 2)}" for length in lengths)
    return re.sub(r"^([dxXh])[0-9]+$", r"\g<1>8", form)


def _usual(counts: Mapping[str, int]) -> str:
    """Return a shape for texts none of whose shapes comes often: what most of them are, so that it is seen as that."""
    kinds: Counter[str] = Counter()
    for form, count in counts.items():
        kinds[next((kind for kind, is_it in _KINDS.items() if is_it.match(form)), "")] += count
    kind = kinds.most_common(1)[0][0]
    if kind != "/":
        return _USUAL.get(kind) or _quoted(counts, "a8")
    paths = [(size(form), count) for form, count in counts.items() if form.startswith("/")]
    mean = sum(length * count for length, count in paths) // kinds[kind]
    half = min(max(_step(mean) // 2 - 1, 1), LONGEST // 2)
    return f"/a{half}/a{half}"


def _quoted(counts: Mapping[str, int], form: str) -> str:
    return f'"{form}"' if all(each.startswith('"') for each in counts) else form


def _join(found: re.Match[str]) -> str:
    runs = _ONE.findall(found[0])
    if len(runs) == 1:
        return found[0]
    kinds = {kind for kind, _ in runs}
    return f"{kinds.pop() if len(kinds) == 1 else 'a'}{min(sum(int(count) for _, count in runs), _MOST)}"


def _plain(form: str) -> str:
    """Return a shape of letters of about the same length; quotes at both ends stay, and so do all digits."""
    body, mark, behind = form.partition(LENGTH)
    length = _step(max(1, size(form)))
    quoted = body[:1] == body[-1:] == '"' and len(body) > 1
    kind = "d" if re.fullmatch(r"d[0-9]+", form) else "a"
    out = f"{kind}{min(max(length - 2 * quoted, 1), LONGEST)}"
    about = digits(1 << int(float(behind)).bit_length() - 1) if mark else ""
    return (f'"{out}"' if quoted else out) + mark + about


def _step(length: int) -> int:
    """Return a length rounded to about an eighth of itself."""
    unit = max(1, 1 << max(0, length.bit_length() - 3))
    return min(max(1, (2 * length + unit) // (2 * unit) * unit), _MOST)

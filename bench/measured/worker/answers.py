"""Write an answer down so that two answers are equal exactly when their texts are.

The form is JSON in which types stay apart: a list, a tuple and a dictionary are arrays that begin with their type's
name (`["tuple", 1, "a"]`, `["dict", ["key", value], ...]`, entries sorted by the text of the key), `1`, `1.0`, `true`
and `"1"` differ by themselves, and what JSON cannot hold is tagged: `["int", "0x1f..."]` beyond 64 bits (decimal digits
of long numbers are slow and limited), `["float", "nan"]`. Subclasses such as Counter or a named tuple count as their
base.

Everything else is not a finished plain value, and is refused by name and place.
"""

from __future__ import annotations

from _json import encode_basestring_ascii as quoted  # private, but json itself would be an import the worker makes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

WORD = 64  # bits
DEEPEST = 100
PLAIN = (dict, list, tuple, str, int, float)


class BadAnswerError(Exception):
    """The answer is not a finished plain value."""


def refuse_unfinished(answer: object) -> None:
    """Check the outermost type only: cheap enough to stand inside a timed region.

    Raises:
        BadAnswerError: naming the type.
    """
    if not isinstance(answer, PLAIN):
        raise BadAnswerError(f"run returned {_name_type(answer)}, not a finished int, str, tuple, list or dict")


def canonical(answer: object) -> Iterator[str]:
    """Yield the text of an answer, piece by piece, in ASCII.

    Raises:
        BadAnswerError: naming the type of a part that is not plain, and where it is.
    """
    return _pieces(answer, "the answer", 0)


def plain_json(value: object) -> Iterator[str]:
    """Yield ordinary JSON of dictionaries with text keys, lists, tuples, numbers, text, booleans and None."""
    if isinstance(value, dict):
        yield "{"
        for number, (key, entry) in enumerate(value.items()):
            yield ("," if number else "") + quoted(key) + ":"
            yield from plain_json(entry)
        yield "}"
    elif isinstance(value, list | tuple):
        yield "["
        for number, entry in enumerate(value):
            if number:
                yield ","
            yield from plain_json(entry)
        yield "]"
    else:
        yield _scalar(value) or "null"


def _pieces(value: object, place: str, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        raise BadAnswerError(f"run returned a value nested more than {DEEPEST} deep")
    if isinstance(value, dict):
        yield from _entries(value, place, depth)
    elif isinstance(value, list | tuple):
        kind = list if isinstance(value, list) else tuple
        yield f'["{kind.__name__}"'
        for number, part in enumerate(kind.__iter__(value)):  # type: ignore[arg-type]  # kind is the value's own
            yield ","
            yield _scalar(part) or "".join(_pieces(part, f"{place}[{number}]", depth + 1))
        yield "]"
    else:
        text = _scalar(value)
        if text is None:
            raise BadAnswerError(f"run returned {_name_type(value)} in {place}, which is not a plain value")
        yield text


def _entries(mapping: dict[object, object], place: str, depth: int) -> Iterator[str]:
    where = f"a key of {place}"
    keyed = [(_scalar(key) or "".join(_pieces(key, where, depth + 1)), key) for key in dict.keys(mapping)]
    keyed.sort()
    yield '["dict"'
    for text, key in keyed:
        value = dict.__getitem__(mapping, key)
        yield f",[{text},"
        yield _scalar(value) or "".join(_pieces(value, f"{place}[{text}]", depth + 1))
        yield "]"
    yield "]"


def _scalar(value: object) -> str | None:
    """Return the text of a value that has no parts, or None."""
    if isinstance(value, str):
        return quoted(str.__str__(value))
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        text = float.__repr__(value)
        return f'["float","{text}"]' if text in {"nan", "inf", "-inf"} else text
    return "null" if value is None else None


def _integer(value: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return int.__repr__(value) if int.bit_length(value) <= WORD else f'["int","{int.__format__(value, "#x")}"]'


def _name_type(value: object) -> str:
    if value is None:
        return "None"
    kind = type(value)
    module = str(kind.__module__)
    name = kind.__qualname__ if module in {"builtins", "__mp_main__"} else f"{module}.{kind.__qualname__}"
    return ("an " if name[:1].lower() in "aeiou" else "a ") + name

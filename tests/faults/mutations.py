"""Strategies for what a damaged or forged file may hold: a good one with one place changed, cut, or overwritten."""

import contextlib
import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Path = tuple[str | int, ...]
Edit = tuple[str, Path, Any]
"""One change: `remove`, `double`, `rename` or `replace`, where, and the new name or value."""

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["", "ok", "\ud800", "<script>", "0" * 64, -1, 0, 10**400, 1e308, [], {}])
)


def documents(text: bytes) -> st.SearchStrategy[bytes]:
    """Yield variants of a JSON document with one value replaced, or one entry removed."""
    plain = json.loads(text)
    return st.builds(
        lambda place, value, remove: _changed(plain, place, value, remove=remove),
        st.sampled_from(list(_places(plain, ()))),
        st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner)),
        st.booleans(),
    )


def confusions(text: bytes) -> st.SearchStrategy[tuple[Edit, ...]]:
    """Yield changes after which the parts of a JSON document no longer agree, and most of which keep to its schema."""
    plain = json.loads(text)
    kinds: dict[Path, list[Path]] = {}
    for place in _places(plain, ()):
        kinds.setdefault(_kind(place), []).append(place)
    places = st.sampled_from(list(kinds)).flatmap(lambda kind: st.tuples(*[st.sampled_from(kinds[kind])] * 2))
    edit = places.flatmap(lambda two: _edits(plain, *two))
    return st.lists(edit, min_size=1, max_size=3).map(tuple)


def confused(text: bytes, edits: tuple[Edit, ...]) -> bytes:
    """Return a JSON document after some changes; one whose place an earlier change took away is left out."""
    made = json.loads(text)
    for way, place, value in edits:
        with contextlib.suppress(LookupError, TypeError, AttributeError):
            _edit(_at(made, place[:-1]), place[-1], way, value)
    return json.dumps(made).encode("utf-8", "surrogatepass")


def _edits(plain: Any, place: Path, other: Path) -> st.SearchStrategy[Edit]:
    """Yield changes of one place; the other is of the same kind, so that its value fits the schema."""
    names = st.sampled_from(["", "other", str(other[-1])])
    return st.one_of(
        st.just(("remove", place, None)),
        st.just(("double", place, None)),
        st.just(("replace", place, _at(plain, other))),
        st.tuples(st.just("rename"), st.just(place), names),
        st.tuples(st.just("replace"), st.just(place), _like(_at(plain, place))),
    )


def _edit(parent: Any, key: str | int, way: str, value: Any) -> None:
    if way == "remove":
        del parent[key]
    elif way == "double":
        parent.append(copy.deepcopy(parent[key]))
    elif way == "rename":
        parent[value] = parent.pop(key)
    else:
        parent[key] = copy.deepcopy(value)


def _like(value: Any) -> st.SearchStrategy[Any]:
    if isinstance(value, bool) or value is None:
        return st.sampled_from([True, False, None])
    if isinstance(value, int | float):
        return st.sampled_from([-1, 0, 1, 2, 10**6, 0.5, 2**63, 10**30, 10**400, 1e308, -1e308, 5e-324])
    if isinstance(value, str):
        return st.sampled_from(["", "ok", "other", "3.11", "timing", "lines", "<script>"]) | st.text(max_size=5)
    return st.just(type(value)())


def _at(plain: Any, place: Path) -> Any:
    for step in place:
        plain = plain[step]
    return plain


def _kind(place: Path) -> Path:
    """Return what places of one kind share: all but their numbers."""
    return tuple("*" if isinstance(step, int) else step for step in place)


def damages(content: bytes) -> st.SearchStrategy[bytes]:
    """Yield variants of any content, cut short or with a stretch of other bytes in it."""
    places = st.integers(0, len(content))
    return st.builds(
        lambda begin, length, other: content[:begin] + other + content[begin + length :],
        places,
        st.integers(0, 40) | places,
        st.binary(max_size=20),
    )


def _places(value: Any, here: Path) -> Iterator[Path]:
    if here:
        yield here
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in entries:
        yield from _places(part, (*here, key))


def _changed(plain: Any, place: Path, value: Any, *, remove: bool) -> bytes:
    made = copy.deepcopy(plain)
    parent = made
    for step in place[:-1]:
        parent = parent[step]
    if remove:
        del parent[place[-1]]
    else:
        parent[place[-1]] = value
    return json.dumps(made).encode("utf-8", "surrogatepass")

"""Strategies for what a damaged or forged file may hold: a good one with one place changed, cut, or overwritten."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Path = tuple[str | int, ...]
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

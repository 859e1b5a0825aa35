"""Read a condition such as `status >= 500 and not (path contains "/static/" or method in (GET, HEAD))`.

    either     = both { "or" both }
    both       = one { "and" one }
    one        = "not" one | "(" either ")" | comparison
    comparison = field operator value | field ["not"] "in" "(" value { "," value } ")"

A value is a number, a text in quotes, or a bare word. A field name with blanks or brackets is written in backquotes.
"""

import re
from dataclasses import dataclass
from typing import Final, NoReturn

from bench.questions.conditions import (
    OPERATORS,
    ORDERS,
    TEXT_ONLY,
    Condition,
    FieldTest,
    Literal,
    all_of,
    any_of,
    negated,
)

DEEPEST: Final = 40  # brackets and `not` within each other
_TOKEN: Final = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|`(?P<field>[^`]+)`|(?P<sign>[=!<>]=|[<>]|[(),])"""
    r"""|(?P<word>[^\s()<>=!,"'`]+)""",
    re.DOTALL,
)
_BLANKS: Final = re.compile(r"\s*")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORDS: Final = frozenset({"and", "or", "not", "in", *TEXT_ONLY})


class ConditionError(ValueError):
    """A condition that cannot be used.

    Args:
        message: what is wrong with it.
        at: the character where that is.
    """

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(text: str) -> Condition:
    """Read a condition.

    Raises:
        ConditionError: if it cannot be read; the place is named.
    """
    reader = _Reader(_tokens(text), len(text))
    found = reader.either(0)
    if reader.next:
        reader.fail("'and' or 'or' is expected before")
    return found


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], _end(_BLANKS, text, 0)
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            opened = text[at] in "\"'`"
            problem = f"the {text[at]} is never closed" if opened else f"'{text[at]}' means nothing here"
            near = "; equality is written ==" if text[at] == "=" else ""
            raise ConditionError(problem + near, at)
        kind = str(found.lastgroup)
        tokens.append(_Token(kind, found[kind], at))
        at = _end(_BLANKS, text, found.end())
    return tokens


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


class _Reader:
    """Reads tokens from left to right, a method for each rule of the grammar."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens = tokens
        self._place = 0
        self._end = end

    @property
    def next(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def fail(self, wanted: str) -> NoReturn:
        """Say what is expected where the reader is."""
        at = self.next.at if self.next else self._end
        raise ConditionError(f"{wanted} {repr(self.next.text) if self.next else 'the end'}", at)

    def either(self, depth: int) -> Condition:
        parts = [self._both(depth)]
        while self._takes("word", "or"):
            parts.append(self._both(depth))
        return any_of(tuple(parts))

    def _both(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while self._takes("word", "and"):
            parts.append(self._one(depth))
        return all_of(tuple(parts))

    def _one(self, depth: int) -> Condition:
        if depth > DEEPEST:
            self.fail("there are too many brackets or 'not' before")
        if self._takes("word", "not"):
            return negated(self._one(depth + 1))
        if not self._takes("sign", "("):
            return self._comparison()
        inner = self.either(depth + 1)
        if not self._takes("sign", ")"):
            self.fail("a ) is expected before")
        return inner

    def _comparison(self) -> Condition:
        begun = self.next
        if not begun or begun.kind not in {"word", "field"} or (begun.kind == "word" and begun.text in _WORDS):
            self.fail("the name of a field is expected before")
        self._place += 1
        if self._takes("word", "not"):
            if not self._takes("word", "in"):
                self.fail("'in' is expected before")
            return negated(self._list(begun))
        if self._takes("word", "in"):
            return self._list(begun)
        found = self.next
        if not found or found.text not in OPERATORS or found.kind == "text":
            self.fail(f"one of {' '.join(OPERATORS)} is expected before")
        self._place += 1
        value = self._value(as_text=found.text in TEXT_ONLY, ordered=found.text in ORDERS)
        return FieldTest(begun.text, found.text, (value,), begun.at)

    def _list(self, begun: _Token) -> Condition:
        if not self._takes("sign", "("):
            self.fail("a ( is expected before")
        values = [self._value()]
        while self._takes("sign", ","):
            at = self.next.at if self.next else self._end
            values.append(self._value())
            if isinstance(values[-1], str) != isinstance(values[0], str):
                raise ConditionError("a list holds numbers or texts; put all in quotes, or none", at)
        if not self._takes("sign", ")"):
            self.fail("a , or a ) is expected before")
        different = tuple(dict.fromkeys(values))
        return FieldTest(begun.text, "in" if len(different) > 1 else "==", different, begun.at)

    def _value(self, *, as_text: bool = False, ordered: bool = False) -> Literal:
        token = self.next
        if not token or token.kind not in {"word", "text"}:
            self.fail("a number, a word or a text in quotes is expected before")
        number = token.kind == "word" and _NUMBER.fullmatch(token.text)
        if ordered and token.kind == "word" and not number:
            self.fail("a number, or a text in quotes, is expected before")
        if "\ufffd" in token.text:
            self.fail("the replacement character stands for bytes that are no text, so it cannot be compared with:")
        self._place += 1
        if number and not as_text:
            return float(token.text) if number[1] or number[2] else int(token.text)
        return re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL) if token.kind == "text" else token.text

    def _takes(self, kind: str, text: str) -> bool:
        """Go on if this is what comes next, and tell whether it is."""
        if self.next and (self.next.kind, self.next.text) == (kind, text):
            self._place += 1
            return True
        return False

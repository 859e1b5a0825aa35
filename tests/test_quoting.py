"""Tests hold kinds, names and figures; what the product says is held by gold files, so it changes in one place.

A text of a test that has five words in a row in common with a text of the product quotes it. Where a test needs a
sentence, such as one that is recognised later, it takes it from the module that says it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.structure import HOUSES, ROOT, modules

WORDS = 5
WORD = re.compile(r"[a-z]+(['’-][a-z]+)*")  # noqa: RUF001  an apostrophe in print
AROUND = ".,:;!?()\"'`*"
MARKUP = re.compile(r"<[^>]*>|{[{%#].*?[}%#]}", re.DOTALL)
DATA = ROOT / "generators" / "content" / "phrases"  # of generated logs
NO_TESTS = (ROOT / "tests" / "studies", ROOT / "tests" / "faults" / "unreadable")


def phrases(text: str) -> Iterator[str]:
    """Yield every five words in a row; where something else stands between two words, they are not."""
    words = [word.strip(AROUND).lower() for word in text.split()]
    for at in range(len(words) - WORDS + 1):
        run = words[at : at + WORDS]
        if all(map(WORD.fullmatch, run)) and "import" not in run:  # which is code
            yield " ".join(run)


def texts(source: bytes) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module and their lines, its docstrings left out."""
    nodes = list(ast.walk(ast.parse(source)))
    documenting = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documenting:
            yield node.lineno, node.value


def said() -> set[str]:
    """Return the phrases of the product: of its modules, and of the pages that they fill."""
    paths = [path for house in HOUSES for path in modules(house) if not path.is_relative_to(DATA)]
    own = {phrase for path in paths for _, text in texts(path.read_bytes()) for phrase in phrases(text)}
    pages = [MARKUP.sub(" | ", path.read_text("utf-8")) for path in (ROOT / "reports").rglob("*.j2")]
    return own.union(*map(phrases, pages))


def quotes(path: Path, own: set[str]) -> Iterator[str]:
    """Yield what a test quotes, each with its place."""
    for line, text in texts(path.read_bytes()):
        for phrase in own.intersection(phrases(text)):
            yield f"{path.relative_to(ROOT)}:{line}: {phrase}"


def test_no_test_quotes_five_words_of_a_sentence_that_the_product_says() -> None:
    own = said()
    paths = [path for path in modules("tests") if not any(map(path.is_relative_to, NO_TESTS))]

    assert own
    assert [quote for path in paths for quote in quotes(path, own)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("No process waits for it", ["no process waits for it"]),
        ("error: No process waits for it.", ["error no process waits for", "no process waits for it"]),
        ("No process waits for {name}", []),
        ("left 2 of the processes behind", []),
        ("from pathlib import Path from", []),
        ("four words in all", []),
    ],
)
def test_a_phrase_is_five_words_in_a_row(text: str, found: list[str]) -> None:
    assert [*phrases(text)] == found


def test_a_docstring_is_no_text_and_the_parts_of_one_with_gaps_are_apart() -> None:
    assert [*texts(b'"""Say."""\nx = f"one {x} two"\n"""Of x."""')] == [(2, "one "), (2, " two")]

"""Every error with its hint, and every reason and note, as one list each."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from bench.model.paths import CHECKOUT
from tests import sentences
from tests.gold import Gold

SAYING: Final = ("bench", "generators", "reports")
REASONING: Final = (
    *(
        f"bench/{name}"
        for name in ("cli", "correctness", "host", "inputs", "process", "results", "session", "terminal")
    ),
    *("bench/measured", "bench/model", "generators/cli", "generators/lines", "generators/making", "reports/site"),
)


def listed(folders: tuple[str, ...], said: Callable[[Path], list[str]]) -> str:
    modules = sorted({path for folder in folders for path in (CHECKOUT / folder).rglob("*.py")})
    found = ((path.relative_to(CHECKOUT), said(path)) for path in modules)
    return "\n\n".join("\n".join([f"# {path}", *texts]) for path, texts in found if texts)


@pytest.mark.parametrize("folder", SAYING)
def test_every_error_reads_as_agreed(folder: str, gold: Gold) -> None:
    gold("errors", folder, listed((folder,), sentences.complaints))


def test_every_reason_and_note_reads_as_agreed(gold: Gold) -> None:
    gold("reasons", "all", listed(REASONING, sentences.reasons))


def test_an_error_is_listed_with_its_kind_its_parts_and_its_hint(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        'HINT: Final = "Restore it."\n'
        'raise UsageError(f"{path!s} is gone." + more, HINT if path else "")\n'
        'raise ValueError("none of ours")\n'
    )

    assert sentences.complaints(tmp_path / "a.py") == ["UsageError: {path} is gone.{more}\n    hint: Restore it."]


def test_a_reason_is_a_text_of_three_words_that_documents_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        '"""About this module here."""\nsaid = [f"left {n} of them", "two words", "x y z"]\n'
    )

    assert sentences.reasons(tmp_path / "a.py") == ["left {n} of them", "x y z"]

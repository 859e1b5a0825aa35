"""What is looked for in a log: what its twins of every seed have. Stand-ins say what twins have."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import msgspec
import pytest

from generators.lines.blocks import BLOCK, LineSpan
from generators.profiles.schema import FieldFacts, FrequentValue, Profile
from generators.twins import leaks

PROFILE = Profile(
    format="own", lines=9, sampled=9, bytes=90, wide=0, crlf=0, unended=0, packed=0, lengths=[], joint=[],
    back_by=[], fields=[], forms=[],
)  # fmt: skip
SEEDS = range(1, 9)


@pytest.fixture
def twins(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[int, str]]:
    """What twins have, by seed; those of other seeds have nothing."""
    texts: dict[int, str] = {}
    monkeypatch.setattr(leaks, "TwinWriter", lambda _, seed, lines: TwinStub(texts.get(seed, ""), lines))
    yield texts
    TwinStub.spans.clear()


class TwinStub:
    spans: ClassVar[list[tuple[int, LineSpan]]] = []

    def __init__(self, text: str, lines: int) -> None:
        self._text = text
        self._lines = lines

    def block(self, span: LineSpan) -> Any:
        self.spans.append((self._lines, span))
        return SimpleNamespace(data=self._text.encode("utf-8", "surrogateescape"))

    def moments(self) -> list[str]:
        return ["14 12345678"]


def found(log: Path, text: str, profile: Profile = PROFILE, own: frozenset[str] = frozenset()) -> list[str]:
    log.write_text(text, encoding="utf-8", errors="surrogateescape")
    return leaks.leaks(log, profile, own)


@pytest.mark.parametrize(
    ("run", "leaked"),
    [
        ("zorb", False),
        ("zorbl", True),
        ("zörbl", True),
        ("1234567", False),
        ("12345670", True),
        ("zorbl12", False),
        ("zorbl123", True),
    ],
)
def test_a_leak_is_five_letters_or_eight_letters_or_digits(
    twins: dict[int, str], tmp_path: Path, run: str, *, leaked: bool
) -> None:
    twins |= dict.fromkeys(SEEDS, f"a {run}: b")

    assert found(tmp_path / "log", f"x={run};\n") == [run] * leaked
    assert found(tmp_path / "log", f"x=a{run};\n") == []


@pytest.mark.parametrize("missing", SEEDS)
def test_what_the_twin_of_one_seed_lacks_is_a_coincidence(twins: dict[int, str], tmp_path: Path, missing: int) -> None:
    twins |= dict.fromkeys(SEEDS, "zorbl") | {missing: ""}

    assert found(tmp_path / "log", "zorbl\n") == []


def test_no_leak_is_what_everybody_says_what_the_format_says_and_when_it_was(
    twins: dict[int, str], tmp_path: Path
) -> None:
    text = "ERROR error info WARNING Message TIMESTAMP wibble 12345678 zorbl"
    twins |= dict.fromkeys(SEEDS, text)

    assert found(tmp_path / "log", text, own=frozenset({"wibble"})) == ["zorbl"]


def test_what_the_owner_keeps_is_no_leak_and_what_is_literal_without_that_is_one(
    twins: dict[int, str], tmp_path: Path
) -> None:
    heads = [FrequentValue("«zorbl»", 9)]
    fields = [FieldFacts(name=name, kind="text", heads=heads) for name in ("tenant", "other")]
    twins |= dict.fromkeys(SEEDS, "zorbl tenantly")

    for name, field in zip(("tenant", "other"), fields, strict=True):
        kept = msgspec.structs.replace(PROFILE, fields=[field], kept=["tenant"])
        assert found(tmp_path / "log", "zorbl\n", kept) == ([] if name == "tenant" else ["zorbl"])


def test_a_leak_is_found_anywhere_in_a_long_line_and_among_bytes_that_are_no_text(
    twins: dict[int, str], tmp_path: Path
) -> None:
    twins |= dict.fromkeys(SEEDS, "zorbl quarks")
    far = " " * (1 << 20)

    assert found(tmp_path / "log", f"\udcff zorbl {far} quarks\n") == ["quarks", "zorbl"]


@pytest.mark.parametrize(
    ("sampled", "lines"), [(0, 1), (9, 9), (BLOCK, BLOCK), (BLOCK + 1, BLOCK + 1), (1 << 20, 4 * BLOCK)]
)
def test_as_many_lines_of_a_twin_are_looked_at_as_were_read_of_the_log_but_no_more_than_four_blocks(
    twins: dict[int, str], tmp_path: Path, sampled: int, lines: int
) -> None:
    found(tmp_path / "log", "", msgspec.structs.replace(PROFILE, sampled=sampled))

    assert {of for of, _ in TwinStub.spans} == {lines}
    assert sum(span.last - span.first for _, span in TwinStub.spans) == leaks.SEEDS * lines
    assert len({span for _, span in TwinStub.spans}) == -(-lines // BLOCK)
    assert not twins

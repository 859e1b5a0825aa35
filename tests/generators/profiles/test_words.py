"""Which words say nothing about a log's owner."""

from pathlib import Path

import pytest

from bench.formats.loading import load_text
from generators.profiles import words


@pytest.mark.parametrize(
    ("name", "role", "is_known"),
    [
        ("Status", "status", True),
        ("http.Status_Code", "status_code", True),
        ("tags[].Name[]", "name", True),
        ("payroll.status", "status", False),
        ("salary", "salary", False),
    ],
)
def test_a_field_is_known_if_each_part_of_its_name_is(name: str, role: str, *, is_known: bool) -> None:
    assert (words.role(name), words.is_known(name)) == (role, is_known)


def test_a_field_may_hold_the_words_of_its_role() -> None:
    statuses = words.literal("http.status")

    assert (min(statuses), max(statuses), len(statuses)) == ("100", "599", 500)
    assert {"warn", "WARN", "Warn"} < words.literal("lvl")
    assert words.literal("path") == frozenset()


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("line = 'job_name={job:int}, {ms:int}'", {"job_name", "job", "ms", "int"}),
        ("[json]\ntime = ['ts', 'at.time']\n", {"ts", "at", "time"}),
        ("[logfmt]\nlevel = ['lvl']\n", {"lvl"}),
    ],
)
def test_a_format_says_the_words_of_its_declaration(declared: str, said: set[str]) -> None:
    assert words.of_format(load_text("own", f"title = 't'\n{declared}\n", Path("own.toml"))) == said


@pytest.mark.parametrize(
    ("name", "identifies"),
    [
        *(("pid", True), ("customer_id", True), ("user.accountId", True), ("USER_ID", True), ("userID2", True)),
        *(("cardCvv", True), ("user-ids[]", True), ("phone", True), ("X-Session", True)),
        *(("duration_ms", False), ("idle", False), ("thread_count", False), ("paid", False), ("7", False), ("", False)),
    ],
)
def test_the_last_word_of_a_name_tells_whether_its_numbers_are_names(name: str, *, identifies: bool) -> None:
    assert words.identifies(name) == identifies

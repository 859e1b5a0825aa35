"""What can be wrong with a declaration is said in one line, with its place in the file."""

from pathlib import Path

import pytest

from bench.formats.declaration import ColumnsTable, convert
from bench.formats.loading import load
from bench.model.errors import BenchError
from tests.gold import Gold

HEAD = "title = 'a'\n"
LINE = HEAD + "line = '{time:iso} {a}'\n"


def declared(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


BAD = (
    ("title = 'a'\nline = = 'a'\n", ":2:8"),
    ("title = 'a", ""),
    ("", ""),
    (HEAD, ":1"),
    ("title = ' '\nline = '{a}'", ":1"),
    ("title = 7\nline = '{a}'", ":1"),
    (HEAD + "line = ['{a}']\n", ":2"),
    (HEAD + "\nline = '{a:word} {b:wrod}'\n", ":3:18"),
    (HEAD + 'line = "{a} {a}"\n', ":2:13"),
    (HEAD + 'line = "\\"{a} {a}"\n', ":2"),
    (HEAD + "line = 'no field'\n", ":2:9"),
    (HEAD + f"line = '{'{?' * 2000}{{a}}{'}' * 2000}'\n", ":2:25"),
    (HEAD + "line = '{a}'\n\"b\\nc\" = 1\n", ""),
    (LINE + f"[[samples]]\nline = '{'x' * 9000}'\nfields = {{ a = '{'y' * 9000}' }}\n", ":4"),
    (HEAD + f"line = '{{a:{'w' * 9000}}}'\n", ":2:9"),
    (HEAD + "regex = '(a+)+$'\n", ":2"),
    (LINE + "sample = 3\n", ":3"),
    (LINE + "[records]\nmultilin = true\n", ":4"),
    (LINE + "[records]\nmultiline = 'yes'\n", ":4"),
    (LINE + "[records]\nmultiline = true\nbegins = '{time:iso}'\n", ":5"),
    (HEAD + "line = '{a}'\n[records]\nmultiline = true\n", ":4"),
    (LINE + "[records]\nbegins = '{time:is}'\n", ":4:11"),
    (LINE + "[json]\ntime = ['ts']\n", ":3"),
    (HEAD + "[json]\ntime = 'ts'\n", ":2"),
    (HEAD + "[json]\n[records]\nmultiline = true\n", ":3"),
    (HEAD + "[csv]\nheader = true\ncolumns = ['a', 'b']\n", ":2"),
    (HEAD + "[csv]\nheader = true\ndelimiters = [', ']\n", ":4"),
    (HEAD + "[csv]\ncolumns = ['a', 'a']\n", ":3"),
    (HEAD + "[csv]\ncolumns = ['a', 'b']\nat_least = 3\n", ":4"),
    (LINE + "inner = 'json_line'\n", ":3"),
    (LINE + "inner = 'json_lines'\n", ":3"),
    (LINE + "inner = 7\n", ":3"),
    (LINE + "[parts]\nunfinished = { tag = 'P' }\n", ":3"),
    (LINE + "[parts]\nstream = 'a'\n", ":3"),
    (LINE + "[parts]\nend = 'a'\n", ":4"),
    (LINE + "[[samples]]\nline = 'x'\n", ":4"),
    (
        LINE + "[[samples]]\nline = '2026-01-05T10:00:00Z x'\n[[samples]]\nline = '2026-01-05T10:00:00Z x'\n"
        "fields = { a = 'y' }\n",
        ":6",
    ),
    (LINE + "[[samples]]\nline = '2026-01-05T10:00:00Z x'\nfields = { b = 'y' }\n", ":4"),
    (LINE + "[[samples]]\nlin = 'x'\n", ":4"),
    (LINE + "[[others]]\nline = '2026-01-05T10:00:00Z x'\n", ":4"),
)


def refusal(folder: Path, text: str) -> str:
    path = declared(folder, text)
    with pytest.raises(BenchError) as refused:
        load(path)
    return str(refused.value).replace(str(path), "mine.toml")


@pytest.mark.parametrize(("text", "place"), BAD)
def test_a_bad_declaration_is_answered_in_one_line_with_its_place(text: str, place: str, tmp_path: Path) -> None:
    said = refusal(tmp_path, text)

    assert said.startswith(f"mine.toml{place}")
    assert "\n" not in said
    assert len(said) < 500


def test_what_is_wrong_with_it_reads_as_agreed(tmp_path: Path, gold: Gold) -> None:
    gold("declarations", "refused", "\n".join(refusal(tmp_path, text) for text, _ in BAD))


def test_what_a_declaration_leaves_out_is_as_usual() -> None:
    text = HEAD + "[csv]\nheader = true\n"

    declared, _ = convert(text, Path("mine.toml"))

    assert declared.csv == ColumnsTable(header=True, delimiters=(",",), columns=(), at_least=0)
    assert not declared.records.multiline


def test_a_row_may_have_as_many_values_as_there_are_columns(tmp_path: Path) -> None:
    columns = HEAD + "[csv]\ncolumns = ['a', 'b']\nat_least = "

    assert load(declared(tmp_path, columns + "2\n")).declared.csv
    assert ":4" in refusal(tmp_path, columns + "3\n")
    assert ":4" in refusal(tmp_path, columns + "-1\n")
    assert load(declared(tmp_path, HEAD + "[csv]\nheader = true\nat_least = 7\n")).declared.csv


def test_what_is_no_file_of_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"title = '\xe9'")

    for path in (tmp_path / "none.toml", tmp_path, tmp_path / "latin.toml"):
        with pytest.raises(BenchError, match=str(path)):
            load(path)

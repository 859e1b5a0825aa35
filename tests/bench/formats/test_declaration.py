"""What can be wrong with a declaration is said in one line, with its place in the file."""

from pathlib import Path

import pytest

from bench.formats.loading import load
from bench.model.errors import BenchError

HEAD = "title = 'a'\n"
LINE = HEAD + "line = '{time:iso} {a}'\n"


def declared(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("title = 'a'\nline = = 'a'\n", ":2:8", "not TOML"),
        ("title = 'a", "", "not TOML"),
        ("", "", "missing required field `title`"),
        (HEAD, ":1", "nothing says how a line is read"),
        ("title = ' '\nline = '{a}'", ":1", "the title is empty"),
        ("title = 7\nline = '{a}'", ":1", "expected `str`"),
        (HEAD + "line = ['{a}']\n", ":2", "expected `str | null`"),
        (HEAD + "\nline = '{a:word} {b:wrod}'\n", ":3:18", "there is no type wrod; did you mean word?"),
        (HEAD + 'line = "{a} {a}"\n', ":2:13", "two fields are called a"),
        (HEAD + 'line = "\\"{a} {a}"\n', ":2", "two fields are called a"),
        (HEAD + "line = 'no field'\n", ":2:9", "it has no field"),
        (HEAD + f"line = '{'{?' * 2000}{{a}}{'}' * 2000}'\n", ":2:25", "more than 8 deep"),
        (HEAD + "line = '{a}'\n\"b\\nc\" = 1\n", "", "`b c` means nothing here"),
        (LINE + f"[[samples]]\nline = '{'x' * 9000}'\nfields = {{ a = '{'y' * 9000}' }}\n", ":4", "does not read"),
        (HEAD + f"line = '{{a:{'w' * 9000}}}'\n", ":2:9", "www ..."),
        (HEAD + "regex = '(a+)+$'\n", ":2", "`regex` means nothing here"),
        (LINE + "sample = 3\n", ":3", "did you mean `samples`?"),
        (LINE + "[records]\nmultilin = true\n", ":4", "did you mean `multiline`?"),
        (LINE + "[records]\nmultiline = 'yes'\n", ":4", "expected `bool`"),
        (LINE + "[records]\nmultiline = true\nbegins = '{time:iso}'\n", ":5", "keep one"),
        (HEAD + "line = '{a}'\n[records]\nmultiline = true\n", ":4", "needs a field called time"),
        (LINE + "[records]\nbegins = '{time:is}'\n", ":4:11", "did you mean iso?"),
        (LINE + "[json]\ntime = ['ts']\n", ":3", "line and json both say how a line is read"),
        (HEAD + "[json]\ntime = 'ts'\n", ":2", "expected `array`"),
        (HEAD + "[json]\n[records]\nmultiline = true\n", ":3", "a record of json is one line"),
        (HEAD + "[csv]\nheader = true\ncolumns = ['a', 'b']\n", ":2", "one of `header`, `columns` and `directive`"),
        (HEAD + "[csv]\nheader = true\ndelimiters = [', ']\n", ":4", "a delimiter is one character"),
        (HEAD + "[csv]\ncolumns = ['a', 'a']\n", ":3", "two columns are called a"),
        (HEAD + "[csv]\ncolumns = ['a', 'b']\nat_least = 3\n", ":4", "at_least cannot be 3"),
        (LINE + "inner = 'json_line'\n", ":3", "there is no format json_line; did you mean json_lines?"),
        (LINE + "inner = 'json_lines'\n", ":3", "has no field called message"),
        (LINE + "inner = 7\n", ":3", "expected `str`"),
        (LINE + "[parts]\nunfinished = { tag = 'P' }\n", ":3", "no field is called tag"),
        (LINE + "[parts]\nstream = 'a'\n", ":3", "says which message goes on"),
        (LINE + "[parts]\nend = 'a'\n", ":4", "did you mean `ends`?"),
        (LINE + "[[samples]]\nline = 'x'\n", ":4", "does not read this line of its own"),
        (
            LINE + "[[samples]]\nline = '2026-01-05T10:00:00Z x'\n[[samples]]\nline = '2026-01-05T10:00:00Z x'\n"
            "fields = { a = 'y' }\n",
            ":6",
            "a is 'x' here, and 'y' was expected",
        ),
        (LINE + "[[samples]]\nline = '2026-01-05T10:00:00Z x'\nfields = { b = 'y' }\n", ":4", "no field is called b"),
        (LINE + "[[samples]]\nlin = 'x'\n", ":4", "did you mean `line`?"),
        (LINE + "[[others]]\nline = '2026-01-05T10:00:00Z x'\n", ":4", "was to be of another form"),
    ],
)
def test_a_bad_declaration_is_answered_in_one_line_with_its_place(
    text: str, place: str, problem: str, tmp_path: Path
) -> None:
    path = declared(tmp_path, text)

    with pytest.raises(BenchError) as refused:
        load(path)

    assert str(refused.value).startswith(f"{path}{place}")
    assert problem in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 500 + len(str(path))


def test_what_is_no_file_of_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"title = '\xe9'")

    for path in (tmp_path / "none.toml", tmp_path, tmp_path / "latin.toml"):
        with pytest.raises(BenchError, match=str(path)):
            load(path)

"""Whatever is read, from a file or from a command line: it is understood, or refused in words; never a traceback."""

import contextlib
import shlex
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.cli import app
from bench.inputs import environments
from bench.inputs.sources import script_metadata
from bench.model.errors import BenchError
from bench.model.types import Run
from bench.results import journal, result_file
from bench.results.journal import JournalEntry
from generators.cli import app as generators_cli
from reports import cli as reports_cli
from reports.exporters.registry import EXPORTERS
from reports.view.provenance.embedding import embed
from tests.bench.builders import a_row, a_run
from tests.faults.mutations import damages, documents
from tests.reports import builders

SMALL = result_file.to_json(a_run(a_row("one")))
USUAL = builders.a_run()
PAGE = f'<!doctype html><script type="application/json" id="leanlines-result">{embed(USUAL)}</script>'
LINE = msgspec.json.encode(JournalEntry(a_run(a_row("one")).outcomes[0].samples[0]))
# Each example writes over the last.
ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def read(path: Path, content: bytes) -> Run | None:
    path.write_bytes(content)
    try:
        return result_file.read(path)
    except BenchError:
        return None


@ONE_FOLDER
@given(content=damages(SMALL) | documents(SMALL))
def test_a_damaged_result_is_read_or_refused(content: bytes, tmp_path: Path) -> None:
    assert isinstance(read(tmp_path / "result.json", content), Run | None)


@ONE_FOLDER
@given(content=damages(PAGE.encode()) | st.text().map(lambda text: f"<{text}{PAGE}".encode("utf-8", "replace")))
def test_a_damaged_report_is_read_or_refused(content: bytes, tmp_path: Path) -> None:
    assert isinstance(read(tmp_path / "report.html", content), Run | None)


@ONE_FOLDER
@given(packed=st.binary(max_size=50) | damages(msgspec.json.encode({"deflated": b"x"})), text=st.booleans())
def test_a_packed_result_is_read_or_refused(packed: bytes, *, text: bool, tmp_path: Path) -> None:
    inner = packed if text else msgspec.json.encode({"deflated": packed})
    content = PAGE.partition("{")[0].encode() + inner + b"</script>"

    assert read(tmp_path / "report.html", content) is None


@settings(max_examples=40)
@given(documents(result_file.to_json(USUAL)))
def test_what_the_reader_lets_through_can_be_drawn(content: bytes) -> None:
    with contextlib.suppress(BenchError):
        run = result_file.from_json(content, "result.json")
        for form in ("csv", "md", "json"):
            EXPORTERS[form].render(run)


@ONE_FOLDER
@given(lines=st.lists(documents(LINE) | damages(LINE) | st.just(LINE), max_size=4), end=st.sampled_from([b"", b"\n"]))
def test_a_damaged_journal_is_read_or_refused(lines: list[bytes], end: bytes, tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    path.write_bytes(b"\n".join(lines) + end)

    with contextlib.suppress(BenchError):
        assert all(isinstance(entry, JournalEntry) for entry in journal.read(path))


TOML = st.text(max_size=30) | st.sampled_from(
    [
        'dependencies = ["polars==1.0"]',
        'dependencies = ["a @ file:///x", "b[c]>=1; python_version<\'3\'"]',
        "requires-python = '>=3.12'",
        "dependencies = [" * 500,
        "a" + ".a" * 2_000 + " = 1",
        "date = 2024-99-99",
        "[tool.x]",
        '"\\ud800" = 1',
        "x = 1e999999",
        "x = " + "9" * 5_000,
    ]
)


@given(st.lists(TOML, max_size=3))
def test_a_block_of_requirements_is_read_or_refused(lines: list[str]) -> None:
    text = "\n".join(["# /// script", *(f"# {line}" for line in lines), "# ///"])

    with contextlib.suppress(BenchError):
        assert isinstance(script_metadata.read(text), script_metadata.ScriptBlock)


@ONE_FOLDER
@given(content=st.binary(max_size=60), cut=st.integers(0, 60))
def test_any_bytes_are_a_lock_or_none(content: bytes, cut: int, tmp_path: Path) -> None:
    path = tmp_path / "one.lock"
    path.write_bytes(b"# polars==1.0; made by: python -m bench lock\n"[:cut] + content)

    assert isinstance(environments.read_lock(("polars==1.0",), path), str)


WORDS = st.lists(
    st.text(max_size=8)
    | st.sampled_from(
        shlex.split(
            "--lines --size --sizes 5M -5 1e6 --log --impl --impls --python --budget 3m --rounds --resume --again "
            "--quick --no-quick --all --seed --preset dirty --cold --timeout --memory-limit 1GiB --baseline -- -h "
            "--out --help --version error_counts all * [ --x=y = --log= --jobs --range 1:2 /dev/null . README.md"
        )
    ),
    max_size=6,
)
NOWHERE = "/nowhere/at/all"


def _ends(main: Callable[[list[str]], int], words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    """Call a command line as Python's own `sys.argv` would hold it, and see that it ends in words."""
    try:
        code = main(words)
    except SystemExit as ended:
        code = int(ended.code or 0)
    said = capfd.readouterr().err

    assert code in {0, 1, 2, 3}
    assert "Traceback" not in said
    assert code == 0 or "error: " in said


@ONE_FOLDER
@given(verb=st.sampled_from(["run", "check", "debug", "compare", "budgets", "list", "nosuch", "", "--x"]), words=WORDS)
def test_any_command_line_of_bench_ends_in_words(
    verb: str, words: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing is to be measured here: the last words name a folder that is not there.
    monkeypatch.setattr("sys.argv", ["bench", verb, *words, "--impls", NOWHERE])
    _ends(app.main, [verb, *words, "--impls", NOWHERE], capfd)


@ONE_FOLDER
@given(verb=st.sampled_from(["web_log", "orders_csv", "describe", "verify", "list", "nosuch", "", "--x"]), words=WORDS)
def test_any_command_line_of_generators_ends_in_words(
    verb: str, words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    _ends(generators_cli.main, [verb, *words, "--out", f"{NOWHERE}/log"], capfd)


@ONE_FOLDER
@given(form=st.sampled_from(["html", "md", "csv", "json", "svg", "png", "", "--x"]), words=WORDS)
def test_any_command_line_of_reports_ends_in_words(
    form: str, words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    _ends(reports_cli.main, [form, *words, "--out", f"{NOWHERE}/drawn"], capfd)

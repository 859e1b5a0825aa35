import getpass
import json
import os
import pwd
import re
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from bench.inputs import environments
from bench.measured.monitor.captured_output import CapturedStream
from bench.measured.worker.failures import explain, relative
from bench.model.types import Allocation, Instrument, Limits, Status
from bench.process import redaction
from bench.process.figures import LONGEST
from bench.process.finished import describe
from bench.process.job import Finished, Job
from bench.process.redaction import PYPERF_FACTS, Redactor, publish_timings, redactor

plain = some.recursive(
    some.none() | some.integers() | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.sampled_from(["benchmarks", "runs", "metadata", "values"]), inner, max_size=3)
    ),
    max_leaves=10,
)


def test_only_the_facts_of_the_list_are_published() -> None:
    told = {"hostname": "secret", "boot_time": "secret", "loops": 1, "name": "a"}
    suite = {"metadata": told, "benchmarks": [{"metadata": told, "runs": [{"metadata": told, "values": [1.0]}]}]}

    published = publish_timings(json.dumps(suite | {"version": "1.0"}).encode(), (1.0,))

    assert "secret" not in published
    assert json.loads(published)["metadata"] == {"loops": 1, "name": "a"}
    assert json.loads(published)["benchmarks"][0]["runs"] == [{"values": [1.0]}]


@pytest.mark.parametrize(
    "fact", ["hostname", "python_executable", "boot_time", "uptime", "platform", "python_config_args"]
)
def test_what_tells_machines_apart_is_not_in_the_list(fact: str) -> None:
    assert fact not in PYPERF_FACTS


@given(some.binary() | plain.map(lambda value: json.dumps(value).encode()))
def test_what_is_no_benchmark_is_published_as_nothing_or_as_json(content: bytes) -> None:
    published = publish_timings(content, ())

    assert not published or json.loads(published)


@pytest.mark.parametrize(
    "suite",
    [
        {"benchmarks": [{"runs": []}]},  # which pyperf cannot read, so that the run would never end
        {"benchmarks": [{"metadata": {"name": "a"}, "runs": [{"values": [1e-9]}]}], "version": "1.0"},
        {"benchmarks": [{"metadata": {"name": "a"}, "runs": [{"values": [1.0, 1.0]}]}], "version": "1.0"},
    ],
)
def test_timings_that_cannot_be_read_or_are_not_those_of_the_report_are_not_kept(suite: dict[str, object]) -> None:
    assert publish_timings(json.dumps(suite).encode(), (1.0,)) == ""


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Call host and user something else for one test."""

    def forget() -> None:
        redaction._names.cache_clear()
        redaction._anonymous.cache_clear()

    def call(host: str, user: str = "root") -> None:
        monkeypatch.setattr(socket, "gethostname", lambda: host)
        monkeypatch.setattr(getpass, "getuser", lambda: user)
        forget()

    yield call
    forget()


def cleaned(text: str, folder: Path) -> str:
    job = Job(
        python=folder / "env" / "bin" / "python",
        module=folder / "mine" / "mine.py",
        instrument=Instrument.ANSWER,
        sources=(folder / "data" / "x.log",),
        limits=Limits(seconds=1, memory=1),
    )
    return redactor(job, folder / "private")(text)


def described(status: str, pieces: list[str], **differing: object) -> Finished:
    """Return what is published of a process that ended so."""
    job = Job(
        python=Path("/nowhere/env/bin/python"),
        module=Path("/nowhere/mine/x.py"),
        instrument=Instrument.ANSWER,
        sources=(),
        limits=Limits(seconds=1, memory=1),
    )
    result = {"status": status, "reason": pieces, "phase": "run"} if status else {}
    report = {"code": 0, "cause": "", "seconds": 1.0, "cpu": 0.0, "left": 0, "cached": None, "processes": 1}
    report |= {"single": True, "peaks": {}, "starts": {}, "sampled": {}, "bounds": {}, "tampered": False, "errors": b""}
    report["result"] = json.dumps(result).encode() if result else b""
    return describe(job, Path("/nowhere/private"), report | differing)


def test_a_text_loses_the_folders_of_its_job_and_of_the_user(tmp_path: Path) -> None:
    text = f"{tmp_path}/mine/mine.py {tmp_path}/data/x.log {Path.home()}/notes.txt in {Path.home()}: {Path.home()}x"

    assert cleaned(text, tmp_path) == f"mine.py x.log notes.txt in ~: {Path.home()}x"


def test_no_pattern_is_compiled_for_a_process_that_said_nothing(tmp_path: Path) -> None:
    redacted = Redactor([tmp_path])

    assert redacted("") == ""
    assert "_known" not in vars(redacted)


def test_a_text_loses_search_paths_and_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: Callable[..., None]
) -> None:
    monkeypatch.setenv("PATH", "/opt/token-4711/bin:/bin")
    named("buildhost.corp.example")

    found = cleaned("no x in /opt/token-4711/bin:/bin on buildhost, rebuildhosted", tmp_path)

    assert found == "no x in $PATH on (withheld), rebuildhosted"


@pytest.mark.parametrize("name", ["nas", "x1", "zoe-pc"])
def test_short_names_of_a_host_or_a_user_are_withheld_as_long_ones_are(
    name: str, tmp_path: Path, named: Callable[..., None]
) -> None:
    named(name, user="bo")

    assert cleaned(f"bo@{name}: {name}box", tmp_path) == f"(withheld)@(withheld): {name}box"


@pytest.mark.parametrize("spelt", ["BUILDHOST", "Buildhost.Corp.Example", "buildHOST"])
def test_names_are_withheld_however_their_letters_are_written(
    spelt: str, tmp_path: Path, named: Callable[..., None]
) -> None:
    named("buildhost.corp.example")
    torn = f"lost on {spelt[:7]}\n[... 9 bytes not kept ...]\n{spelt[2:]} again"

    assert cleaned(f"lost on {spelt}", tmp_path) == "lost on (withheld)"
    assert cleaned(torn, tmp_path) == "lost on \n[... 9 bytes not kept ...]\n again"


@pytest.mark.parametrize("between", ["//", "/./", "///", "/.//"])
def test_a_path_that_was_put_together_otherwise_is_left_out_as_well(between: str, tmp_path: Path) -> None:
    spelt = str(tmp_path / "data").replace("/", between)

    assert cleaned(f"open {spelt}{between}x.log failed", tmp_path) == "open x.log failed"
    assert cleaned(f"open {spelt}-other failed", tmp_path) == f"open {spelt}-other failed"


def test_names_that_many_have_and_single_letters_tell_nothing(tmp_path: Path, named: Callable[..., None]) -> None:
    named("localhost", user="x")

    assert cleaned("x, root on localhost", tmp_path) == "x, root on localhost"


def test_a_user_without_a_name_hides_the_host_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: Callable[..., None]
) -> None:
    def nobody() -> str:
        raise OSError

    named("buildhost")
    monkeypatch.setattr(getpass, "getuser", nobody)

    assert cleaned("on buildhost", tmp_path) == "on (withheld)"


def test_the_home_that_the_system_knows_is_left_out_although_the_environment_names_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "other"))
    home = pwd.getpwuid(os.getuid()).pw_dir

    assert cleaned(f"{home}/notes.txt {tmp_path}/other/x", tmp_path) == "notes.txt x"
    assert environments.last_words(f"error: no {home}/notes.txt") == "error: no notes.txt"


SECRETS: Final = ("/opt/token-4711/bin", "/srv/kunde-meier/tools", "/usr/bin")


@given(before=some.integers(0, 600) | some.integers((1 << 16) - 90, 1 << 16), times=some.sampled_from([1, 2, 3000]))
@example(before=480, times=1)
def test_no_part_of_a_search_path_is_left_wherever_a_reason_is_cut(before: int, times: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PATH", os.pathsep.join(SECRETS))
        status, pieces = explain(OSError("-" * before + " " + f"{os.environ['PATH']} " * times), "run", "x.py")
        finished = described(status, pieces)

    assert not re.search("/opt|/srv|token|kunde", finished.reason)
    assert len(finished.reason) <= LONGEST


@given(some.integers(0, 80))
def test_no_part_of_a_search_path_is_left_where_output_is_cut(before: int) -> None:
    sink = CapturedStream()
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("PATH", os.pathsep.join(SECRETS))
            for _ in range(5):
                os.write(sink.writer, b"-" * before + (os.environb[b"PATH"] + b" ") * 800)
                sink.take()
            output = Redactor()(sink.text().decode())
    finally:
        os.close(sink.reader)
        os.close(sink.writer)

    assert "bytes not kept" in output
    assert not re.search("/opt|/srv|oken-|unde-|tools|4711", output)


def test_a_single_folder_of_a_search_path_is_left_out_and_those_of_every_system_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join(SECRETS))

    assert cleaned("/srv/kunde-meier/tools/x: no /usr/bin/x", tmp_path) == "$PATH/x: no /usr/bin/x"


def test_what_a_process_said_last_is_redacted_before_it_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join(SECRETS))

    finished = described("", [], errors=("-" * 185 + os.environ["PATH"]).encode(), code=256)

    assert finished.reason.endswith("-$PATH")


@pytest.mark.parametrize(
    ("in_ci", "terminal", "owns"), [(False, True, True), (True, True, False), (False, False, False)]
)
def test_a_terminal_is_read_by_the_owner_of_the_log_unless_it_is_that_of_ci(
    monkeypatch: pytest.MonkeyPatch, *, in_ci: bool, terminal: bool, owns: bool
) -> None:
    monkeypatch.delenv("CI", raising=False)
    if in_ci:
        monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)

    assert redaction.reader_owns_log() is owns


def test_a_line_of_the_standard_library_keeps_its_place_and_one_of_elsewhere_does_not() -> None:
    held = [Allocation(file=file, line=322, size=1, count=0, source="x") for file in ("codecs.py", "secret.py")]
    finished = Finished(status=Status.OK, allocations=tuple(held))

    kept = redaction.without_data(finished, "mine.py")

    assert [(each.file, each.source) for each in kept.allocations] == [("codecs.py", ""), ("another file", "")]


@pytest.mark.parametrize(
    ("filename", "said"),
    [
        ("<frozen codecs>", "codecs.py"),
        ("<frozen importlib._bootstrap_external>", "importlib/_bootstrap_external.py"),
        ("<string>", "<string>"),
        ("/elsewhere/mine/impl.py", "impl.py"),
    ],
)
def test_a_source_is_named_without_its_folder_and_a_frozen_one_by_its_file(filename: str, said: str) -> None:
    assert relative(filename, "/elsewhere/mine/impl.py") == said

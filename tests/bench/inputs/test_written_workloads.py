"""A workload for a log of another form: which logs get one, what is in it, and that the same log gets it again."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bench.inputs import catalogue, written_workloads
from bench.inputs.catalogue import Catalogue
from bench.model.errors import BenchError, DataError
from bench.model.request import Again, Request
from bench.model.types import Run, Workload
from bench.session.resolve import resolve
from tests.bench.builders import a_row, a_run
from tests.impls.exercises import FOUND

OBJECT = b'{"time":"2026-01-05T10:00:00Z","level":"%s","msg":"no route %d"}\n'
JSON = b"".join(OBJECT % (level, n % 3) for n in range(40) for level in (b"error", b"info"))
LOG4J = b"2026-01-05 10:00:00,978 ERROR [main] org.example.App: failed\n\tat a.B.c(B.java:1)\n" * 40
ACCESS = b"".join(b'{"path":"/a/%d","status":%d}\n' % (n % 3, status) for n in range(20) for status in (200, 404, 503))
PIPED = b"t|ERROR|m|i|u\n" * 40


def log(folder: Path, content: bytes) -> Path:
    path = folder / "own.log"
    path.write_bytes(content)
    return path


def written(request: Request, workload: str = "error_counts") -> tuple[Workload, Catalogue, Request]:
    found = written_workloads.for_log(request, FOUND, [FOUND.workloads[workload]])
    return found.catalogue.workloads[workload], found.catalogue, found.request


@pytest.mark.parametrize(
    ("content", "workload", "format_", "title"),
    [
        (JSON, "error_counts", "json_lines", r" each message .* level == error\)\?"),
        (LOG4J, "error_counts", "log4j", r" each message .* level == ERROR\)\?"),
        (ACCESS, "failed_requests", "json_lines", r" each path .* status >= 400 and status <= 599\)\?"),
    ],
    ids=["json", "log4j", "access"],
)
def test_the_question_is_asked_of_a_log_in_another_form_that_has_its_fields(
    content: bytes, workload: str, format_: str, title: str, tmp_path: Path
) -> None:
    own, found, request = written(Request(log=(log(tmp_path, content),)), workload)

    assert (own.written_for, own.form) == (format_, f"format {format_}")
    assert re.search(title, own.title)
    assert (request.format, request.extent.bytes if request.extent else 0) == (format_, len(content))
    assert len([item for item in found.of(workload) if not item.problem]) >= 5
    assert own.baseline in {item.name for item in found.of(workload)}
    assert {item.sha256 for item in found.of(workload)} <= found.files.keys()
    assert found.of("countdown") == FOUND.of("countdown")


@pytest.mark.parametrize("given", ["", "time_level"])
@pytest.mark.parametrize(
    "content", [PIPED, b"", b'{"msg":"no level"}\n' * 40, b"It was late.\n" * 40], ids=["own", "empty", "json", "prose"]
)
def test_the_checkout_answers_where_it_reads_the_log_or_the_fields_are_not_there(
    content: bytes, given: str, tmp_path: Path
) -> None:
    if given and content not in {PIPED, b""}:
        with pytest.raises(DataError, match="time_level has"):
            written(Request(log=(log(tmp_path, content),), format=given))
        return

    request = Request(log=(log(tmp_path, content),), format=given)

    assert written(request)[1:] == (FOUND, request)


def test_the_format_that_is_given_wins_over_the_form_that_the_lines_happen_to_have(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("title = 'Mine'\nline = '{time}|{host}|{level}|{message}|{user:[^|]}'\n")
    path = log(tmp_path, b"t|web1|E|disk full|u\nt|web1|I|started|u\n" * 40)

    assert written(Request(log=(path,)))[1] == FOUND
    own, found, request = written(Request(log=(path,), format=str(mine)))

    assert (own.written_for, own.title.partition(" (")[2]) == ("mine", "where level == E)?")
    assert request.format == str(mine)
    assert found != FOUND


def test_a_log_without_a_record_that_counts_is_refused_with_what_was_looked_for(tmp_path: Path) -> None:
    request = Request(log=(log(tmp_path, JSON.replace(b'"error"', b'"warn"')),))

    with pytest.raises(DataError, match="level == error") as refused:
        written(request)

    assert "bench sniff" in refused.value.hint
    assert written(replace(request, empty_answer=True))[1] == FOUND


def test_a_log_that_has_grown_is_asked_by_the_same_files(tmp_path: Path) -> None:
    path = log(tmp_path, JSON)
    _, before, request = written(Request(log=(path,)))
    path.write_bytes(JSON + b'{"level":"ERR","msg":"later"}\n' * 99)

    assert written(Request(log=(path,)))[1].files != before.files
    assert written(replace(request, format=""))[1].files == before.files


def test_implementations_of_the_users_own_stay_and_its_log_is_not_in_what_is_published(tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "error_counts"
    mine.mkdir(parents=True)
    (mine / "my_json.py").write_text("def run(path):\n    return {}\n")
    everything = catalogue.catalogue((tmp_path / "mine",))
    request = Request(log=(log(tmp_path, JSON.replace(b"no route", b"Secret street")),))

    found = written_workloads.for_log(request, everything, [everything.workloads["error_counts"]]).catalogue

    assert ("my_json", "mine") in {(item.name, item.origin) for item in found.of("error_counts")}
    assert found.path("error_counts", "my_json", "mine") == mine / "my_json.py"
    published = "".join(found.files[item.sha256] for item in found.of("error_counts"))
    assert "Secret" not in published + found.files[found.workloads["error_counts"].sha256]


def test_earlier_states_of_implementations_are_not_joined_by_others(tmp_path: Path) -> None:
    request = Request(log=(log(tmp_path, JSON),), earlier={"before": tmp_path})

    assert written(request)[1:] == (FOUND, request)


@pytest.mark.parametrize(
    ("asked", "refused"), [('{"by": "msg", "where": "level ="}', True), ("{}", False), ("7", False)]
)
def test_a_question_that_cannot_be_read_is_named(asked: str, tmp_path: Path, *, refused: bool) -> None:
    folder = tmp_path / "mine" / "my_question"
    folder.mkdir(parents=True)
    own = FOUND.files[FOUND.workloads["error_counts"].sha256].replace("QUESTION = ", f"QUESTION = {asked}\nOTHER = ")
    (folder / "__init__.py").write_text(own)
    found = catalogue.catalogue((tmp_path / "mine",))
    request = Request(log=(log(tmp_path, JSON),))

    if refused:
        with pytest.raises(BenchError, match="my_question cannot be read"):
            written_workloads.for_log(request, found, [found.workloads["my_question"]])
        return
    assert written_workloads.for_log(request, found, [found.workloads["my_question"]]).catalogue == found


def stored(request: Request) -> Run:
    """Return a result of what a request comes to."""
    resolved = resolve(request)
    workloads = {each.name: each for each in resolved.workloads}
    items = resolved.implementations
    shown = [each.sha256 for each in resolved.workloads] + [each.sha256 for each in items]
    files = {each: resolved.catalogue.files[each] for each in shown}
    run = a_run(a_row("generator_chain"))
    return replace(run, workloads=workloads, implementations=items, files=files)


def test_a_report_of_it_is_measured_again_without_trust(tmp_path: Path) -> None:
    request = Request(log=(log(tmp_path, JSON),))
    first = resolve(request)

    again = resolve(replace(request, again=Again("report.html", stored(request))), tmp_path)

    assert again.implementations == first.implementations
    assert [each.written_for for each in again.workloads] == ["json_lines"]
    assert again.request.format == "json_lines"

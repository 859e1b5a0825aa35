"""Every way in which a run of a pull request can end, against an API on the loopback."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.model.errors import ResultError
from bench.model.types import FailedEdgeCases, Instrument, Outcome, Run, Status
from bench.results import result_file
from reports.comment import left_results
from reports.comment.command import main
from reports.comment.pull_requests import MARK
from tests.gold import Gold
from tests.reports.builders import a_cell, a_change, a_control, a_failure, a_run, an_outcome
from tests.reports.comment.github import BOT, TOKEN, GitHub, serve

SHA = "a" * 40
Comment = Callable[..., str]
NAME = "leanlines-measure-0123abcd-1"
MEASURED = a_run(an_outcome("readlines_objects", peak=634, seconds=2.0), an_outcome(), a_control())
RESULT = result_file.to_json(MEASURED)


@pytest.fixture
def github() -> Iterator[GitHub]:
    found = GitHub()
    found.pull(7, SHA)
    yield found
    assert found.leaked == [], "the token was carried over a redirect"


@pytest.fixture
def comment(
    github: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Comment]:
    """Return what runs the second workflow once; it returns what that said."""
    server = serve(github)

    def run(*, code: int = 0, **changes: object) -> str:
        ended = {
            "id": 5,
            "event": "pull_request",
            "head_sha": SHA,
            "head_branch": "idea",
            "head_repository": {"id": 77, "full_name": "fork/r", "owner": {"login": "fork"}},
            "repository": {"id": 1, "full_name": "o/r"},
            "pull_requests": [],
            "conclusion": "failure",
        }
        (tmp_path / "event.json").write_text(json.dumps({"workflow_run": ended | changes}))
        known = {
            "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_API_URL": f"http://127.0.0.1:{server.server_address[1]}",
            "GITHUB_SERVER_URL": "https://example.org",
            "GITHUB_TOKEN": TOKEN,
        }
        for name, value in known.items():
            monkeypatch.setenv(name, value)
        assert main() == code
        said = capsys.readouterr()
        return said.out + said.err

    yield run
    server.shutdown()
    server.server_close()


def title(github: GitHub, number: int = 7) -> str:
    (body,) = github.bodies(number)
    mark, head, *_ = body.split("\n")
    assert mark == MARK
    return head.removeprefix("### Leanlines: ")


def leave(github: GitHub, run: Run | bytes, name: str = NAME, **lies: object) -> None:
    github.artifact(f"{name}.json", run if isinstance(run, bytes) else result_file.to_json(run), **lies)


def wrong(**changes: object) -> Outcome:
    return a_failure("sloppy_match", Status.WRONG_ANSWER, **changes)


def test_what_was_measured_is_shown_with_its_report(github: GitHub, comment: Comment, gold: Gold) -> None:
    leave(github, RESULT)
    github.artifact(f"{NAME}.html", b"<!doctype html>")

    comment()

    gold("comment", "measured", github.bodies(7)[0])
    assert title(github) == "measured"
    assert "https://example.org/o/r/actions/runs/5/artifacts/101" in github.bodies(7)[0]


def test_of_a_change_the_verdict_comes_first(github: GitHub, comment: Comment, gold: Gold) -> None:
    leave(github, a_change())

    comment()

    gold("comment", "change", github.bodies(7)[0])
    assert title(github) == "a limit is broken"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((wrong(), an_outcome()), "a wrong answer"),
        ((wrong(),), "a wrong answer"),
        ((a_failure("slow_one", Status.TIMEOUT), an_outcome()), "a row failed"),
        ((a_failure("other_one", Status.SKIPPED),), "nothing was measured"),
    ],
)
def test_wrong_failed_and_not_measured_are_told_apart(
    github: GitHub, comment: Comment, rows: tuple[Outcome, ...], expected: str
) -> None:
    leave(github, a_run(*rows))

    comment()

    assert title(github) == expected


def test_what_was_wrong_before_a_change_is_no_news(github: GitHub, comment: Comment) -> None:
    change = a_change(limits=("wrong",))
    rows = tuple(
        replace(row, status=Status.WRONG_ANSWER, samples=())
        if (row.cell.origin, row.cell.implementation, row.cell.control) == ("main", "wasteful", False)
        else row
        for row in change.outcomes
    )
    leave(github, replace(change, outcomes=rows))

    comment()

    assert title(github) == "measured"
    assert "was wrong-answer before" in github.bodies(7)[0]


@pytest.mark.parametrize(("conclusion", "words"), [("failure", "The log says why"), ("success", "no row changed")])
def test_a_run_that_left_nothing_measured_nothing(
    github: GitHub, comment: Comment, conclusion: str, words: str
) -> None:
    comment(conclusion=conclusion)

    assert title(github) == "nothing was measured"
    assert words in github.bodies(7)[0]


def test_a_fork_that_names_another_pull_request_is_not_believed(github: GitHub, comment: Comment) -> None:
    github.pull(1, "b" * 40, owner="victim", branch="main", repository=3)
    leave(github, RESULT)
    github.artifact("pull-request-number", b"1")

    comment(pull_requests=[{"number": 1}], number=1)

    assert list(github.comments) == [7]


@pytest.mark.parametrize("changes", [{"sha": "c" * 40}, {"repository": 99}])
def test_a_head_that_moved_on_or_is_of_another_repository_gets_no_comment(
    github: GitHub, comment: Comment, changes: dict[str, Any]
) -> None:
    github.pulls.clear()
    github.pull(7, **{"sha": SHA} | changes)
    leave(github, RESULT)

    said = comment()

    assert github.comments == {}
    assert "No open pull request" in said


def test_the_run_of_a_push_gets_no_comment(github: GitHub, comment: Comment) -> None:
    comment(event="push")

    assert github.comments == {}


def test_a_branch_may_have_any_name(github: GitHub, comment: Comment) -> None:
    github.pulls.clear()
    github.pull(7, SHA, branch="feat/a&b=c#d")

    comment(head_branch="feat/a&b=c#d")

    assert list(github.comments) == [7]


def test_our_comment_is_updated_and_nobody_elses(github: GitHub, comment: Comment) -> None:
    for _ in range(101):
        github.comment(7, f"{MARK}\nmine", "somebody")
    github.comment(7, f"quoting {MARK}", BOT)

    first, second = comment(), comment()

    assert "written" in first
    assert "updated" in second
    assert [body.startswith(MARK + "\n###") for body in github.bodies(7)] == [False] * 102 + [True]


@pytest.mark.parametrize("lies", [{}, {"size_in_bytes": 100}])
def test_an_oversized_result_is_refused_whatever_its_size_is_said_to_be(
    github: GitHub, comment: Comment, lies: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(left_results, "LARGEST", 1000)
    leave(github, RESULT, **lies)

    comment()

    assert title(github) == "nothing to show"
    assert "larger than" in github.bodies(7)[0]


EVIL = ("`](http://evil.example)", "<img src=x>", "@somebody", "a|b", "x\n# y", "", "a" * 65, "\u202eabc", "..")


def renamed(run: Run, **names: str) -> Run:
    """Give the first row of a result another name, everywhere in it."""
    old = run.outcomes[0].cell
    text = result_file.to_json(run).decode()
    plain = json.loads(text)

    def mended(value: object) -> object:
        if isinstance(value, dict):
            if value.get("implementation") == old.implementation:
                value = value | names
            if value.get("name") == old.implementation and "implementation" in names:
                value = value | {"name": names["implementation"]}
            if value.get("name") == old.implementation and "origin" in names:
                value = value | {"origin": names["origin"]}
            return {key: mended(each) for key, each in value.items()}
        return [mended(each) for each in value] if isinstance(value, list) else value

    return result_file.from_json(json.dumps(mended(plain)).encode(), "renamed")


@pytest.mark.parametrize("text", EVIL)
def test_a_name_that_no_file_can_have_is_refused(text: str) -> None:
    """A result that the reader takes, for its parts fit together, and that holds a text instead of a name."""
    base = a_run(an_outcome("readlines_objects", peak=634, seconds=2.0), an_outcome())
    for names in ({"implementation": text}, *([{"origin": text}] if text != ".." else [])):
        with pytest.raises(ResultError, match="no file can have"):
            left_results.check(result_file.to_json(renamed(base, **names)))


def test_a_row_that_fails_test_cases_and_was_measured_says_so_by_their_number(github: GitHub, comment: Comment) -> None:
    failed = FailedEdgeCases(names=("EVIL", "an empty file"), total=27)
    row = an_outcome()
    checked = replace(row.samples[0], instrument=Instrument.ANSWER, edge_cases=failed, values={})
    row = replace(row, samples=(checked, *row.samples), edge_cases=failed)
    leave(github, a_run(an_outcome("readlines_objects"), row))

    comment()

    assert "`error_counts/generator_chain` (fails 2 test cases)" in github.bodies(7)[0]
    assert "EVIL" not in github.bodies(7)[0]


def test_nothing_that_a_result_says_in_words_gets_into_the_comment(github: GitHub, comment: Comment) -> None:
    evil = "EVIL @somebody https://evil.example"
    base = a_change(limits=("wrong", f"wrong {evil}"))
    failed = wrong(cell=a_cell("quicker", origin="mine"), reason=evil, notes=(evil,))
    rows = tuple(failed if row.cell == failed.cell else row for row in base.outcomes)
    assert base.before
    change = replace(base.before, remarks=(evil,), states={"main": replace(base.before.states["main"], name=evil)})
    items = tuple(replace(item, title=evil, text=evil, requires=(evil,)) for item in base.implementations)
    questions = {name: replace(each, title=evil, text=evil) for name, each in base.workloads.items()}
    leave(github, replace(base, outcomes=rows, before=change, implementations=items, workloads=questions))

    comment()

    assert title(github) == "a wrong answer"
    assert "evil" not in github.bodies(7)[0].lower()
    assert "`error_counts/quicker@mine`" in github.bodies(7)[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"[" * 100_000,
        b"PK\x03\x04",
        b"\xff\xfe",
        b'{"format": 2}',
        RESULT.replace(b'"format": 1', b'"format": 1' + b"0" * 400),
        RESULT.replace(b'"cores": 2', b'"cores": 1e999'),
        RESULT[:-9],
        b"<!doctype html>" + RESULT,
    ],
)
def test_what_is_no_result_is_refused_without_a_word_of_it(content: bytes) -> None:
    with pytest.raises(ResultError, match=r"^a result is .* Leanlines writes$"):
        left_results.check(content)


@pytest.mark.parametrize(
    ("lies", "words"), [({"digest": "sha256:" + "0" * 64}, "that was uploaded"), ({"expired": True}, "log")]
)
def test_a_result_that_was_exchanged_or_is_gone_is_not_shown(
    github: GitHub, comment: Comment, lies: dict[str, Any], words: str
) -> None:
    leave(github, RESULT, **lies)

    comment()

    assert words in github.bodies(7)[0]


def test_of_a_job_that_was_tried_again_the_last_result_counts(github: GitHub, comment: Comment) -> None:
    leave(github, a_run(wrong()), "leanlines-measure-0123abcd-2")
    leave(github, RESULT, "leanlines-measure-0123abcd-10")

    comment()

    assert title(github) == "measured"


def test_each_of_several_jobs_is_shown_and_too_many_are_refused(github: GitHub, comment: Comment) -> None:
    for number in range(left_results.MOST):
        leave(github, RESULT, f"leanlines-job{number}-0123abcd-1")
    comment()
    assert github.bodies(7)[0].count("#### `job") == left_results.MOST

    leave(github, RESULT, "leanlines-further-0123abcd-1")
    comment()
    assert title(github) == "nothing to show"


def test_what_is_called_otherwise_is_not_looked_at(github: GitHub, comment: Comment) -> None:
    leave(github, b"{", "leanlines-../../x-0123abcd-1")

    comment()

    assert title(github) == "nothing was measured"


@pytest.mark.parametrize("place", ["ftp://127.0.0.1/x", "file:///etc/hostname", "//x"])
def test_a_result_is_fetched_from_the_web_alone(github: GitHub, comment: Comment, place: str) -> None:
    github.leads_to = place
    leave(github, RESULT)

    assert "error" in comment(code=1)
    assert github.comments == {}


def test_a_token_that_may_not_ends_the_job(github: GitHub, comment: Comment) -> None:
    github.token = "another"  # noqa: S105

    assert "401" in comment(code=1)


def test_an_event_of_another_kind_is_refused(comment: Comment) -> None:
    assert "event" in comment(code=2, id="five")

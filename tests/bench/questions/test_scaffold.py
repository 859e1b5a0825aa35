import json
import re
import runpy
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from bench.formats import shipped
from bench.formats.loading import load, load_text
from bench.formats.reading import whole_records
from bench.inputs import environments
from bench.inputs.environments import MissingDependencyError, Needs
from bench.inputs.pythons import interpreters
from bench.questions import rendering, scaffold
from bench.questions.counting import counts
from bench.questions.log_question import AnswerKind, LogQuestion, QuestionError, name_quantile
from bench.questions.scaffold import WorkloadFiles
from tests.bench.questions.logs import COMBINED, JSON, LOG4J, MIXED, QUESTIONS, SYSLOG, asked
from tests.needs import lack
from tests.structure import ROOT

RUFF = Path(sys.executable).with_name("ruff")
FOREIGN = {"polars_lines.py", "polars_frame.py", "duckdb_json.py", "orjson_lines.py"}
"""Those whose libraries the tests do not have; `nox -s check` has."""
IMPORT = re.compile(r"^(?:import|from) (\w+)", re.MULTILINE)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Path, WorkloadFiles]]:
    """Return the folder and the files of a workload for each question."""
    folder = tmp_path_factory.mktemp("root") / "impls"
    found = {}
    for number, (name, (held, lines, question)) in enumerate(QUESTIONS.items()):
        files = scaffold.write(shipped.named(held), question, lines)
        place = folder / f"question_{number}"
        place.mkdir(parents=True)
        for file, text in files.texts.items():
            (place / file).write_text(text)
        (place / "asked.log").write_bytes(b"\n".join(lines) + b"\n")
        found[name] = place, files
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_implementation_answers_the_log_and_its_edge_cases_as_the_reference_does(
    name: str, written: Mapping[str, tuple[Path, WorkloadFiles]], tmp_path: Path
) -> None:
    folder, files = written[name]
    workload = runpy.run_path(str(folder / "__init__.py"))
    cases = {"the log": (folder / "asked.log").read_bytes(), **workload["HOSTILE"]}
    data = tmp_path / "case.log"
    right = {}
    for case, content in cases.items():
        data.write_bytes(content)
        right[case] = workload["reference"](data)

    assert right["the log"]
    assert right["one record"]
    assert sum(map(bool, right.values())) > len(cases) / 2  # else they would hold nobody to anything
    for file in set(files.texts) - FOREIGN - {"__init__.py"}:
        run = runpy.run_path(str(folder / file))["run"]
        for case, content in cases.items():
            data.write_bytes(content)
            if file == "msgspec_typed.py" and case in {"invalid UTF-8", "NUL bytes"}:
                continue  # it reads UTF-8 only, and a run says so
            assert run(data) == right[case], (file, case)


HOLD = """
import json, math, pathlib, runpy, sys

def same(one, other):
    if isinstance(one, float):
        return math.isclose(one, other, rel_tol=1e-9)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other if not isinstance(one, dict) else one.keys() == other.keys() and all(
        same(one[key], other[key]) for key in one)

case = pathlib.Path("case.log")
for folder in map(pathlib.Path, sys.argv[2:]):
    workload = runpy.run_path(str(folder / "__init__.py"))
    cases = {"the log": (folder / "asked.log").read_bytes(), **workload["HOSTILE"]}
    runs = {path.name: runpy.run_path(str(path))["run"] for path in folder.glob("*.py") if path.name in sys.argv[1]}
    for name, content in cases.items():
        case.write_bytes(content)
        right = workload["reference"](case)
        for file, run in runs.items():
            try:
                if not same(run(case), right):
                    print(file, name, sep="|")
            except Exception as error:
                print(file, name, error, sep="|")
"""
UTF8_ONLY = ("polars_lines.py", "duckdb_json.py", "orjson_lines.py", "msgspec_typed.py")


def test_implementations_with_libraries_answer_as_the_reference_does(
    written: Mapping[str, tuple[Path, WorkloadFiles]], tmp_path: Path
) -> None:
    try:
        place = environments.prepare(Needs(tuple(rendering.PINS.values())), interpreters.own_interpreter())
    except MissingDependencyError as error:
        lack(str(error))

    folders = [folder for folder, _ in written.values()]
    done = subprocess.run(
        [place.python, "-c", HOLD, " ".join([*FOREIGN, "msgspec_typed.py"]), *folders],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )

    wrong = [line.split("|") for line in done.stdout.splitlines() if line.count("|")]
    assert [found for found in wrong if found[1] != "invalid UTF-8" or found[0] not in UTF8_ONLY] == []


@pytest.mark.parametrize("command", [("check",), ("format", "--diff")])
def test_all_of_it_is_in_the_style_of_the_project(
    command: tuple[str, ...], written: Mapping[str, tuple[Path, WorkloadFiles]]
) -> None:
    impls = next(iter(written.values()))[0].parent
    done = subprocess.run(
        [RUFF, *command, "--quiet", "--no-cache", "--config", ROOT / "pyproject.toml", impls.name],
        cwd=impls.parent,  # as the project's own implementations, by the pattern of their path
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_an_implementation_imports_nothing_of_this_project(
    written: Mapping[str, tuple[Path, WorkloadFiles]],
) -> None:
    found = {name for _, files in written.values() for text in files.texts.values() for name in IMPORT.findall(text)}

    libraries = {"duckdb", "msgspec", "orjson", "polars"}
    assert found <= libraries | {"collections", "contextlib", "csv", "json", "pathlib", "re", "sqlite3", "typing"}


def test_each_form_gets_at_least_five_implementations(written: Mapping[str, tuple[Path, WorkloadFiles]]) -> None:
    assert {len(files.texts) - 1 for _, files in written.values()} == {5, 6, 7}


@pytest.mark.parametrize("name", [name for name in QUESTIONS if QUESTIONS[name][2].kind is AnswerKind.COUNT])
def test_a_reference_counts_what_reading_by_the_format_says(
    name: str, written: Mapping[str, tuple[Path, WorkloadFiles]]
) -> None:
    held, lines, question = QUESTIONS[name]
    reading = shipped.named(held).reading()
    found = (reading.split(record) or {} for record in whole_records(reading, lines))
    is_json = held.endswith("json_lines")
    wanted = Counter(fields[question.by] for fields in found if counts(question, fields, typed=is_json))
    folder, _ = written[name]

    assert runpy.run_path(str(folder / "__init__.py"))["reference"](folder / "asked.log") == wanted


def test_the_text_of_a_level_that_is_rare_is_looked_for_first_and_that_of_a_usual_one_is_not() -> None:
    question = asked("count", "message", "level == ERROR")
    log4j = shipped.shipped("log4j")
    rare = scaffold.write(log4j, question, LOG4J).texts["bytes_lines.py"]
    usual = scaffold.write(log4j, question, [line for line in LOG4J if b"ERROR" in line]).texts["bytes_lines.py"]

    assert 'if b"ERROR" in line' in rare
    assert 'b"ERROR" in line' not in usual


def test_a_text_that_is_rare_in_json_is_looked_for_in_bytes_and_keys_that_all_lines_have_in_text() -> None:
    json_lines = shipped.shipped("json_lines")
    rare = scaffold.write(json_lines, asked("count", "path", "severity == info"), [*JSON[::2], *JSON[1::8]])
    usual = scaffold.write(json_lines, asked("count", "path", "status >= 500"), JSON)

    assert 'found = b"info" in line' in rare.texts["search_first.py"]
    assert """'"status"' in line""" in usual.texts["search_first.py"]
    assert "decode(" not in usual.texts["search_first.py"]


def test_edge_cases_of_json_hold_an_implementation_to_the_types_of_what_the_question_names(tmp_path: Path) -> None:
    files = scaffold.write(shipped.shipped("json_lines"), asked("count", "path", "status >= 500"), JSON)
    (tmp_path / "__init__.py").write_text(files.texts["__init__.py"])
    workload = runpy.run_path(str(tmp_path / "__init__.py"))
    data = tmp_path / "case.log"
    data.write_bytes(workload["HOSTILE"]["values of other types"])
    records = [json.loads(line) for line in data.read_bytes().splitlines()]

    assert list(workload["reference"](data).values()) == [1]
    assert sum(str(record["status"]).isdigit() and int(record["status"]) >= 500 for record in records) > 1
    assert {type(record["status"]) for record in records} == {int, str, bool, list, dict}
    assert {type(record["path"]) for record in records} == {int, str, bool, list, dict}


def test_keys_that_differ_in_case_alone_are_no_columns_of_a_table() -> None:
    lines = [b'{"%s":"error","msg":"m%d"}' % ((b"level", b"LEVEL")[n % 2], n) for n in range(8)]
    declared = 'title = "t"\n[json]\nlevel = ["level", "LEVEL"]\nmessage = ["msg"]\n'
    held = load_text("cased", declared, Path("cased.toml"))
    question = asked("count", "message", "level == error")

    assert "duckdb_json.py" not in scaffold.write(held, question, lines).texts
    assert "duckdb_json.py" in scaffold.write(held, question, lines[::2]).texts


@pytest.mark.parametrize("condition", ["", "level == ERROR"])
def test_a_time_before_a_text_that_few_lines_have_is_read_in_one_way(condition: str, tmp_path: Path) -> None:
    times = ("10:00:00", "10:00:00,5", "10:00:00.123456789Z", "10:00:00,123+05:30", "10:00:00-0800", "10:00:00Z")
    lines = [f"2026-01-05 {time} {level} [a] b: c".encode() for time in times for level in ("ERROR", "INFO")]
    files = scaffold.write(shipped.shipped("log4j"), asked("count", "logger", condition), lines)
    text = files.texts["regex_blocks.py"]
    path, data = tmp_path / "run.py", tmp_path / "a.log"
    path.write_text(text)
    data.write_bytes(b"\n".join([*lines, b"2026-01-05 10:00:00,1234567890 ERROR [a] b: c"]))

    assert ("?+" in text, 'requires-python = ">=3.11"' in text) == (bool(condition),) * 2  # 3.10 does not know it
    assert runpy.run_path(str(path))["run"](data) == {"b": len(times) * (1 if condition else 2)}


SECRETS = [b"jane", b"203.0.113.77", b"s3cret", b"Bearer", b"48219"]


@pytest.mark.parametrize(
    ("held", "line", "question"),
    [
        (
            "combined",
            b'203.0.113.77 - jane [05/Jan/2026:10:00:00 +0000] "GET /jane?k=s3cret HTTP/1.1" 500 7 "-" "Bearer s3cret"',
            asked("count", "path", "status >= 500"),
        ),
        (
            "log4j",
            b"2026-01-05 10:00:00,000 ERROR [main] app.Login: jane came from 203.0.113.77 with s3cret, and failed",
            asked("count", "logger", "message endswith failed"),
        ),
        (
            "json_lines",
            b'{"level":"error","user":"jane","from":{"ip":"203.0.113.77"},"tokens":["s3cret","Bearer"],"status":500}',
            asked("count", "user", "status == 500"),
        ),
        ("logfmt", b'level=error user=jane from=203.0.113.77 token="Bearer s3cret"', asked("count", "user")),
        ("csv", b'a,b\njane,"Bearer s3cret\n203.0.113.77"', asked("count", "b")),
        ("w3c", b"#Fields: c-ip cs(Cookie) user\n203.0.113.77 s3cret,Bearer jane", asked("count", "user")),
        (
            "cri+json_lines",
            b'2026-01-05T10:00:00.1Z stdout F {"level":"error","user":"jane","from":"203.0.113.77 s3cret Bearer"}',
            asked("count", "user"),
        ),
        (
            "syslog_rfc5424+json_lines",
            b'<34>1 2026-01-05T10:00:00Z jane s3cret 87 Bearer - {"from":"203.0.113.77"}',
            asked("count", "app"),
        ),
        (
            "json_lines",
            (
                b'{"level":"s3cret","time":"jane at 10:00","user":"2026-01-05 10:00:00 Bearer","ms":7}\n'
                b'{"level":"error","user":"b","ms":"48219 of jane","at":{"jane":{"s3cret":[{"Bearer":1}]},"48219":2}}'
            ),
            asked("sum", "user", value="ms"),
        ),
        ("logfmt", b"level=jane s3cret=1 user=b Bearer.id=7 time=48219-jane", asked("count", "user")),
        ("csv", b"a,jane 48219,user\n1,s3cret,b", asked("count", "user")),
        ("w3c", b"#Fields: c-ip cs(s3cret) user x-jane\n10.0.0.1 a b c", asked("count", "user")),
        (
            "combined",
            b'10.0.0.1 - - [05/Jan/2026:10:00:00 +0000] "jane /a HTTP/s3cret" 500 48219 "-" "-"',
            asked("count", "client", "status >= 500"),
        ),
        (
            "cri+json_lines",
            b'2026-01-05T10:00:00.1Z stdout F {"level":"jane","user":"b","s3cret":{"Bearer":"12:30, with 48219"}}',
            asked("count", "user"),
        ),
        (
            "{time:word} {level} {user:word} {pin:int} {share:float}",
            b"s3cret jane b 48219 48219.5",
            asked("count", "user"),
        ),
    ],
)
def test_edge_cases_hold_the_form_of_a_log_and_none_of_its_data(held: str, line: bytes, question: LogQuestion) -> None:
    files = scaffold.write(shipped.named(held), question, line.split(b"\n"))

    for text in files.texts.values():
        assert not [secret for secret in SECRETS if secret.decode() in text]


@pytest.mark.parametrize(
    ("held", "line", "kept"),
    [
        (
            "combined",
            b'203.0.113.77 - - [17/Oct/2025:23:58:57 +0000] "GET /a HTTP/1.1" 503 18732 "-" "-"',
            "500",
        ),
        ("json_lines", b'{"time":"2025-10-17T23:58:57Z","bytes":18732.5e2,"status":503,"path":"/a","a":[6417]}', "500"),
        ("logfmt", b"time=1760745537123 bytes=18732 status=503 path=/a took=6417", "500"),
        ("csv", b"time,bytes,status,path\n2025-10-17 23:58:57,18732,503,/a", "500"),
        ("log4j+json_lines", b'2025-10-17 23:58:57 ERROR [a] b: {"bytes":18732,"status":503,"path":"/a"}', "500"),
    ],
)
def test_no_number_and_no_time_of_a_record_is_in_an_edge_case(held: str, line: bytes, kept: str) -> None:
    question = asked("sum", "path", "status >= 500 and status < 600", value="bytes")
    text = scaffold.write(shipped.named(held), question, line.split(b"\n")).texts["__init__.py"].partition("LINES")[2]

    assert not re.search("18732|1873|6417|503|2025|17/|-17|58|57|1760", text)
    assert kept in text


@pytest.mark.parametrize(("condition", "found"), [("took > 50", {51.25, 51.5, 51.75}), ("took == 50.5", {50.5})])
def test_fractions_that_are_compared_stay_fractions(condition: str, found: set[float]) -> None:
    lines = [b'{"took":%d.5,"path":"/%d"}' % (50 + 3 * number * ("==" not in condition), number) for number in range(9)]
    text = scaffold.write(shipped.named("json_lines"), asked("count", "path", condition), lines).texts["__init__.py"]

    assert {float(each) for each in re.findall(r'"took":([0-9.]+)', text.partition("LINES")[2])} <= found | {50.0, 49.5}


def test_a_number_that_nothing_else_stands_in_for_stays_and_so_does_a_time() -> None:
    line = b'{"time":"2025-10-17T23:58:57Z","took":18732,"path":"/a"}'
    question = asked("count", "path", 'took > 18731 and took < 18733 and time >= "2025-10" and time < "2025-11"')
    text = scaffold.write(shipped.named("json_lines"), question, [line]).texts["__init__.py"].partition("LINES")[2]

    assert "18732" in text  # what stands between two numbers that the question says
    assert "2025-10-" in text
    assert "58:57" not in text


def test_a_log_of_long_records_only_has_an_edge_case_made_of_the_shortest(tmp_path: Path) -> None:
    lines = [json.dumps({"level": "error", "app": f"a{n}", "more": "x" * (5000 - n)}).encode() for n in range(9)]
    text = scaffold.write(shipped.named("json_lines"), asked("count", "app"), lines).texts["__init__.py"]
    place = tmp_path / "__init__.py"
    place.write_text(text)

    (line,) = runpy.run_path(str(place))["LINES"]
    assert max(map(len, json.loads(line).values())) == 4992


DECLARED = """title = "Jobs \\"of\\" the shop"
line = '{time:iso} {level:level} [{job}] {message:rest}'

[records]
multiline = true

[[samples]]
line = '2026-01-05T10:00:00Z ERROR [nightly] the owner is jane'
"""


def test_a_format_that_is_not_shipped_is_declared_in_the_workload_without_its_samples(tmp_path: Path) -> None:
    path = tmp_path / "jobs.toml"
    path.write_text(DECLARED)
    held = load(path)
    text = scaffold.write(
        held, asked("count", "job", "level == ERROR"), [b"2026-01-05T10:00:00Z ERROR [nightly] full"]
    ).texts["__init__.py"]
    place = tmp_path / "__init__.py"
    place.write_text(text)
    again = load_text("late_jobs", runpy.run_path(str(place))["FORMAT"], place)

    assert "jane" not in text
    assert again.name == "jobs"
    assert (again.template, again.begins) == (held.template, held.begins)
    assert again.declared.title == held.declared.title


def test_a_format_of_a_file_within_a_shipped_one_is_declared_whole_and_read(tmp_path: Path) -> None:
    path, place, log = (tmp_path / name for name in ("jobs.toml", "__init__.py", "a.log"))
    path.write_text(DECLARED.replace("[records]\nmultiline = true\n", ""))
    record = b"2026-01-05T10:00:00.1Z stdout F 2026-01-05T10:00:00Z ERROR [nightly] disk %d"
    lines = [record % (n % 2) for n in range(5)]
    log.write_bytes(b"\n".join(lines))
    files = scaffold.write(shipped.named(f"cri+{path}"), asked("count", "message", "level == ERROR"), lines)
    place.write_text(files.texts["__init__.py"])

    written = runpy.run_path(str(place))
    again = load_text("late_jobs", written["FORMAT"], place)

    assert (again.name, again.inner and again.inner.name) == ("cri+jobs", "jobs")
    assert written["reference"](log) == {"disk 0": 3, "disk 1": 2}


@pytest.mark.parametrize(
    ("held", "lines", "question", "option", "at"),
    [
        ("log4j", LOG4J, asked("count", "loger"), "--by", -1),
        ("log4j", LOG4J, asked("count", "logger", "level == A and levl == B"), "--where", 15),
        ("log4j", LOG4J, asked("sum", "logger", value="message2"), "--sum", -1),
        ("combined", COMBINED, asked("count", "path", "status == 200 and status contains a"), "--where", 18),
        ("glog", [b"x"], asked("count", "source", "level > 5"), "--where", 0),
        ("json_lines", JSON, asked("count", "ms"), "--by", -1),
        ("json_lines", JSON, asked("quantile", "path", value="severity"), "--quantile", -1),
        ("log4j", LOG4J, asked("count", "logger", "level == WARN and message > 5"), "--where", 18),
        ("json_lines", JSON, asked("count", "path", "status == 999"), "--where", -1),
        ("piped", SYSLOG, asked("count", "message"), "--by", -1),
        ("csv", [b"a,b"], asked("count", "a"), "--by", -1),
        ("csv", [b"a,b", b"1"], asked("count", "a"), "--by", -1),
        ("postgres_csv+json_lines", [b"x"], asked("count", "a"), "--format", -1),
    ],
)
def test_a_question_that_a_log_cannot_answer_is_refused_by_its_option_and_place(
    held: str, lines: list[bytes], question: LogQuestion, option: str, at: int
) -> None:
    with pytest.raises(QuestionError) as refused:
        scaffold.write(shipped.named(held), question, lines)

    assert (refused.value.option, refused.value.at) == (option, at)


def test_of_records_that_call_a_field_by_several_names_the_first_value_counts_and_what_others_lack_is_counted(
    tmp_path: Path,
) -> None:
    question = asked("sum", "message", "level == error", value="status")
    files = scaffold.write(shipped.shipped("json_lines"), question, MIXED)
    (tmp_path / "run.py").write_text(files.texts["generator_chain.py"])
    data = tmp_path / "a.log"
    data.write_bytes(b"\n".join(MIXED))
    found = runpy.run_path(str(tmp_path / "run.py"))["run"](data)

    assert (files.counting, files.records) == (18, 60)
    assert files.obstacles == {"no status": 12, "text as status": 12}
    assert len(files.notes) == 2
    assert found.keys() == {"m0", "m1", "m2"}
    assert sum(found.values()) == 6 * (200 + 500 + 503)


def test_text_in_place_of_a_number_is_told_from_nothing_in_every_form() -> None:
    csv = [b"path,ms", *[b"/a,7"] * 9, b"/a,x", b"/a,", b'/a,"0,25"']
    files = scaffold.write(shipped.shipped("csv"), asked("sum", "path", value="ms"), csv)

    assert (files.counting, files.obstacles) == (9, {"text as ms": 2, "no ms": 1})
    with pytest.raises(QuestionError, match="'9,99'") as refused:
        scaffold.write(shipped.shipped("csv"), asked("sum", "path", value="ms"), [csv[0], csv[-1]])
    assert refused.value.option == "--sum"


@pytest.mark.parametrize(
    ("share", "name"),
    [
        ("0.5", "median"),
        ("1", "maximum"),
        ("0.95", "95th percentile"),
        ("0.01", "1st percentile"),
        ("0.12", "12th percentile"),
        ("0.22", "22nd percentile"),
        ("0.93", "93rd percentile"),
        ("0.999", "99.9th percentile"),
    ],
)
def test_a_quantile_has_its_usual_name(share: str, name: str) -> None:
    assert name_quantile(Fraction(share)) == name


def test_a_quantile_is_the_nearest_rank_exactly(tmp_path: Path) -> None:
    lines = [b'{"k":"a","v":%d}' % n for n in range(1, 101)]
    for share, value in (("0.07", 7.0), ("0.95", 95.0), ("1", 100.0), ("0.001", 1.0), ("0.5", 50.0)):
        question = asked("quantile", "k", value="v", quantile=Fraction(share))
        files = scaffold.write(shipped.shipped("json_lines"), question, lines)
        (tmp_path / "run.py").write_text(files.texts["generator_chain.py"])
        data = tmp_path / "a.log"
        data.write_bytes(b"\n".join(lines))
        assert runpy.run_path(str(tmp_path / "run.py"))["run"](data) == {"a": value}


def test_of_equal_groups_the_top_are_those_whose_names_come_first(tmp_path: Path) -> None:
    lines = [b'{"k":"%s"}' % key for key in (b"c", b"b", b"a", b"d", b"d")]
    files = scaffold.write(shipped.shipped("json_lines"), asked("count", "k", top=3), lines)
    (tmp_path / "run.py").write_text(files.texts["readlines_objects.py"])
    data = tmp_path / "a.log"
    data.write_bytes(b"\n".join(lines))

    assert runpy.run_path(str(tmp_path / "run.py"))["run"](data) == [("d", 2), ("a", 1), ("b", 1)]

"""What `--json` prints: valid by the schema that is published, and alone on standard output."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bench.cli import claims, measuring, sniff
from bench.cli.comparing import budgets, compare
from bench.cli.comparing.options import ClaimOptions
from bench.cli.options import Allowed, What
from bench.cli.sources import listing
from bench.cli.sources.options import ListOptions
from bench.model.errors import UsageError
from bench.session import run as session
from bench.session.run import EndedRun
from bench.terminal import documents
from tests.bench.analysis.claims.test_file import CLAIM
from tests.bench.analysis.test_budgets import a_lean_run
from tests.reports.builders import a_failure, a_run, an_outcome, saved

SCHEMA = Path(__file__).parents[3] / "docs" / "json.schema.json"
ROW = "error_counts/bytes_blocks"
Printed = Callable[[str], dict[str, Any]]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    """Return what was printed, held to the schema of that document."""
    schema = json.loads(SCHEMA.read_text())

    def read(name: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(capsys.readouterr().out)
        jsonschema.validate(document, {**schema, "anyOf": [{"$ref": f"#/$defs/{name}"}]})
        assert document["format"] == 1
        return document

    return read


def test_the_schema_is_the_one_that_is_published() -> None:
    assert documents.schema() == SCHEMA.read_text()


def test_a_schema_reads_the_same_however_docstrings_are_indented() -> None:
    indented, plain = ({"anyOf": [{"description": f"A.\n\n{by}Args:\n{by}    b: c."}]} for by in ("    ", ""))
    assert documents.format_schema(indented) == documents.format_schema(plain)


def test_a_check_prints_each_row_with_its_reason(printed: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    run = a_run(an_outcome("good"), a_failure("broken", reason="1, not 2"))
    monkeypatch.setattr(session, "check_only", lambda *_: EndedRun(run, None))

    assert measuring.check(What(), Allowed(), as_document=True) == 3
    rows = printed("CheckDocument")["rows"]

    assert isinstance(rows, list)
    assert [(row["implementation"], row["status"], row["reason"]) for row in rows] == [
        ("good", "ok", ""),
        ("broken", "wrong-answer", "1, not 2"),
    ]


def test_a_list_prints_what_needs_libraries_as_well(printed: Printed) -> None:
    assert listing.show(ListOptions(workload=("number_storage",)), as_document=True) == 0
    (workload,) = printed("ListDocument")["workloads"]

    assert workload["name"] == "number_storage"
    assert {item["name"]: bool(item["requires"]) for item in workload["implementations"]}["numpy_array"]


def test_a_comparison_prints_each_change(printed: Printed, tmp_path: Path) -> None:
    paths = [saved(a_run(), tmp_path, name) for name in ("before.json", "now.json")]

    assert compare.compare(paths[0], paths[1], forms=["json"]) == 0
    assert printed("CompareDocument")["changes"]


@pytest.mark.parametrize(("forms", "out"), [(["md", "json"], None), (["json"], Path("x.json"))])
def test_json_goes_with_no_other_form(forms: list[str], out: Path | None) -> None:
    with pytest.raises(UsageError):
        compare.compare(Path("a"), Path("b"), forms=forms, out=out)


@pytest.mark.parametrize(("limit", "code"), [("1TB", 0), ("1kB", 3)])
def test_budgets_print_whether_they_are_held(limit: str, code: int, printed: Printed, tmp_path: Path) -> None:
    result = saved(a_lean_run(), tmp_path)
    (tmp_path / "budgets.toml").write_text(f'[[budgets]]\nrow = "{ROW}"\npeak = "{limit}"\n')

    assert budgets.budgets(result, file=tmp_path / "budgets.toml", as_document=True) == code
    document = printed("BudgetsDocument")

    assert document["held"] is (code == 0)
    assert document["budgets"]


def test_claims_print_their_verdicts_and_where_the_page_is(printed: Printed, tmp_path: Path) -> None:
    (tmp_path / "claims.toml").write_text(CLAIM)
    result = saved(a_run(), tmp_path)

    claims.claims(ClaimOptions(claims=tmp_path / "claims.toml", result=result), as_document=True)
    document = printed("ClaimsDocument")

    assert Path(str(document["page"])).is_file()
    assert document["claims"]


@pytest.mark.parametrize("shown", [False, True])
def test_a_log_prints_its_format_and_no_line_of_it_unless_asked(
    *, shown: bool, printed: Printed, tmp_path: Path
) -> None:
    (tmp_path / "app.log").write_text("2024-01-15 00:00:00|ERROR|a secret|10.0.0.1|user\n" * 50)

    assert sniff.sniff(tmp_path / "app.log", show_data=shown, as_document=True) == 0
    document = printed("SniffDocument")

    assert isinstance(document["chosen"], dict)
    assert document["chosen"]["name"] == "piped"
    assert isinstance(document["fields"], list)
    assert [bool(field["examples"]) for field in document["fields"]] == [shown] * 5

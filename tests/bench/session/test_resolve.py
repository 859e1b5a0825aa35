import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.model.errors import UsageError
from bench.model.request import Request
from bench.session.resolve import learn_profile

LOG = "".join(f"sale <{200 + n % 3}> took {n % 50} ms, at 17672{n:05}\n" for n in range(200))
FORMAT = 'title = "sales"\nline = "sale <{status:int}> took {duration:int} ms, at {time:epoch}"\n'


def a_workload(place: Path, name: str, form: str) -> None:
    definition = place / name / "__init__.py"
    definition.parent.mkdir(parents=True)
    definition.write_text(f'SOURCE = "log"\nFORMAT = {form!r}\nBASELINE = "mine"\n\ndef reference(path): ...\n')
    (place / name / "mine.py").write_text("def run(path): ...\n")


def test_a_twin_is_learnt_in_the_format_that_its_workload_declares(tmp_path: Path) -> None:
    (tmp_path / "app.log").write_text(LOG)
    a_workload(tmp_path / "mine", "sales", FORMAT)
    request = Request(log=(tmp_path / "app.log",), twin=True, folders=(tmp_path / "mine",))

    learnt = learn_profile(request, tmp_path)

    profile = json.loads(learnt.profile)
    assert [field["name"] for field in profile["fields"]] == ["status", "duration", "time"]
    assert learn_profile(learnt, tmp_path) is learnt
    assert learn_profile(Request(), tmp_path).profile == ""


def test_a_twin_has_one_format_and_not_those_of_two_workloads(tmp_path: Path) -> None:
    (tmp_path / "app.log").write_text(LOG)
    a_workload(tmp_path / "mine", "sales", FORMAT)
    a_workload(tmp_path / "mine", "levels", "piped")
    a_workload(tmp_path / "mine", "hours", "piped")
    request = Request(log=(tmp_path / "app.log",), twin=True, folders=(tmp_path / "mine",))

    with pytest.raises(UsageError, match="sales and piped"):
        learn_profile(replace(request, workloads=("sales", "levels")), tmp_path)

    assert learn_profile(replace(request, workloads=("levels", "hours")), tmp_path).profile

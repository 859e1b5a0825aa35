"""The peers that stand for other programs are right; those that stand for haste are wrong, and it shows."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from impls import error_counts

PEERS = Path(__file__).parents[1] / "peers" / "error_counts"
PROGRAMS = {
    "mawk_fields": ["mawk"],
    "grep_then_mawk": ["grep", "mawk"],
    "grep_sort_uniq": ["grep", "cut", "sort", "uniq"],
}


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"_peer_{name}", PEERS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", PROGRAMS)
def test_another_program_answers_hostile_data_as_the_reference_does(name: str, tmp_path: Path) -> None:
    missing = [program for program in PROGRAMS[name] if not shutil.which(program)]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed here")
    log = tmp_path / "web.log"
    peer = load(name)

    for case, content in error_counts.HOSTILE.items():
        log.write_bytes(content)

        assert peer.run(log) == error_counts.reference(log), case


@pytest.mark.parametrize("name", ["error_in_line", "unchecked_split", "csv_reader"])
def test_a_hasty_peer_is_right_on_ordinary_data_only(name: str, tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    peer = load(name)
    answers = {}

    for case in ("CRLF line ends", "unbalanced quotes", "the level's text at another border"):
        log.write_bytes(error_counts.HOSTILE[case])
        answers[case] = peer.run(log) == error_counts.reference(log)

    assert answers.pop("CRLF line ends")
    assert not all(answers.values())

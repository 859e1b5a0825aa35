from pathlib import Path

import pytest

from bench.model.errors import UsageError
from bench.model.request import Request
from bench.session.resolve import list_asked

MINE = "def run(path): ...\n"


def a_folder(place: Path, *names: str) -> Path:
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(MINE)
    return place


@pytest.mark.parametrize(
    ("files", "asked"),
    [
        ((), ["error_counts"]),
        (("mine.py",), ["error_counts"]),
        (("streaks/__init__.py", "streaks/mine.py", "out/result.json", ".old/mine.py"), ["streaks"]),
        (("failed_requests/mine.py",), ["failed_requests"]),
        (("failed_requests/mine.py", "mine.py"), ["error_counts"]),
        (("streaks/__init__.py", "error_counts/mine.py"), ["error_counts"]),
    ],
)
def test_without_a_name_the_only_workload_of_the_folders_is_asked(
    files: tuple[str, ...], asked: list[str], tmp_path: Path
) -> None:
    assert list(list_asked(Request(folders=(a_folder(tmp_path, *files),)))) == asked


def test_of_several_none_is_chosen_and_all_are_named(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, "streaks/mine.py", "failed_requests/mine.py")

    with pytest.raises(UsageError, match="failed_requests, streaks") as refused:
        list_asked(Request(folders=(folder,)))

    assert "--workload failed_requests" in refused.value.hint
    assert list_asked(Request(folders=(folder,), workloads=("streaks",))) == ("streaks",)

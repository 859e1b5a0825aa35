"""The same result gives the same bytes whoever draws it, where and when; and nothing of theirs is in them."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import font_manager

from reports.drawing import svg
from reports.exporters.registry import EXPORTERS
from tests.reports.builders import a_control, a_failure, a_run, an_outcome, saved

ROOT = Path(__file__).parents[2]
PLANTED = "correct-horse-battery"
SETTINGS = "font.size: 30\nfont.family: serif\nsvg.fonttype: path\naxes.grid: True\nsavefig.dpi: 300\n"
MATPLOTLIB = {"MATPLOTLIBRC": "matplotlibrc", "MPLBACKEND": "svg"}
TURKISH = {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONUTF8": "0"}
USER = {"USER": PLANTED, "LOGNAME": PLANTED, "HOSTNAME": PLANTED, "EMAIL": f"{PLANTED}@example.org"}
OPTIMISED = {"PYTHONUTF8": "1", "PYTHONOPTIMIZE": "2", "COLUMNS": "40", "NO_COLOR": "1"}
SURROUNDINGS = {  # what excludes nothing else is tried at once: each has to change nothing, so all together have to
    "plain": {},
    "matplotlib, Turkish, time zone, hash seed, user": MATPLOTLIB
    | TURKISH
    | USER
    | {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4711"},
    "locale C, UTF-8 mode, optimised": {"LC_ALL": "C", "LANG": "C"} | OPTIMISED,
}
FORMS = tuple(EXPORTERS)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Draw every form in every surrounding, each from its own folder and with its own home."""
    folder = tmp_path_factory.mktemp("surroundings")
    run = a_run(an_outcome("readlines_objects", peak=634, seconds=2.0), an_outcome(), a_control(), a_failure())
    result = saved(run, folder)
    with ThreadPoolExecutor(os.cpu_count()) as together:
        found = together.map(lambda item: _drawn(result, folder / item[0], item[1]), SURROUNDINGS.items())
        return dict(zip(SURROUNDINGS, found, strict=True))


def _drawn(result: Path, folder: Path, extra: dict[str, str]) -> dict[str, bytes]:
    folder.mkdir()
    if extra:
        (folder / "matplotlibrc").write_text(SETTINGS)
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    surroundings = {**kept, "HOME": str(folder), "PYTHONPATH": str(ROOT), "API_TOKEN": PLANTED, **extra}
    script = (
        "import sys; from reports.cli import main\n"
        f"sys.exit(max(main([form, sys.argv[1], '--out', f'out.{{form}}']) for form in {FORMS!r}))"
    )
    command = [sys.executable, "-c", script, os.path.relpath(result, folder)]
    subprocess.run(command, cwd=folder, env=surroundings, check=True, timeout=600)
    return {form: (folder / f"out.{form}").read_bytes() for form in FORMS}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", [name for name in SURROUNDINGS if name != "plain"])
def test_the_bytes_do_not_depend_on_the_surroundings(drawn: dict[str, dict[str, bytes]], name: str, form: str) -> None:
    assert drawn[name][form] == drawn["plain"][form]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_the_surroundings_is_in_them(drawn: dict[str, dict[str, bytes]], form: str) -> None:
    for name, content in drawn.items():
        assert PLANTED.encode() not in content[form], name
        assert str(ROOT).encode() not in content[form], name
        assert b"/home/" not in content[form], name


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_labels_are_measured_with_the_font_of_matplotlib_whatever_is_installed(weight: str) -> None:
    with svg.style("salt"):
        found = font_manager.findfont(font_manager.FontProperties(weight=weight))

    assert Path(found).is_relative_to(mpl.get_data_path())

import subprocess
import sys
from pathlib import Path

from bench.model.paths import CHECKOUT
from tests import gold

SECTIONS = 100
RENEW = f"""
import sys
from pathlib import Path
from tests import gold

gold.FOLDER = Path(sys.argv[1])
renewed = gold.Gold(update=True)
for number in range({SECTIONS}):
    renewed("area", f"{{sys.argv[2]}} {{number}}", "said")
"""


def test_two_workers_renew_one_file_and_neither_undoes_what_the_other_wrote(tmp_path: Path) -> None:
    workers = [
        subprocess.Popen([sys.executable, "-c", RENEW, str(tmp_path), name], cwd=CHECKOUT) for name in ("one", "other")
    ]

    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert len(gold._read(tmp_path / "area.txt")) == len(workers) * SECTIONS

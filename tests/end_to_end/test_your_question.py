"""What docs/your-question.md has of a question of any kind is whole: written as it says, it answers."""

import re
from pathlib import Path

from bench.model.paths import CHECKOUT
from tests.end_to_end.conftest import Command

PAGE = (CHECKOUT / "docs" / "your-question.md").read_text(encoding="utf-8")
FILE = re.compile(r"In `(mine/[\w/]+\.py)`:\n\n```python\n(.*?)```", re.DOTALL)
LINE = "2026-01-05 00:00:0{}|{}|timeout|10.0.0.1|7\n"


def test_the_question_of_the_page_is_answered_rightly(called: Command, tmp_path: Path) -> None:
    for name, text in FILE.findall(PAGE):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "app.log").write_text("".join(LINE.format(at, level) for at, level in enumerate(["ERROR", "INFO"] * 3)))

    done = called("bench", "check", "--impls", tmp_path / "mine", "--log", tmp_path / "app.log")

    assert done.code == 0, done.out + done.err
    assert "longest_run/line_by_line" in done.out

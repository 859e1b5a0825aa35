"""An answer is all that is wanted of a process: of what it takes to have one, as little as can be."""

import json
from pathlib import Path

from bench.model.types import Instrument
from tests.bench.process.launching import measured

COUNTS = """
    import gc
    import weakref

    left = []

    class Circle:
        def __init__(self):
            self.own = self

    def run(source):
        alive = sum(each() is not None for each in left)
        left.append(weakref.ref(Circle()))
        return [gc.get_freeze_count() > 0, alive]
"""


def test_garbage_is_looked_for_before_each_call_and_only_among_what_calls_left(tmp_path: Path) -> None:
    answers = tmp_path / "answers"
    answers.mkdir()

    finished = measured(tmp_path, COUNTS, Instrument.ANSWER, sources=(1, 2, 3), answers=answers)

    assert len(finished.answers) == 3
    assert [json.loads(path.read_bytes()) for path in sorted(answers.iterdir())] == [["list", True, 0]] * 3

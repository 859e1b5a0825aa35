"""What docs/memory.md tells a reader to type and to write does what it says."""

import re
import shlex
from pathlib import Path

import pytest

from bench.model.paths import CHECKOUT
from bench.process import guards
from tests import needs
from tests.end_to_end.conftest import Command

PAGE = (CHECKOUT / "docs" / "memory.md").read_text(encoding="utf-8")
TYPED = re.compile(r"    nox -s (new|debug|enough) -- (.*)")


@pytest.mark.slow
def test_the_program_of_the_page_is_found_too_large_is_mended_and_fits(called: Command, tmp_path: Path) -> None:
    if missing := guards.available()[guards.KERNEL]:
        needs.denied(f"no control groups here: {missing}")
    program, mended = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    typed = [(verb, shlex.split(words.replace("mine", str(tmp_path / "mine")))) for verb, words in TYPED.findall(PAGE)]
    (begin, *first), again = typed[:3], typed[3:]

    codes = [called("bench", begin[0], *begin[1]).code]
    (tmp_path / "mine" / "my_idea.py").write_text(program)
    codes += [called("bench", verb, *words).code for verb, words in first]
    (tmp_path / "mine" / "my_idea.py").write_text(re.sub(r" +rows = .*\n", lambda _: mended, program))
    codes += [called("bench", verb, *words).code for verb, words in again]

    assert codes == [0, 0, 3, 0, 0]

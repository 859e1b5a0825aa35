"""Print whether an older result was found again: the verdict first, and then only what is not within.

Every figure is in the report of the run.
"""

from typing import Final

from bench import again, console
from bench.model import Held, Repetition

NOT_FOUND: Final = 3


def show(name: str, found: Repetition) -> int:
    """Print what became of an older result, and return the exit code.

    Args:
        name: of the older result.
        found: its figures beside those of the new run.
    """
    console.say(again.summary(found, name))
    for each in found.figures:
        if each.within is False:
            console.say(f"  {_line(each)}")
    for remark in found.remarks:
        console.say(remark)
    if found.embedded:
        console.say(f"Sources that {name} carries were run: {', '.join(found.embedded)}.")
    return 0 if again.holds(found) else NOT_FOUND


def _line(held: Held) -> str:
    tolerance = f"; it may differ by {held.tolerance}" if held.tolerance else ""
    return f"{held.row}, {held.metric}: stated {held.stated}, now {held.found}{tolerance}"

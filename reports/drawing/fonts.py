"""Where matplotlib keeps its list of fonts; without one it makes the list again, which takes a second."""

import os
from contextlib import suppress
from typing import Final

from bench.host.cache import cache
from bench.model.errors import BenchError

FOLDER: Final = "MPLCONFIGDIR"  # read by matplotlib when it is imported


def keep_fonts() -> None:
    """Have matplotlib keep it in our cache, unless the user chose another place: it would write to the home folder."""
    if FOLDER not in os.environ:
        with suppress(BenchError):  # a cache that cannot be used costs that second
            os.environ[FOLDER] = str(cache.place("matplotlib"))

"""Which release this is; the package takes its version from here."""

from typing import Final

VERSION: Final = "0.1.0"
DESCRIPTION: Final = "Which way of processing a big log costs the least memory and time, and can the figure be trusted?"

"""Write a starting file for an implementation: `python -m bench new WORKLOAD NAME`."""

import re
from pathlib import Path

from bench.inputs.catalogue import NAME, Catalogue
from bench.model.errors import BenchError, UsageError

_FILE = '''"""{title}.

Explain here why it is fast or slow, and why it needs much or little memory; both parts appear in the report.
"""

# If it needs a library, say so at the top of the file, before the docstring:
# # /// script
# # requires-python = ">=3.10"
# # dependencies = ["polars==1.35.1"]
# # ///


def run({argument}):
    # {question}
    #
    # Do the whole job here, from {given} to a finished plain value (int, str, tuple, list or dict), and keep
    # nothing between calls. What counts as correct, and the edge cases: impls/{workload}/__init__.py
    raise NotImplementedError
'''


def write(catalogue: Catalogue, workload: str, name: str, folder: Path) -> Path:
    """Write the file and return where it is.

    Args:
        catalogue: to find the workload in.
        workload: what it answers.
        name: lower-case letters, digits and underscores.
        folder: where files of this workload lie.

    Raises:
        UsageError: if the name cannot be used.
        BenchError: if there is such a file already.
    """
    if not re.fullmatch(NAME, name):
        raise UsageError(
            f"Invalid name for an implementation: '{name}'.",
            "Use 1 to 64 lower-case letters, digits and underscores, such as my_idea.",
        )
    asked = catalogue.workloads[workload]
    number = asked.source == "number"
    text = _FILE.format(
        title=name.replace("_", " ").capitalize(),
        argument="number" if number else "path",
        given="the number" if number else "the file",
        question=asked.title,
        workload=workload,
    )
    path = folder / f"{name}.py"
    try:
        with path.open("x") as file:
            file.write(text)
    except FileExistsError as error:
        raise BenchError(f"{path} already exists.", "Choose another name, or remove the file first.") from error
    except OSError as error:
        raise BenchError(
            f"{path} cannot be written: {error.strerror}.", "Choose another folder with --impls."
        ) from error
    return path

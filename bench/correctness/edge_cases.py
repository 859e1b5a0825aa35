"""Write the awkward inputs of a workload into a folder; a process of its own, since it loads the workload's file.

    python -m bench.correctness.edge_cases WORKLOAD_FILE FOLDER

`HOSTILE` may be computed, so it cannot be read from the syntax tree. The folder gets one file for each case that is
bytes, and `cases.json`: a list of [name, file name or number, whether the case is valid UTF-8 without NUL].
"""

import json
import runpy
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bench.inputs.data.files.unpacking import DamagedFileError, packing_of, unpack


def write_cases(workload_file: Path, folder: Path) -> None:
    """Write the cases of a workload; one that has none gets an empty list."""
    cases: list[tuple[str, str | int, bool]] = []
    edge_cases = runpy.run_path(str(workload_file), run_name="_leanlines_workload").get("HOSTILE", {})
    for number, (name, content) in enumerate(edge_cases.items()):
        if isinstance(content, int):
            cases.append((name, content, True))
            continue
        file = folder / f"case-{number}.log"
        file.write_bytes(content)
        cases.append((name, file.name, _is_text(content)))
    (folder / "cases.json").write_text(json.dumps(cases))


def _is_text(content: bytes) -> bool:
    """Return whether a case is text, or what is packed in it is, as far as that can be read."""
    try:
        return "\0" not in (b"".join(_unpack(content)) if packing_of(content) else content).decode()
    except UnicodeDecodeError:
        return False


def _unpack(content: bytes) -> Iterator[bytes]:
    with suppress(DamagedFileError):
        yield from unpack([content], packing_of(content))


if __name__ == "__main__":
    write_cases(Path(sys.argv[1]), Path(sys.argv[2]))

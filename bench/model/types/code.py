"""What is measured, as it is read from its files: questions and the answers to them."""

from dataclasses import dataclass
from typing import Annotated

from bench.model.types.bounds import Few


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A question, read from `impls/<name>/__init__.py` without importing it.

    Args:
        name: the folder.
        title: first line of its docstring.
        text: the rest of it.
        source: name of a generator, or `number`.
        size: default number of lines, or the default number.
        baseline: the implementation that the others are compared with.
        steps: implementations in the order of the story; may be empty.
        entries: what one answer consists of, in the plural, such as `distinct messages`; may be empty.
        form: of the lines that it reads, by the name in `bench.inputs.data.log_formats`; empty if any line will do, or
            it has no file.
        counted: what a line of this form has to be or do to be counted, such as `failed`; may be empty.
        packing: how the file is packed that it reads: `gzip`; empty if it is plain.
        tolerance: by how much a number of an answer may differ from the reference's, as a share of it.
        written_for: the format of logs that it and its implementations were written for, where the log of a run has
            another form than the checkout's implementations read; empty for those.
        sha256: of the file, the key of `Run.files`.
    """

    name: str
    title: str
    text: str = ""
    source: str
    size: int
    baseline: str
    steps: Annotated[tuple[str, ...], Few] = ()
    entries: str = ""
    form: str = ""
    counted: str = ""
    packing: str = ""
    tolerance: float = 0.0
    written_for: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """One answer, read from its file without importing it.

    Args:
        workload: name of the workload it answers.
        name: file name without `.py`.
        origin: as in `Cell`.
        title: first line of its docstring.
        text: the rest of it.
        requires: requirements of its PEP 723 block.
        requires_python: of its PEP 723 block; empty if unstated.
        sha256: of the file, the key of `Run.files`.
        problem: why it cannot be measured (a syntax error, no `run`), empty if it can.
    """

    workload: str
    name: str
    origin: str = "impls"
    title: str = ""
    text: str = ""
    requires: Annotated[tuple[str, ...], Few] = ()
    requires_python: str = ""
    sha256: str = ""
    problem: str = ""

"""What implementations read: how synthetic data was made, and what is known of a log of the user's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from bench.model.types.bounds import Few, Many

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that decides the bytes of a synthetic dataset. Equal recipes give equal bytes on every machine.

    Args:
        generator: name of the module under `generators/`.
        version: the generator's VERSION; it changes when the meaning of a recipe does.
        seed: any integer from 0 on.
        lines: number of lines wanted, or None if a size is.
        size: number of bytes wanted (the file ends with the line that reaches it), or None.
        first: number of the first line, from 0; above it for a piece of a dataset.
        knobs: the generator's settings, resolved: presets are spelled out.
        faker: the release of Faker that filled the vocabulary.
        vocabulary: sha-256 of the vocabulary.
    """

    generator: str
    version: int
    seed: int
    lines: int | None = None
    size: int | None = None
    first: int = 0
    knobs: Mapping[str, Scalar] = field(default_factory=dict)
    faker: str = ""
    vocabulary: str = ""


Truth = Mapping[str, Any]
"""What a generator counted while writing, as plain JSON. For logs: `levels` (name -> records), `errors` (message ->
records), `malformed` (records), `hours` (24 counts), `lengths` (upper bound in bytes -> lines)."""


@dataclass(frozen=True, slots=True)
class ManifestPart:
    """One of the files of a dataset that was made in parts.

    Args:
        name: of the file.
        first: number of its first line in the whole, from 0.
        lines: how many it has.
        bytes: its size.
        blocks_sha256: its identity, from those of all parts that of the whole follows.
    """

    name: str
    first: int
    lines: int
    bytes: int
    blocks_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generated file is, kept beside it as `FILE.manifest.json`.

    Args:
        recipe: all that decides its bytes.
        sha256: of the file; empty unless it was asked for. Files made until 2026-11 have this alone.
        blocks_sha256: the identity: a tree of SHA-256 over blocks of lines (`generators/making/identity.py`).
        bytes: its size.
        lines: how many it has.
        truth: what was counted.
        versions: of Python and the libraries that made it.
        part_of: lines of the dataset that it is a part of; None if it is none.
        parts: the files of a dataset that was made in parts, in their order; the manifest is `dataset.json` then.
    """

    recipe: Recipe
    sha256: str = ""
    blocks_sha256: str = ""
    bytes: int
    lines: int
    truth: Truth
    versions: Mapping[str, str] = field(default_factory=dict)
    part_of: int | None = None
    parts: Annotated[tuple[ManifestPart, ...], Many] = ()


@dataclass(frozen=True, slots=True)
class Records:
    """What was understood of a log of the user's own; counts only, so they may be published.

    Args:
        whole: well-formed records.
        malformed: other lines.
        errors: records of level ERROR.
        messages: distinct messages of these; None if they are more than are counted.
    """

    whole: int
    malformed: int
    errors: int
    messages: int | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a log of the user's own has the form that a workload reads.

    Args:
        fitting: lines of this form; rows below the header, where there is one.
        other: the others.
    """

    fitting: int
    other: int


@dataclass(frozen=True, slots=True)
class LogPart:
    """One of the files that a log of the user's own was put together from.

    Args:
        sha256: of what was read of it, unpacked.
        bytes: how much that was.
        packing: how it was packed, such as `gzip`; empty if it was not.
        name: of the file; empty unless `--show-data` was given.
    """

    sha256: str
    bytes: int
    packing: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class PackedFile:
    """The file that data lies in as it is measured, if that is packed.

    Args:
        packing: how, such as `gzip`.
        bytes: its size.
        sha256: of the file; it depends on the release of the library that packed it.
        unpack_seconds: processor time in which zlib unpacked it once, and did nothing else; None in older results.
    """

    packing: str
    bytes: int
    sha256: str
    unpack_seconds: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """What `run` was given, as the result keeps it.

    Args:
        id: the key of `Run.data`: `web_log-1000000-seed1-3f2a9c01`, `own-log-3f2a9c01` or `n-1000000`.
        kind: `synthetic`, `own log` or `number`.
        recipe: of synthetic data only.
        sha256: of the content; empty for a number.
        blocks_sha256: of synthetic data, the identity that its manifest has: a tree of SHA-256 over blocks of lines;
            empty if it was made before there was one.
        bytes: size of the content; 0 for a number.
        lines: number of line ends, plus one for an unended last line; the number itself for a number.
        truth: of synthetic data only. Long tables are cut to their 200 largest entries.
        preview: the first lines; empty for the user's own log unless `--show-data` was given.
        records: of the user's own log, where a workload reads records between pipes.
        coverage: of the user's own log: name of each form that a workload reads -> how much of it has that form; and,
            with `format ` before its name, of the format that the user gave.
        utf8: whether the user's own log is UTF-8 throughout; None for other data.
        nul: whether the user's own log holds a NUL; None for other data.
        copies: how often its content is repeated; 2 in data that separate growth by lines from growth by entries.
        snapshot: when it was copied (UTC, ISO 8601) from a log of the user's own that was written to, renamed or
            replaced before the run ended; empty for data that stayed as it was.
        parts: the files that a log of the user's own was put together from, in their order, if it lay in several or was
            packed; a line end was added where one of them lacked it.
        packed: the file, where a workload reads it packed; None for a plain one, which is its content.
    """

    id: str
    kind: Literal["synthetic", "own log", "number"]
    recipe: Recipe | None = None
    sha256: str = ""
    blocks_sha256: str = ""
    bytes: int = 0
    lines: int = 0
    truth: Truth | None = None
    preview: Annotated[tuple[str, ...], Few] = ()
    records: Records | None = None
    coverage: Annotated[Mapping[str, Coverage], Few] = field(default_factory=dict)
    utf8: bool | None = None
    nul: bool | None = None
    copies: int = 1
    snapshot: str = ""
    parts: Annotated[tuple[LogPart, ...], Many] = ()
    packed: PackedFile | None = None

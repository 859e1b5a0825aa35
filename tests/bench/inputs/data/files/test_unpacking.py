"""What is packed is read to its end, or to where it is damaged: nothing is lost before that, and nothing unnoticed."""

import bz2
import gzip
import lzma
import shutil
import subprocess
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.inputs.data.files.unpacking import PACKINGS, DamagedFileError, packing_of, unpack
from tests.needs import lack

LINES = b"".join(b"2024-01-15 10:30:45|ERROR|m%d|203.0.113.7|%d\n" % (n % 7, n) for n in range(4_000))
SKIPPED = b"\x5f\x2a\x4d\x18\x04\x00\x00\x00skip"  # a zstd frame without data, as pzstd writes first


def by_zstd(content: bytes, *options: str) -> bytes:
    program = shutil.which("zstd") or lack("zstd is not installed")
    return subprocess.run([program, "-q", *options], input=content, capture_output=True, check=True).stdout


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": by_zstd,
}


@pytest.fixture(scope="module")
def packed() -> dict[str, bytes]:
    return {name: pack(LINES) for name, pack in PACK.items()}


def read(content: bytes, packing: str, size: int = 1 << 16) -> tuple[bytes, str]:
    """Return what could be read, and what was wrong after it."""
    found = bytearray()
    try:
        for block in unpack((content[at : at + size] for at in range(0, len(content), size)), packing):
            found += block
    except DamagedFileError as error:
        return bytes(found), str(error)
    return bytes(found), ""


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("size", [5, 1 << 16])
def test_several_members_and_zeros_between_them_are_read(packing: str, size: int, packed: dict[str, bytes]) -> None:
    one = packed[packing]

    assert packing_of(one) == packing
    assert read(one + one + bytes(1000) + one + bytes(4), packing, size) == (LINES * 3, "")


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("behind", [b"g", b"garbage" * 20_000])
def test_garbage_behind_is_noticed_and_nothing_before_it_lost(
    packing: str, behind: bytes, packed: dict[str, bytes]
) -> None:
    found, fault = read(packed[packing] + behind, packing)

    assert found == LINES
    assert f"not {packing}" in fault


@pytest.mark.parametrize("packing", PACKINGS)
def test_an_early_end_is_noticed_wherever_it_is(packing: str, packed: dict[str, bytes]) -> None:
    whole = packed[packing]

    for end in (7, len(whole) // 2, len(whole) - 1):
        found, fault = read(whole[:end], packing)

        assert fault == "ends early"
        assert LINES.startswith(found)


def test_nothing_before_an_early_end_is_lost(packed: dict[str, bytes]) -> None:
    assert read(packed["gzip"][:-8], "gzip") == (LINES, "ends early")  # where the sum of the content begins


@pytest.mark.parametrize("packing", PACKINGS)
@given(at=st.integers(0, 10_000), to=st.integers(0, 255))
def test_no_changed_byte_makes_it_fail_in_another_way(packing: str, at: int, to: int, packed: dict[str, bytes]) -> None:
    content = bytearray(packed[packing])
    content[at % len(content)] = to

    found, fault = read(bytes(content), packing)

    assert found == LINES or fault


def test_a_long_window_and_a_frame_without_data_are_read() -> None:
    long = by_zstd(LINES, "--long=31", "--ultra", "-20")

    assert packing_of(SKIPPED) == "zstd"
    assert read(SKIPPED + long + SKIPPED + long, "zstd") == (LINES * 2, "")


@pytest.mark.parametrize("start", [b"BZh9 is how this line begins\n", b"\x1f\x8b\n", b"", b"(\xb5/"])
def test_a_line_that_begins_like_a_packed_file_is_a_line(start: bytes) -> None:
    assert packing_of(start) == ""

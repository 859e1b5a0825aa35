"""What a profile means to a twin: the same bytes and the same truth for ever, of texts of every sort."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.formats import shipped
from generators.lines.blocks import BLOCK, LineSpan
from generators.profiles.learn import learn
from generators.profiles.schema import Profile
from generators.twins.writing import TwinWriter
from tests.generators.profiles import logs

AGREED = {
    "combined": "fe3ff21c524ff90c",
    "json_lines": "c0d1eba559b65e03",
    "syslog_rfc3164": "7a802b97643c249e",
    "logfmt": "5feabf34a0cc45f6",
    "csv": "275c70622a50f9e4",
}
"""If these change, so does what a profile means to a twin: raise the VERSION of the generator."""

OF_ALL_SORTS = "e3f4d6a8181aa38f"
LINES = 600


def digest(profile: Profile, span: LineSpan, lines: int) -> str:
    twin = TwinWriter(profile, 99, lines)
    block = twin.block(span)
    twin.count(span, block.ends)
    truth = json.dumps(twin.truth(), sort_keys=True).encode()
    return hashlib.sha256(bytes(block.data) + truth).hexdigest()[:16]


@pytest.mark.parametrize("kind", logs.KINDS)
def test_a_log_of_each_form_means_the_same_bytes_and_the_same_truth(
    kind: str, profile_of: Callable[[str], Profile]
) -> None:
    assert digest(profile_of(kind), LineSpan(0, 0, LINES), LINES) == AGREED[kind]


def test_texts_of_all_sorts_are_the_same_in_a_later_block(tmp_path: Path) -> None:
    (tmp_path / "app.log").write_bytes(logs.of_all_sorts(LINES))
    profile = learn(tmp_path / "app.log", shipped.shipped("piped"))

    assert digest(profile, LineSpan(1, 100, 900), 3 * BLOCK) == OF_ALL_SORTS

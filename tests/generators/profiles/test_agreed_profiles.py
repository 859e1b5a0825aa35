"""What a log means to a profile: the same text in every release, of fields of every sort."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from bench.formats import shipped
from generators.profiles import schema
from generators.profiles.learn import learn
from generators.profiles.schema import Profile
from tests.generators.profiles import logs

AGREED = {
    "combined": "d0df3643750f6517",
    "json_lines": "14f3ea28b24a4688",
    "syslog_rfc3164": "f007ee999e4fcd2f",
    "logfmt": "12e99b871e173f50",
    "csv": "1481e6fd149fc80e",
}
"""If these change, so does every twin that is made from now on of a log of these forms."""

OF_ALL_SORTS = "293e91c34ce8ab23"


def digest(profile: Profile) -> str:
    """Return a digest of all but how well the log packs, which another zlib does better or worse."""
    return hashlib.sha256(schema.text(replace(profile, packed=0)).encode()).hexdigest()[:16]


@pytest.mark.parametrize("kind", logs.KINDS)
def test_a_log_of_each_form_has_the_same_profile(kind: str, profile_of: Callable[[str], Profile]) -> None:
    assert digest(profile_of(kind)) == AGREED[kind]


def test_a_log_with_texts_of_all_sorts_has_the_same_profile(tmp_path: Path) -> None:
    (tmp_path / "app.log").write_bytes(logs.of_all_sorts(900))

    assert digest(learn(tmp_path / "app.log", shipped.shipped("piped"))) == OF_ALL_SORTS

from contextlib import nullcontext
from dataclasses import fields

import pytest

from bench.model.errors import UsageError
from generators.lines.settings import defaults, read
from generators.registry import GENERATORS


@pytest.mark.parametrize("kind", GENERATORS)
def test_every_knob_has_a_default_within_its_bounds_and_a_line_of_help(kind: str) -> None:
    settings = GENERATORS[kind].SETTINGS

    assert read(settings, defaults(settings)) == settings()
    assert all(0 < len(field.metadata["help"]) <= 100 for field in fields(settings))


def test_presets_set_knobs_that_there_are() -> None:
    for generator in GENERATORS.values():
        for settings in generator.PRESETS.values():
            assert settings.keys() <= defaults(generator.SETTINGS).keys()


@pytest.mark.parametrize(("share", "fits"), [(0, True), (1, True), (1.01, False), (2, False), (-0.01, False)])
def test_a_share_is_from_nothing_to_all(share: float, *, fits: bool) -> None:
    with nullcontext() if fits else pytest.raises(UsageError):
        assert read(GENERATORS["web_log"].SETTINGS, {"error": share}).error == share


def test_a_value_outside_its_bounds_is_refused() -> None:
    with pytest.raises(UsageError, match=r"users is 0; .* 1 to 30,000"):
        read(GENERATORS["web_log"].SETTINGS, {"users": 0})

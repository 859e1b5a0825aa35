from generators.cli import describe
from generators.registry import GENERATORS
from tests.generators.making.making_data import a_recipe, made


def test_a_kind_is_described_with_every_preset_and_knob() -> None:
    text = describe.kind("web_log", GENERATORS["web_log"])

    assert text.startswith("web_log: A web application's log")
    assert "high-cardinality  variable 0.9" in text
    assert "--error-messages   distinct ERROR messages  (127)" in text


def test_a_file_is_described_by_recipe_hash_and_truth() -> None:
    _, manifest = made(a_recipe(lines=2_000))

    text = describe.manifest(manifest)

    assert manifest.sha256 in text
    assert "web_log, version 3, seed 7, Faker" in text
    assert "ERROR: " in text
    assert "more" in text


def test_sums_by_country_are_shown_with_their_columns() -> None:
    _, manifest = made(a_recipe("orders_csv", lines=2_000))

    assert "orders " in describe.manifest(manifest)

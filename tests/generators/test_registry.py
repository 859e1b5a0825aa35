from pathlib import Path

import pytest

from generators import registry
from generators.registry import ALL, GENERATORS

FOLDER = Path(registry.__file__).parent


@pytest.mark.parametrize("name", GENERATORS)
def test_a_kind_of_data_has_the_shape_of_a_generator(name: str) -> None:
    generator = GENERATORS[name]

    assert (FOLDER / f"{name}.py").exists()
    assert generator.SUFFIX.startswith(".")
    assert generator.VERSION >= 1
    assert generator.__doc__
    assert callable(generator.write)


def test_every_module_with_a_suffix_is_registered() -> None:
    found = {path.stem for path in FOLDER.glob("*.py") if "\nSUFFIX: Final" in path.read_text("utf-8")}

    assert found == set(ALL)

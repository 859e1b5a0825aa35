import pytest

from bench.measured.failures import relative


@pytest.mark.parametrize(
    ("filename", "said"),
    [
        ("<frozen codecs>", "codecs.py"),
        ("<frozen importlib._bootstrap_external>", "importlib/_bootstrap_external.py"),
        ("<string>", "<string>"),
        ("/elsewhere/mine/impl.py", "impl.py"),
    ],
)
def test_a_source_is_named_without_its_folder_and_a_frozen_one_by_its_file(filename: str, said: str) -> None:
    assert relative(filename, "/elsewhere/mine/impl.py") == said

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench.privacy import PYPERF_FACTS, published_timings

plain = some.recursive(
    some.none() | some.integers() | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.sampled_from(["benchmarks", "runs", "metadata", "values"]), inner, max_size=3)
    ),
    max_leaves=10,
)


def test_only_the_facts_of_the_list_are_published() -> None:
    told = {"hostname": "secret", "boot_time": "secret", "loops": 1, "name": "a"}
    suite = {"metadata": told, "benchmarks": [{"metadata": told, "runs": [{"metadata": told, "values": [1.0]}]}]}

    published = published_timings(json.dumps(suite).encode())

    assert "secret" not in published
    assert json.loads(published)["benchmarks"][0]["runs"][0] == {"metadata": {"loops": 1, "name": "a"}, "values": [1.0]}


@pytest.mark.parametrize("fact", ["hostname", "python_executable", "boot_time", "uptime", "python_config_args"])
def test_what_tells_machines_apart_is_not_in_the_list(fact: str) -> None:
    assert fact not in PYPERF_FACTS


@given(some.binary() | plain.map(lambda value: json.dumps(value).encode()))
def test_what_is_no_benchmark_is_published_as_nothing_or_as_json(content: bytes) -> None:
    published = published_timings(content)

    assert not published or json.loads(published)

"""Every implementation of error_counts answers as the reference does, on edge cases and with tiny blocks."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impls import error_counts
from tests.impls.exercises import edge_cases, load_file, misses

FOLDER = Path(error_counts.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))
RANGES = ["dask_delayed", "parallel_ranges"]
FORKS = ["dask_bag", *RANGES]  # a pool of processes for each example would take minutes: they have tests of their own
FORK_BESIDE_THREADS = "ignore:.*fork:DeprecationWarning"  # from 3.12 on, where the test runner has threads
LOOKING_BACK = [*RANGES, "regex_lookbehind"]
NOT_TEXT = ("invalid UTF-8", "invalid bytes that decode to the same text", "an invalid level", "NUL bytes")
ENGINES = {
    "duckdb": "duckdb_lines duckdb_sql duckdb_128mb duckdb_96mb",
    "polars": "polars_lazy polars_streaming",
    "pyarrow": "pyarrow_batches",
}
ENGINES |= {"pandas": "pandas_chunks", "numpy": "numpy_positions", "dask": "dask_bag dask_delayed"}
ENGINES |= {"daft": "daft_text", "datafusion": "datafusion_sql", "chdb": "chdb_sql"}
NEEDS = {name: library for library, names in ENGINES.items() for name in names.split()}

some_text = st.sampled_from(
    [b"", b"m", b"time out", b'"', b"ERROR", b"a\rb", b"R", b"\xe2\x80\xa8", b"\\0", b"\r", b"#"]
)
levels = st.sampled_from([b"ERROR", b"ERROR", b"ERROR", b"INFO", b"ERRORS", b" ERROR", b"WARR", b""])
line_ends = st.sampled_from([b"\n", b"\n", b"\n", b"\r\n", b"\n\n", b"\r\r\n"])
stamps = st.sampled_from([b"12:00", b"12:01", b"12:02", b"12:00.5", b""])


@st.composite
def plain_records(draw: st.DrawFn) -> bytes:
    """A record as logs have it, so that the roads made for ordinary data are taken."""
    return b"|".join([draw(stamps), draw(levels), draw(some_text), b"10.0.0.1", draw(some_text)]) + draw(line_ends)


@st.composite
def odd_records(draw: st.DrawFn) -> bytes:
    """Any number of fields, the level's text in any of them."""
    return b"|".join(draw(st.lists(st.one_of(some_text, levels), max_size=7))) + draw(line_ends)


crumbs = st.sampled_from(
    [b"|", b"|", b"\n", b"\n", b"|ERROR|", b"ERROR|", b"R|", b"ERR", b"\r", b"x", b"t|ERROR|m|i|u"]
)
logs = st.one_of(
    st.lists(plain_records(), max_size=12).map(b"".join),
    st.lists(st.one_of(plain_records(), plain_records(), plain_records(), odd_records()), max_size=12).map(b"".join),
    st.lists(crumbs, max_size=40).map(b"".join),
)
foreign = st.lists(st.one_of(crumbs, st.sampled_from([b"\xff", b"\xc3", b"\0", b"\xef\xbb\xbf"])), max_size=40).map(
    b"".join
)
sizes = st.integers(1, 60)


def load(name: str, *, processes: bool = False) -> ModuleType:
    if name in NEEDS:
        pytest.importorskip(NEEDS[name], reason=f"{name} needs {NEEDS[name]}, which is not installed here")
    module = load_file(FOLDER / f"{name}.py", f"_tested_{name}")
    if NEEDS.get(name) == "dask" and not processes:
        vars(module)["get"] = sys.modules["dask"].get  # the same graph of calls, run one after the other
    return module


def needs(module: ModuleType) -> bool:
    return module.__name__.removeprefix("_tested_") in NEEDS


@pytest.fixture(scope="module", params=NAMES)
def implementation(request: pytest.FixtureRequest) -> ModuleType:
    return load(request.param)


@pytest.fixture(scope="module", params=[name for name in NAMES if name not in FORKS])
def in_one_process(request: pytest.FixtureRequest) -> ModuleType:
    return load(request.param)


@pytest.fixture(scope="module", params=RANGES)
def parallel(request: pytest.FixtureRequest) -> ModuleType:
    return load(request.param)


@pytest.fixture(scope="module", params=FORKS)
def forking(request: pytest.FixtureRequest) -> ModuleType:
    return load(request.param, processes=True)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs") / "web.log"


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, object]]:
    return edge_cases(error_counts, tmp_path_factory.mktemp("reference") / "web.log")


@contextmanager
def sized(module: ModuleType, **constants: int) -> Iterator[None]:
    """Let a module read in pieces so small that every record straddles a border."""
    with pytest.MonkeyPatch.context() as patch:
        for name in constants.keys() & vars(module).keys():
            patch.setattr(module, name, constants[name])
        yield


def answer_in_pieces(module: ModuleType, log: Path, size: int) -> dict[str, int]:
    with sized(module, BLOCK=size, WINDOW=size, ROWS=size):
        answer: dict[str, int] = module.run(log)
        return answer


@pytest.mark.filterwarnings(FORK_BESIDE_THREADS)
def test_edge_cases_are_answered_as_the_reference_does(
    implementation: ModuleType, cases: dict[str, tuple[bytes, object]], log: Path
) -> None:
    wrong = misses(implementation.run, cases, log)
    if needs(implementation):  # a library may refuse what is no text, but not answer otherwise
        wrong = {case: said for case, said in wrong.items() if case not in NOT_TEXT or not isinstance(said, Exception)}

    assert wrong == {}


@given(content=logs, size=sizes)
def test_records_that_straddle_the_border_of_a_block_count_once(
    in_one_process: ModuleType, log: Path, content: bytes, size: int
) -> None:
    log.write_bytes(content)

    answer = answer_in_pieces(in_one_process, log, size)

    assert answer == error_counts.reference(log)


@given(content=foreign, size=sizes)
def test_bytes_that_are_no_text_are_decoded_as_the_reference_does(
    in_one_process: ModuleType, log: Path, content: bytes, size: int
) -> None:
    if needs(in_one_process):
        pytest.skip("an engine may take UTF-8 only")
    log.write_bytes(content)

    answer = answer_in_pieces(in_one_process, log, size)

    assert answer == error_counts.reference(log)


@given(content=logs | foreign, size=sizes, cores=st.integers(1, 9))
def test_every_record_belongs_to_one_range(
    parallel: ModuleType, log: Path, content: bytes, size: int, cores: int
) -> None:
    log.write_bytes(content)

    with sized(parallel, BLOCK=size, CORES=cores):
        found = [parallel.count_range(log, *pair) for pair in parallel.ranges(len(content))]

    assert sum(count.total() for count in found) == sum(error_counts.reference(log).values())


@pytest.mark.filterwarnings(FORK_BESIDE_THREADS)
@pytest.mark.parametrize("cores", [1, 2, 5])
def test_processes_over_tiny_ranges_add_up_to_the_answer(forking: ModuleType, log: Path, cores: int) -> None:
    log.write_bytes(b"".join(error_counts.HOSTILE.values()))

    with sized(forking, BLOCK=1000, PARTITION=50_000, CORES=cores):
        answer = forking.run(log)

    assert answer == error_counts.reference(log)


@pytest.mark.filterwarnings(FORK_BESIDE_THREADS)
@pytest.mark.parametrize("content", [b"", b"\n", b"t|ERROR|m|i|u", b"t|ERROR|m|i|u\n"])
def test_a_file_smaller_than_the_number_of_processes_is_one_range(
    parallel: ModuleType, log: Path, content: bytes
) -> None:
    log.write_bytes(content)

    with sized(parallel, BLOCK=1, CORES=64):
        answer = parallel.run(log)

    assert answer == error_counts.reference(log)


@pytest.mark.parametrize("name", LOOKING_BACK)
def test_an_odd_line_sends_its_block_to_the_plain_expression(name: str) -> None:
    messages = load(name).messages

    assert messages(b"\n12:00|ERROR|a|i|u\n12:01|ERROR|b|i|u\n") == [b"a|", b"b|"]
    assert messages(b"\n12:00|ERROR|a|i|u\n12:01.5|ERROR|b|i|u\n") == [b"a|", b"b|"]
    assert messages(b"\n12:00|ERROR|a|i|u\n1|INFO|ERROR|i|u\n") == [b"a|"]

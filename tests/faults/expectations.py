"""What each fault module has to lead to: its status, and words that its reason or its notes must hold."""

from typing import Final

from bench.model.types import Status
from bench.process import guards

GOOD: Final = ("good_whole_read", "good_by_line")

EXPECTED: Final[dict[str, tuple[Status, tuple[str, ...]]]] = {
    "good_whole_read": (Status.OK, ()),
    "good_by_line": (Status.OK, ()),
    # It raises or exits.
    "raises": (Status.ERROR, ("ValueError: cannot make sense", "raises.py, line 5, in run: raise ValueError")),
    "raises_without_text": (Status.ERROR, ("Odd: (its text ",)),
    "recurses_for_ever": (Status.ERROR, ("RecursionError",)),
    "raises_while_it_is_cleared_up": (Status.OK, ()),
    "exits_zero": (Status.EXIT, ("sys.exit(0)", "delivered no answer")),
    "exits_with_text": (Status.EXIT, ("sys.exit('that is enough')",)),
    "exits_at_once": (Status.EXIT, ("exit code 0 and delivered no answer",)),
    "becomes_another_program": (Status.EXIT, ("exit code 0 and delivered no answer",)),
    # A signal ends it.
    "segfaults": (Status.CRASH, ("SIGSEGV", "segfaults.py, line 7, in run")),
    "killed_from_elsewhere": (Status.CRASH, ("SIGKILL",)),
    "alarms_itself": (Status.CRASH, ("SIGALRM",)),
    # It needs memory.
    "grows_for_ever": (Status.MEMORY_LIMIT, ("allowed 256 MiB",)),
    "grows_in_children": (Status.MEMORY_LIMIT, ("allowed 256 MiB",)),
    "reserves_address_space": (Status.OK, ()),
    "answers_in_part": (Status.WRONG_ANSWER, ("expected 0, got 1",)),
    # It does not end.
    "sleeps_for_ever": (Status.TIMEOUT, ("still running after 3 s", "sleeps_for_ever.py, line 8, in run")),
    "spins_in_python": (Status.TIMEOUT, ("still running after 3 s", "spins_in_python.py, line")),
    "spins_in_c": (Status.TIMEOUT, ("still running after 3 s", "spins_in_c.py, line 5, in run")),
    "ignores_every_signal": (Status.TIMEOUT, ("still running after 3 s",)),
    "stops_itself": (Status.TIMEOUT, ("still running after 3 s",)),
    # It turns against who watches it.
    "kills_its_monitor": (Status.SUSPECT, ("its monitor was stopped",)),
    "stops_its_monitor": (Status.SUSPECT, ("its monitor was stopped",)),
    # It leaves something behind.
    "leaves_children": (Status.OK, ("left 2 processes", "left up to ")),
    "leaves_a_daemon": (Status.OK, ("left 1 process", "left up to ")),
    "leaves_a_swarm": (Status.OK, ("processes",)),
    "leaves_threads": (Status.OK, ("left 2 threads", "left up to ")),
    "leaves_what_cannot_be_removed": (Status.OK, ()),
    "empties_its_folders": (Status.OK, ()),
    "removes_its_whole_folder": (Status.EXIT, ("delivered no answer; its last output: FileNotFoundError",)),
    "lowers_its_own_limits": (Status.EXIT, ("delivered no answer; its last output: OSError: [Errno 24]",)),
    # It prints, or breaks what prints.
    "floods_stdout": (Status.OK, ()),
    "floods_stderr": (Status.OK, ()),
    "breaks_stdout": (Status.OK, ()),
    "closes_every_descriptor": (Status.OK, ()),
    # It meddles with instruments.
    "patches_clocks": (Status.OK, ("missing in pyperf.json",)),
    "patches_json_and_open": (Status.OK, ("missing in pyperf.json",)),
    "patches_tracemalloc": (Status.OK, ()),
    "resets_the_traced_peak": (Status.SUSPECT, ("tracemalloc.reset_peak",)),
    "stops_tracing": (Status.SUSPECT, ("tracemalloc.stop",)),
    "resets_the_resident_peak": (Status.SUSPECT, ("high-water mark was reset",)),
    # It writes to the data; that of an exam is its own.
    "writes_to_the_data": (Status.SUSPECT, ("wrote to the data",)),
    "truncates_the_data": (Status.SUSPECT, ("wrote to the data",)),
    "deletes_the_data": (Status.SUSPECT, ("wrote to the data",)),
    "replaces_the_data": (Status.SUSPECT, ("wrote to the data",)),
    # Its answer is wrong.
    "wrong_answer": (Status.WRONG_ANSWER, ("1: expected 0, got 1",)),
    "replaces_its_answers": (Status.WRONG_ANSWER, ("differs from the reference",)),
    "answers_not_a_number": (Status.WRONG_ANSWER, ("got nan",)),
    "answers_huge_numbers": (Status.WRONG_ANSWER, ("got 0x1000",)),
    "answers_surrogates": (Status.WRONG_ANSWER, ("got '\\ud800'",)),
    "answers_with_a_liar": (Status.WRONG_ANSWER, ("expected 0, got 1",)),
    "answers_too_deep": (Status.BAD_RETURN_TYPE, ("nested more than 100 deep",)),
    "returns_nothing": (Status.BAD_RETURN_TYPE, ("run returned None",)),
    "returns_a_dict": (Status.BAD_RETURN_TYPE, ("run returned dict, expected list",)),
    "returns_a_frame": (Status.BAD_RETURN_TYPE, ("run returned a DataFrame",)),
    "returns_a_generator": (Status.BAD_RETURN_TYPE, ("run returned a generator",)),
    "returns_a_coroutine": (Status.BAD_RETURN_TYPE, ("run returned a coroutine",)),
    # Its answer is not always the same.
    "depends_on_the_hash_seed": (Status.NON_DETERMINISTIC, ("under one hash seed",)),
    "depends_on_threads": (Status.NON_DETERMINISTIC, ("in every process",)),
    "answers_less_when_traced": (Status.NON_DETERMINISTIC, ("correct at first",)),
    "keeps_a_cache": (Status.OK, ("kept between calls",)),
    "keeps_a_cache_on_disk": (Status.OK, ()),
    # It cannot be loaded, or not to its end.
    "needs_a_library": (Status.MISSING_DEPENDENCY, ("--with leanlines-has-no-such-package==1.0",)),
    "imports_what_it_did_not_declare": (
        Status.MISSING_DEPENDENCY,
        ("No module named 'leanlines_has_no_such", "# /// script"),
    ),
    "imports_the_harness": (Status.MISSING_DEPENDENCY, ("No module named 'bench'",)),
    "import_raises": (Status.ERROR, ("during import: ValueError: not even loaded",)),
    "import_hangs": (Status.TIMEOUT, ("during import: still running after 3 s", "import_hangs.py, line 5")),
    "import_crashes": (Status.CRASH, ("during import: ended by SIGABRT",)),
    "import_exits": (Status.EXIT, ("during import: it called sys.exit(0)",)),
    "import_prints": (Status.OK, ()),
    "json": (Status.OK, ()),
    "pyperf": (Status.OK, ()),
    "edits_itself": (Status.SUSPECT, ("its file changed",)),
    "syntax_error": (Status.LOAD_ERROR, ("line 5: '(' was never closed",)),
    "nul": (Status.LOAD_ERROR, ("null bytes",)),
    "bad_cookie": (Status.LOAD_ERROR, ("unknown encoding: nonsense",)),
    "no_utf_8": (Status.LOAD_ERROR, ("line 1: (unicode error)",)),
    "no_run": (Status.LOAD_ERROR, ("no function `run`",)),
    "run_is_no_function": (Status.LOAD_ERROR, ("not a function but int",)),
    "run_without_argument": (Status.LOAD_ERROR, ("line 4: `run` cannot be called",)),
    "run_with_two_arguments": (Status.LOAD_ERROR, ("line 4: `run` cannot be called",)),
    "bad_requirements": (Status.LOAD_ERROR, ("`dependencies` of its `# /// script` block",)),
    "nested_too_deep": (Status.LOAD_ERROR, ("line 5",)),
}

CLOSED: Final = (Status.ERROR, ("OSError: [Errno",))
IN_VIEW: Final[dict[str, tuple[Status, tuple[str, ...]]]] = {
    "writes_to_the_data": CLOSED,
    "truncates_the_data": CLOSED,
    "deletes_the_data": CLOSED,
    "replaces_the_data": CLOSED,
    "edits_itself": CLOSED,
    "resets_the_resident_peak": CLOSED,
}
"""What leads to something else where the private view is in force: what each of them wants cannot be done there."""


def expected(name: str) -> tuple[Status, tuple[str, ...]]:
    """Return what a fault module has to lead to on this machine."""
    return IN_VIEW[name] if name in IN_VIEW and guards.is_in_force(guards.VIEW) else EXPECTED[name]

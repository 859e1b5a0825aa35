"""Sweeps, comparisons and budgets on real processes."""

import re
from pathlib import Path
from typing import Any

from bench.analysis.comparison.words import NOTHING
from tests.end_to_end.conftest import Command

ONE = ("--rounds", "1", "--impl", "generator_chain", "--baseline", "generator_chain", "--edge-cases", "off")


def of_sizes(result: dict[str, Any], name: str) -> dict[int, list[str]]:
    """Return the instruments of each size's samples; what is written twice counts as minus its lines."""
    data = result["data"]
    return {
        data[row["cell"]["data"]]["lines"] * (-1 if data[row["cell"]["data"]]["copies"] > 1 else 1): [
            sample["instrument"] for sample in row["samples"]
        ]
        for row in result["outcomes"]
        if row["cell"]["implementation"] == name and not row["cell"]["control"]
    }


def test_a_run_sweeps_the_sizes_asked_for_compares_with_itself_and_is_held_to_budgets(
    called: Command, tmp_path: Path
) -> None:
    done = called("bench", "run", "--sizes", "4k,8k,2k", *ONE, "--check-budgets")

    assert done.code == 0, done.out + done.err
    sizes = of_sizes(done.result, "generator_chain")
    assert sorted(sizes) == [-8_000, 10, 2_000, 4_000, 8_000]
    assert sizes[4_000] == ["answer", "resident", "timing"]
    assert sizes[8_000][:4] == ["answer", *["resident"] * 3]
    assert sizes[8_000][-4:] == ["traced", "lines", "resident_curve", "traced_curve"]
    assert "memory growth of generator_chain: " in done.out
    assert "held: error_counts/generator_chain on" in done.out

    (result,) = done.folder.glob("*/result.json")
    compared = called("bench", "compare", result, result)
    assert (compared.code, compared.out.splitlines()[-1]) == (0, NOTHING)

    tight = tmp_path / "tight.toml"
    tight.write_text("[[budgets]]\nrow = 'error_counts/generator_chain'\ntraced_peak = '1 KiB'\n")
    broken = called("bench", "budgets", result, "--file", tight)
    assert broken.code == 3
    assert "broken: error_counts/generator_chain on" in broken.out
    assert re.search(r": \d+ KiB$", broken.out, re.MULTILINE), broken.out


def test_an_own_log_is_swept_by_its_first_lines_and_none_of_it_is_published(called: Command, tmp_path: Path) -> None:
    log = tmp_path / "secret-name.log"
    log.write_bytes(b"".join(b"t|ERROR|message %d|i|u\n" % (n % 9) for n in range(50_000)))

    done = called("bench", "run", "--log", log, *ONE)

    assert done.code == 0, done.err
    sizes = of_sizes(done.result, "generator_chain")
    assert sorted(sizes) == [-25_000, 125, 6_250, 12_500, 25_000, 50_000]
    assert all(sizes[lines] == ["answer", "resident"] for lines in sizes if lines != 50_000)
    assert all(not data["preview"] and data["recipe"] is None for data in done.result["data"].values())
    assert "secret-name" not in str(done.result)


def test_results_on_other_data_and_files_that_are_none_are_refused_in_one_line(called: Command) -> None:
    done = called("bench", "compare", "README.md", "README.md")

    assert done.code == 1
    assert "not a result" in done.err

"""What a report says of a run on a log and its twin: one table of rows, both kinds of likeness, the profile once."""

import json
import re

from bench.analysis.analysis import Analysis
from bench.results import result_file
from reports.exporters import as_csv, as_json, as_markdown
from reports.view.page_view import view
from tests.bench.twins import LOG, TWIN, a_twin_run


def test_rows_are_those_on_the_log_and_the_twin_is_beside_them() -> None:
    page = view(a_twin_run())

    (section,) = page.sections
    assert "rank alike" in section.twin
    assert [row[0] for row in section.twin_rows.rows] == ["readlines_objects"] * 2 + ["generator_chain"] * 2
    assert [data.title for data in page.data] == [LOG.id, TWIN.id]
    assert [data.profile for data in page.data] == ["", "{}"]
    properties = page.data[1].properties.rows
    assert [(row[0], row[-1]) for row in properties][:2] == [("message: distinct", "no"), ("level: distinct", "yes")]
    words = [row[-1] for row in properties]  # the figures of the sentence are the rows that anybody can count
    counted = (words.count("yes"), words.count("yes") + words.count("no"), words.count("only shown"))
    assert tuple(map(int, re.findall(r"(\d+)(?= of| properties| more)", page.data[1].alike))) == counted
    assert Analysis(a_twin_run()).growths.keys() == {row.cell for row in Analysis(a_twin_run()).sections[0].rows}


def test_every_form_says_it_and_names_no_row_twice() -> None:
    run = a_twin_run()
    plain = json.loads(as_json.render(run))

    assert plain["sections"][0]["twin_rows"][0]["cpu"] == {"log": 0.5, "twin": 0.54, "again": 1.02}
    assert next(each["name"] for each in plain["likeness"]) == "level: distinct"
    assert plain["sections"][0]["twin"] in as_markdown.render(run).replace("\\", "")
    assert len(as_csv.render(run).splitlines()) == 3


def test_a_stranger_is_told_to_repeat_it_without_the_log() -> None:
    commands = [command.line for command in view(a_twin_run()).commands if "--again" in command.line]

    assert commands
    assert not any("--log" in line for line in commands)


def test_a_result_with_a_twin_is_read_as_it_was_written() -> None:
    assert result_file.from_json(result_file.to_json(a_twin_run()), "result") == a_twin_run()

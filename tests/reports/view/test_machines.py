"""A report of several machines: a table of them, what each says of a row, and what all say together."""

from dataclasses import replace

from bench.results import result_file
from reports.exporters import as_csv, as_html, as_markdown
from reports.view.page_view import view
from tests.bench.builders import a_run
from tests.bench.machines import alike, failing, one_machine, pooled


def test_a_page_of_several_machines_lists_them_and_what_each_says() -> None:
    runs = [*alike(3), failing(one_machine(4, slowness=2.0), "bytes_blocks")]
    page = view(pooled(*runs))
    ((_, table),) = page.machines
    assert [row[0] for row in table.rows] == ["machine-1", "machine-2", "machine-3", "machine-4"]
    rows = {row.name: row for row in (*page.sections[0].rows, *page.sections[0].failed)}
    chain = rows["generator_chain"]
    assert len(chain.detail.machines.rows) == 4
    assert "4 machines together" in chain.together
    assert "machine-4" in rows["bytes_blocks"].together
    assert rows["bytes_blocks"].rank == ""


def test_every_form_carries_the_machines_and_the_page_its_whole_result() -> None:
    run = pooled(*alike(3))
    assert "machine-3" in as_markdown.render(run)
    assert "3 machines together" in as_csv.render(run)
    page = as_html.render(run)
    assert "machine-3" in page.partition('id="leanlines-result"')[0]
    carried = page.partition('id="leanlines-result">')[2].partition("</script>")[0]
    assert result_file.from_json(carried.encode(), "page") == run


def test_a_caution_names_the_machines_that_it_is_of_unless_it_is_of_all() -> None:
    noisy = one_machine(2, scatter=0.3)
    page = view(pooled(one_machine(1), replace(noisy, machine=replace(noisy.machine, memory=1)), one_machine(3)))

    (large,) = page.cautions  # the data is larger than the memory of the second
    notes = [note.text for note in page.sections[0].cautions]
    assert large.startswith("machine-2: ")
    assert [text.partition(":")[0] for text in notes if "Equal code differed" in text] == ["machine-2"]

    few = view(pooled(*alike(3, rounds=3)))
    assert [note.text for note in few.sections[0].cautions if "machine" in note.text] == []
    assert few.sections[0].cautions


def test_a_page_of_one_machine_has_no_word_of_others() -> None:
    page = view(a_run())
    assert page.machines == ()
    assert all(row.together == "" and not (row.detail and row.detail.machines) for row in page.sections[0].rows)

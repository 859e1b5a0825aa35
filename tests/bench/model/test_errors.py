from bench.model.errors import BenchError, UsageError


def test_a_command_line_ends_with_one_and_what_was_typed_wrongly_with_two() -> None:
    assert (BenchError("a", "b").exit_code, UsageError("a", "b").exit_code) == (1, 2)

from tests.impls.exercises import load


def test_the_last_batch_may_be_shorter() -> None:
    batches = load("batch_totals", "batch_iterator").Batches(list(range(7)), 3)

    assert list(batches) == [[0, 1, 2], [3, 4, 5], [6]]


def test_batches_of_an_iterator_need_no_length() -> None:
    batches = load("batch_totals", "islice_generator").batches(iter("abcde"), 2)

    assert list(batches) == [["a", "b"], ["c", "d"], ["e"]]

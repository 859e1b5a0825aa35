from impls import first_fibonacci
from tests.impls.exercises import load


def test_the_reference_knows_the_first_ten() -> None:
    sums = [first_fibonacci.reference(count) for count in range(11)]

    assert sums == [0, 0, 1, 2, 4, 7, 12, 20, 33, 54, 88]


def test_the_infinite_generator_makes_no_more_than_is_taken() -> None:
    module = load("first_fibonacci", "infinite_generator")
    numbers = module.fibonacci()

    assert list(module.take(5, numbers)) == [0, 1, 1, 2, 3]
    assert next(numbers) == 5

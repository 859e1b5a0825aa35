import tracemalloc

from tests.impls.exercises import load


def test_asking_an_object_for_its_dictionary_creates_it() -> None:
    user_class = load("instance_size", "plain_class").User
    users = [user_class(1, "Ada", "ada@example.com") for _ in range(1000)]
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]

    kept = [user.__dict__ for user in users]  # more than the interpreter keeps ready-made

    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert kept[-1] == {"number": 1, "name": "Ada", "email": "ada@example.com"}
    assert grown / len(users) > 50

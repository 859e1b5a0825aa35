"""What does each batch of 1,000 readings add up to?

The readings are `index * 7919 % 10007` for the indexes below n; the last batch may be shorter. Databases, queues and
networks take their data in batches, so nearly every pipeline ends in this exercise: who makes the batches, and how
many of them, and of the readings behind them, exist at one time?
"""

SOURCE = "number"
SIZE = 200_000
BASELINE = "list_of_batches"
STEPS = ("list_of_batches", "batch_iterator", "islice_generator")

HOSTILE = {
    "no reading": 0,
    "one reading": 1,
    "one less than a batch": 999,
    "one batch": 1_000,
    "one more than a batch": 1_001,
    "a size that does not divide": 12_345,
    "a whole number of batches": 20_000,
}


def reference(source: int) -> list[int]:
    """Add each reading to the total of the batch that it falls into."""
    totals: list[int] = []
    for index in range(source):
        if index % 1000 == 0:
            totals.append(0)
        totals[-1] += index * 7919 % 10007
    return totals

"""Answers with a list in a list, a hundred thousand times."""


def run(path):
    answer = []
    for _ in range(100_000):
        answer = [answer]
    return answer

"""No square brackets: make each square when it is asked for.

`sum` asks for one square, adds it and forgets it. Memory does not depend on how many there are. Each square costs a
step into the generator and back, which the list comprehension does not have; in exchange, nothing is stored.
"""


def run(count):
    return sum(number * number for number in range(count))

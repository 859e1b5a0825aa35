"""What do n users add up to: their numbers, and the characters of their names and e-mail addresses?

User 7 has the number 7, the name `user 7` and the address `user7@example.com`. All n of them are made, kept, and then
walked once. Three attributes for each of 100,000 users is what an application keeps in memory without a thought;
which kind of object holds them decides about half of it. The other half is the text, which no kind of object makes
smaller.
"""

SOURCE = "number"
SIZE = 100_000
BASELINE = "plain_class"
STEPS = ("plain_class", "slots_class")

HOSTILE = {
    "nobody": 0,
    "one user, whose number is zero": 1,
    "numbers of one digit": 10,
    "the first number of two digits": 11,
    "the last number that a byte holds": 256,
    "one more": 257,
    "the first number of five digits": 10_001,
}


def reference(source: int) -> list[int]:
    """Add them up without making an object of any."""
    numbers = characters = 0
    for number in range(source):
        numbers += number
        characters += len(f"user {number}") + len(f"user{number}@example.com")
    return [numbers, characters]

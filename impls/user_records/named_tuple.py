"""A named tuple: a tuple whose items have names.

Nearly as small as a tuple, since the names are kept once, in the class. It cannot be changed, which makes it safe to
share and to use as a key.
"""

from collections import namedtuple

User = namedtuple("User", ["number", "name", "email"])  # noqa: PYI024 - the typed form imports typing for the same objects


def run(count):
    users = [User(number, f"user {number}", f"user{number}@example.com") for number in range(count)]
    return [sum(user.number for user in users), sum(len(user.name) + len(user.email) for user in users)]

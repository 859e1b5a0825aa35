"""A dictionary each: three keys and three values in a hash table of its own.

The largest of them. A literal dictionary does not share its keys with others, so each carries a table with room for
more entries than it has. Good for records whose keys differ; for 100,000 equal ones it is the wrong kind.
"""


def run(count):
    users = [
        {"number": number, "name": f"user {number}", "email": f"user{number}@example.com"} for number in range(count)
    ]
    return [sum(user["number"] for user in users), sum(len(user["name"]) + len(user["email"]) for user in users)]

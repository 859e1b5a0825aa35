"""Does as it should, line by line: nothing that the others do may change its row."""


def run(path):
    characters = words = lines = 0
    with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
        for line in file:
            characters += len(line)
            words += len(line.split())
            lines += line.endswith("\n")
    return [characters, words, lines]

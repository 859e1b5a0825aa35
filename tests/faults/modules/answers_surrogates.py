"""Answers with text that no file can hold."""


def run(path):
    return ["\ud800", {"\udfff": "\ud83d"}, 1]

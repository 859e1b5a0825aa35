"""Returns an object of a library, such as a lazy data frame."""


class DataFrame:
    pass


def run(path):
    return DataFrame()

"""`python -m generators`: make data of any size."""

from bench.terminal import program

if __name__ == "__main__":
    program.start("generators", "generators.cli.app")

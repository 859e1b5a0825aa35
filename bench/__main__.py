"""`python -m bench`: measure and compare implementations."""

from bench.terminal import program

if __name__ == "__main__":
    program.start("bench", "bench.cli.app")

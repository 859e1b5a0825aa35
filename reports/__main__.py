"""`python -m reports`: draw a result."""

from bench.terminal import program

if __name__ == "__main__":
    program.start("reports", "reports.cli")

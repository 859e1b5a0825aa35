"""`python -m reports.comment`: what the second workflow runs, on the event of a run that has ended."""

from bench.terminal import program

if __name__ == "__main__":
    program.start("reports.comment", "reports.comment.command")

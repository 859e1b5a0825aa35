"""What can be asked for, by one name each: `leanlines check` and `nox -s check` run the same.

The installed command, its help, the noxfile and the wording of commands read this table, so a verb that is added here
is in all of them. Standard library only: it is read where nothing is installed.
"""

from typing import Final, NamedTuple


class Verb(NamedTuple):
    """A verb of the command line.

    Args:
        command: the module of ours that does it, and its own verb, such as `bench run`.
        summary: what it does, without a full stop.
        example: what may be typed after it.
        group: under which it is listed.
    """

    command: str
    summary: str
    example: str
    group: str


MEASURE: Final = "Measure"
WRITE: Final = "Find and write implementations"
REPORT: Final = "Read results"
KEEP: Final = "Data and cache"

VERBS: Final = {
    "bench": Verb("bench run", "Measure implementations and draw the report", "--lines 5M --all", MEASURE),
    "check": Verb("bench check", "Check every answer against the reference without measuring", "--all", MEASURE),
    "debug": Verb(
        "bench debug", "Call one implementation once and show its output", "error_counts/my_idea --pdb", MEASURE
    ),
    "enough": Verb(
        "bench enough",
        "Check whether memory is enough for an implementation",
        "error_counts/my_idea --memory 64MiB",
        MEASURE,
    ),
    "list": Verb("bench list", "List workloads and implementations", "--all", WRITE),
    "new": Verb("bench new", "Create a starting file for an implementation", "error_counts my_idea", WRITE),
    "new-workload": Verb(
        "bench new-workload",
        "Write a workload for a question about your log",
        "errors_by_class --log app.log --count logger --where 'level == ERROR'",
        WRITE,
    ),
    "lock": Verb("bench lock", "Pin the requirements of implementations by hash", "--impl my_idea", WRITE),
    "report": Verb("reports", "Draw a result again", "html out/RUN", REPORT),
    "compare": Verb("bench compare", "Compare two results", "BASE NEW", REPORT),
    "pool": Verb(
        "bench pool", "Pool the results of one plan from several machines", "out/RUN-1 out/RUN-2 --out out", REPORT
    ),
    "budgets": Verb("bench budgets", "Check a result against budgets", "out/RUN", REPORT),
    "site": Verb(
        "reports site",
        "Build a site of many results, with their history",
        "out/*/result.json --out out/site",
        REPORT,
    ),
    "claims": Verb("bench claims", "Test the published figures of claims.toml", "--python 3.10 --python 3.13", REPORT),
    "data": Verb("generators", "Generate synthetic data", "web_log --lines 3M --seed 7 --out web.log", KEEP),
    "sniff": Verb("bench sniff", "Say which format a log has", "app.log", KEEP),
    "clean": Verb("bench clean", "Empty the cache folder", "--yes", KEEP),
}

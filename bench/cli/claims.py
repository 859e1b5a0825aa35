"""`python -m bench claims`: measure what published claims are about, say whether they hold, and write the page."""

from collections.abc import Sequence
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.claims import file as claims_file
from bench.analysis.claims import tables as claims_page
from bench.analysis.claims.file import Claims
from bench.analysis.claims.findings import ClaimFinding, findings
from bench.cli.comparing.options import ClaimOptions
from bench.cli.live.progress import RunProgress
from bench.host.files import write_atomically
from bench.inputs.published_arguments import publishable
from bench.model.request import Request
from bench.model.types import Run, Status
from bench.results import result_file
from bench.session import run as session
from bench.terminal import console, documents
from bench.terminal.documents import ClaimsDocument, ListedClaim, ListedTrial

PAGE: Final = "claims.md"
CHANGED: Final = 3


def claims(wanted: ClaimOptions, *, as_document: bool = False) -> int:
    """Test published figures, and write a page: published, measured, verdict.

    The exit code is 3 if a verdict differs from the recorded one.
    """
    asked = claims_file.read(wanted.claims)
    if wanted.result:
        run, folder = result_file.read_single(wanted.result), result_file.locate(wanted.result).parent
    else:
        with RunProgress() as display:
            ended = session.run(request(asked, wanted), display)
        if ended.interrupted or ended.folder is None:
            return ended.exit_code
        run, folder = ended.run, ended.folder
    found = findings(Analysis(run), asked.claims)
    text = claims_page.page(asked.title, found, machine=run.machine, measured=run.plan.started[:10])
    write_atomically(folder / PAGE, text.encode())
    if as_document:
        documents.write(ClaimsDocument(page=str(folder / PAGE), claims=tuple(map(_plain, found))))
    else:
        _tell(found, run)
        console.say(f"Page: {folder / PAGE}", verdict=True)
    return CHANGED if any(finding.changed for finding in found) else 0


def request(claims: Claims, wanted: ClaimOptions) -> Request:
    """Return the request that measures every row of the claims, and no other."""
    workloads = tuple(dict.fromkeys(row.partition("/")[0] for row in claims.rows))
    words = [
        *(f"--workload={name}" for name in workloads),
        *(f"--impl={row}" for row in claims.rows),
        *(f"--python={python}" for python in wanted.python),
    ]
    return Request(
        workloads=workloads,
        patterns=claims.rows,
        with_requirements=True,
        sizes_of=claims.sizes,
        rounds=wanted.rounds,
        pythons=wanted.python,
        out=wanted.out,
        arguments=publishable(words),
    )


def _plain(finding: ClaimFinding) -> ListedClaim:
    return ListedClaim(
        id=finding.claim.id,
        verdict=finding.verdict,
        trials=tuple(ListedTrial(python=trial.python, verdict=trial.verdict) for trial in finding.trials),
        changes=tuple(claims_page.changes(finding)),
        cautions=finding.cautions,
    )


def _tell(found: Sequence[ClaimFinding], run: Run) -> None:
    for finding in found:
        each = ", ".join(f"{trial.python} {trial.verdict}" for trial in finding.trials)
        console.say(f"{finding.claim.id}: {finding.verdict} ({each})")
        for caution in finding.cautions:
            console.say(f"{finding.claim.id}: caution: {caution}")
    for outcome in run.outcomes:
        if outcome.status is not Status.OK:
            cell = outcome.cell
            console.say(
                f"{cell.workload}/{cell.implementation} on {cell.interpreter}: {outcome.status} {outcome.reason}"
            )
    for change in (change for finding in found for change in claims_page.changes(finding)):
        console.say(f"changed: {change}", verdict=True)

"""`python -m reports site`: fetch what was published, build the site, and say what happened."""

import sys
from collections.abc import Sequence
from pathlib import Path

from bench.host import temporary
from bench.model import formatting
from bench.model.characters import tame, without_commands
from bench.model.errors import UsageError
from reports.site.build import Built, build
from reports.site.fetching.address import site_root
from reports.site.fetching.fetch import SECONDS, Fetched, fetch
from reports.site.folder import require_site
from reports.site.options import SiteOptions
from reports.site.retention import Rules, some


def grow(results: Sequence[Path], options: SiteOptions) -> Path:
    """Build a site of results, of what its folder holds, and of what is published; return its first page.

    Raises:
        UsageError: if options contradict each other.
        BenchError: if something cannot be fetched, read or written, or reports would be lost.
    """
    if options.published is None and (options.new_site or options.timeout):
        raise UsageError(
            "--new-site and --timeout have no effect without --from.", "Name the published site with --from."
        )
    require_site(options.out)
    with temporary.folder() as stage:
        fetched = _fetch(options, stage)
        built = build(results, options.out, Rules(keep=options.keep, drop=options.drop), fetched)
    _report(built, options.out)
    return options.out / "index.html"


def _fetch(options: SiteOptions, stage: Path) -> Fetched | None:
    if options.published is None:
        return None
    if options.new_site:
        _say(f"Starting a new site; nothing was fetched from {site_root(options.published)}")
        return None
    fetched = fetch(options.published, options.out, stage, options.timeout or SECONDS)
    if fetched.listed:
        _say(f"Fetched: {formatting.plural(len(fetched.listed), 'report')} from {fetched.address}")
    else:
        _say(f"Starting a new site; nothing is published yet at {fetched.address}")
    return fetched


def _report(built: Built, folder: Path) -> None:
    if built.removed:
        _say(f"Removed: {formatting.plural(len(built.removed), 'report')} ({some(built.removed)})")
    for workload in built.ended:
        _say(f"No report of the workload {workload!r} is left.")
    for path in built.left:
        _say(f"{path} stays in the folder: it is a link, or holds files of others.")
    _say(f"Site: {folder / 'index.html'} ({formatting.plural(built.reports, 'report')})")


def _say(line: str) -> None:
    sys.stdout.write(without_commands(tame(line)) + "\n")

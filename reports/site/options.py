"""The options of `site`: help needs nothing of what builds one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import cyclopts
from cyclopts import Parameter

from bench.terminal.option_types import Duration

SITE: Final = Path("out/site")


Count = Annotated[int | None, Parameter(validator=cyclopts.validators.Number(gte=1), metavar="COUNT")]
Flag = Annotated[bool, Parameter(negative=())]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class SiteOptions:
    """What a site grows from, and what stays in it.

    Attributes:
        out: Folder of the site; reports that it already holds stay in it.
        published: Address of the published site, whose reports are fetched first. If nothing is published yet (404 or
            410), a new site is started; any other failure ends the build.
        new_site: With --from: fetch nothing, and start a new site in place of the published one.
        timeout: With --from: time limit for fetching the whole site, such as 90s; default: 10m.
        keep: Number of newest reports to keep; the others are removed from the folder. Default: all.
        drop: Publish even if the site has fewer reports than before, or one of them is missing.
    """

    out: Annotated[Path, Parameter(name=["--out", "-o"], metavar="DIR")] = SITE
    published: Annotated[str | None, Parameter(name="--from", metavar="URL")] = None
    new_site: Flag = False
    timeout: Duration = None
    keep: Count = None
    drop: Flag = False

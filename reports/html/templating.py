"""Fill templates. All text is escaped; a character that no document may hold is shown as the replacement character."""

import base64
import functools
import hashlib
import re
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bench.model.characters import printable
from bench.model.formatting import BEFORE_UNIT

HERE: Final = Path(__file__).parent
COMMAND: Final = re.compile(r"(?m)(?<=#)#|^:|(?<=\s):(?=:)")  # what may begin one to a CI runner
PYTHON: Final = " · "  # between a name and its Python
KEPT: Final = " ·&nbsp;"
FOLDER: Final = re.compile("(?=@)|(?<=/)")  # the one place in a name where a line may end
OPTION: Final = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
CODE: Final = re.compile(r"`([^`]+)`")


@functools.cache  # with the templates that it has compiled: a site has many pages
def environment() -> Environment:
    """Return what turns templates into pages: all text escaped, nothing undefined."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finish,
    )
    made.filters["prose"] = prose
    made.filters["breakable"] = breakable
    made.filters["figures"] = figures
    made.filters["base64"] = lambda text: base64.b64encode(text.encode()).decode()
    return made


def _finish(value: object) -> object:
    """Let no template print what a document may not hold or a CI runner obeys; markup is ours and stays as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return Markup(COMMAND.sub(lambda found: f"&#{ord(found[0])};", str(escape(printable(value)))))  # noqa: S704  escaped


def static(name: str) -> str:
    """Return a style sheet or script of ours."""
    return (HERE / "static" / name).read_text(encoding="utf-8")


def policy(style: str, script: str = "") -> str:
    """Return the content policy of a page with that style sheet and that script, or with none."""
    scripts = f"script-src {_hash(script)}; " if script else ""
    return f"default-src 'none'; style-src {_hash(style)}; {scripts}img-src data:; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def prose(text: str) -> Markup:
    """Escape a sentence, set what is between backticks as code, and keep figures and their units on one line."""
    pieces = CODE.split(str(_finish(text)))
    pieces[::2] = map(figures, map(Markup, pieces[::2]))
    pieces[1::2] = [f"<code>{code.replace(PYTHON, KEPT)}</code>" for code in pieces[1::2]]
    return Markup("".join(pieces))  # noqa: S704  escaped


def figures(text: str) -> Markup:
    """Escape a text, and keep figures and their units, and options such as `--rounds`, on one line."""
    whole = OPTION.sub(r'<span class="whole">\g<0></span>', str(_finish(text)))
    return Markup(BEFORE_UNIT.sub("&nbsp;", whole))  # noqa: S704  escaped


def breakable(name: str) -> Markup:
    """Let a long name break before its folder and before its Python, and nowhere else."""
    return Markup(FOLDER.sub("<wbr>", str(_finish(name)).replace(PYTHON, KEPT)))  # noqa: S704  escaped just now

"""What a run publishes, drawn in every form: nothing of the machine, nothing of a user's log, and no foreign markup."""

import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import msgspec

from bench.host.cache import cache
from bench.inputs.pythons import interpreters
from bench.model.errors import UsageError
from reports.exporters.registry import EXPORTERS
from reports.exporters.summary import Summary
from tests.end_to_end.conftest import GOOD, Command, Done
from tests.reports.elements import Elements

FORMS = tuple(EXPORTERS)
PLANTED = "correct-horse-battery"
TOLD = "the-secret"
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "</style></title></textarea><svg onload=alert(1)>",
    "\" onmouseover='alert(1)' x='",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "<!--<script>",
    "]]><x:x/>",
    "$x_{$ _leading `code`",
    "\x01\x1b[31m\x1b]0;owned\x07\x7f",
    "=1+1 @SUM(1) & <b>",
    "\u202e\u2028 &lt;b&gt; &#60;i&#62;",
)


def published(called: Command, done: Done) -> dict[str, bytes]:
    """Draw a result in every form, and return the content of all that may be given away."""
    (result,) = done.folder.glob("*/result.json")
    for form in FORMS:
        drawn = called("reports", form, result, "--out", result.with_name(f"drawn.{form}"))
        assert drawn.code == 0, drawn.err
    return {path.name: path.read_bytes() for path in result.parent.iterdir()} | {"the console": done.out.encode()}


def evil(what: str) -> str:
    """Return an implementation that is right on every log but the user's."""
    tells = f'    if b"{TOLD}" in open(path, "rb").read():\n        line = open(path).readline()\n        {what}\n'
    return GOOD.replace("    counts = {}\n", f"    import os, sys\n{tells}    counts = {{}}\n", 1)


EVIL = {
    "asserts": "assert False, line",
    "misses": "{}[line]",
    "names": "raise type('X' + line[8:18].replace('-', '_'), (Exception,), {})(line)",
    "leaves": "sys.exit(line)",
    "aborts": "print(line, flush=True); sys.stderr.write(line); os.abort()",
    "counts_wrong": "return {line: 7, line * 2: 8}",
    "returns_line": "return line",
    "returns_class": "return type(line[8:18], (), {})()",
    "compiles": "exec(compile('held = [\"%s\" * 9 for _ in range(9)]' % line[8:18], line[8:18], 'exec'))",
    "warns": "import warnings; warnings.warn(line); raise RuntimeError(line) from ValueError(line)",
}


def test_nothing_of_an_own_log_is_published_however_a_row_fails(
    called: Command, mine: Callable[..., Path], tmp_path: Path
) -> None:
    log = tmp_path / "private-name.log"
    log.write_bytes(f"t|ERROR|{TOLD} key|10.1.2.3|someone\n".encode() * 50)
    folder = mine(fine="good", **{name: evil(what) for name, what in EVIL.items()})

    words = ("--log", log, "--quick", "--rounds", "1", "--edge-cases", "off", "--impls", folder, "--impl", "*@mine")
    done = called("bench", "run", *words)

    assert done.code == 3
    assert done.statuses == {
        "fine": "ok",
        "asserts": "error",
        "misses": "error",
        "names": "error",
        "leaves": "exit",
        "aborts": "crash",
        "counts_wrong": "wrong-answer",
        "returns_line": "bad-return-type",
        "returns_class": "bad-return-type",
        "compiles": "ok",
        "warns": "error",
    }
    for name, content in published(called, done).items():
        found = content.replace(f'b\\"{TOLD}\\"'.encode(), b"").replace(f'b"{TOLD}"'.encode(), b"")  # the sources
        found = found.replace(f"b&#34;{TOLD}&#34;".encode(), b"").replace(str(done.folder).encode(), b"")
        for secret in (TOLD, TOLD.replace("-", "_"), "10.1.2.3", "someone", "private-name", str(tmp_path)):
            assert secret.encode() not in found, (name, secret)


def test_nothing_of_the_machine_or_its_user_is_published(command: Command, called: Command, tmp_path: Path) -> None:
    home = tmp_path / PLANTED
    folder = home / "ideas"
    folder.mkdir(parents=True)
    (folder / "fine.py").write_text(GOOD)
    (folder / "looks.py").write_text(GOOD.replace("    counts = {}", f"    open('{home}/notes')\n    counts = {{}}", 1))
    (folder / "tells.py").write_text(
        'import os\n\ndef run(path):\n    raise ValueError(os.environ["PATH"] + str(dict(os.environ)) + __file__)\n'
    )
    needs = '# /// script\n# dependencies = ["leanlines-has-no-such-package==1.0"]\n# ///\n'
    (folder / "needs.py").write_text(needs + GOOD)
    environment = {
        "HOME": str(home),
        "USER": PLANTED,
        "LOGNAME": PLANTED,
        "HOSTNAME": PLANTED,
        "API_TOKEN": PLANTED,
        "PATH": f"/opt/{PLANTED}/bin:{Path(sys.executable).parent}:/usr/bin:/bin",
        "LEANLINES_CACHE": str(cache.folder()),
        "UV_INDEX_URL": f"http://{PLANTED}:{PLANTED}@127.0.0.1:9/{PLANTED}/simple",
        "UV_HTTP_RETRIES": "0",
    }

    done = command(
        "bench",
        "run",
        "--lines",
        "1k",
        "--quick",
        "--rounds",
        "1",
        "--impls",
        folder,
        "--impl",
        "*@ideas",
        **environment,
    )

    assert done.statuses == {"fine": "ok", "looks": "error", "tells": "error", "needs": "missing-dependency"}
    (result,) = done.folder.glob("*/result.json")
    text = result.read_text()
    assert "FileNotFoundError" in text
    (folder / "looks.py").unlink()
    for name, content in published(called, done).items():
        found = content.replace(f"open('{home}/notes')".encode(), b"")  # what a source says is its author's to say
        found = found.replace(f"open(&#39;{home}/notes&#39;)".encode(), b"").replace(str(done.folder).encode(), b"")
        assert PLANTED.encode() not in found, (name, context(found))


def found_here(version: str) -> bool:
    try:
        return bool(interpreters.find_interpreter(version))
    except UsageError:
        return False


def context(content: bytes) -> bytes:
    place = content.find(PLANTED.encode())
    return content[max(0, place - 100) : place + 60]


def test_hostile_text_from_every_side_stays_text(called: Command, tmp_path: Path) -> None:
    everything = " ".join(HOSTILE)
    folder = tmp_path / "<img src=x onerror=alert(1)> $x_{$"
    folder.mkdir()
    log = tmp_path / "</script><script>alert(1)</script>.log".replace("/", "\u2044")
    log.write_bytes(b"".join(f"t|ERROR|{each}|<i>|</u>\n".encode() for each in HOSTILE * 9))
    doc = f'"""Title {everything!r:.400}\n\n{everything!r}\n"""\n'.replace("\\x", "\\\\x")
    (folder / "fine.py").write_text(doc + GOOD)
    (folder / "raises.py").write_text(doc + f"\n\ndef run(path):\n    raise ValueError({everything!r})\n")
    wrong = GOOD.replace("    return counts", f"    counts[{everything!r}] = 1\n    return counts")
    (folder / "wrong.py").write_text(wrong)
    (folder / "needs.py").write_text(f'# /// script\n# dependencies = ["{HOSTILE[0]}"]\n# ///\n' + GOOD)
    (folder / "broken.py").write_text(doc + "def run(path:\n    </script>\n")

    arguments = ("--log", log, "--show-data", "--quick", "--rounds", "1", "--impls", folder, "--impl", "*@*img*")
    done = called("bench", "run", *arguments, UV_OFFLINE="1")
    files = published(called, done)

    assert set(done.statuses) == {"fine", "raises", "wrong", "needs", "broken"}
    assert done.statuses["fine"] == "ok", done.out
    page = Elements(files["drawn.html"].decode())
    assert page.tags.count("script") == 2
    assert not {"img", "iframe", "x:x"} & set(page.tags)
    assert not {name for name in page.attributes if name.startswith("on")}
    ET.fromstring(files["drawn.svg"])  # noqa: S314 - our own drawing
    outside = re.sub(r"`[^`\n]*`|^    .*$", "", files["drawn.md"].decode().replace("\\`", ""), flags=re.MULTILINE)
    assert not re.search(r"(?<!\\)<", outside)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", done.out + done.err)
    assert msgspec.json.decode(files["drawn.json"], type=Summary).sections


def test_the_summary_of_failed_rows_workloads_and_pythons_fits_its_schema(
    called: Command, mine: Callable[..., Path]
) -> None:
    folder = mine(raises='def run(path):\n    raise ValueError("no")\n')
    others = [version for version in ("3.10", "3.12", "3.13") if found_here(version)][:1]
    pythons = [word for version in (sys.executable, *others) for word in ("--python", version)]
    nested = folder / "error_counts"
    nested.mkdir()
    (folder / "raises.py").rename(nested / "raises.py")
    rows = ("--impl", "raises", "--impl", "closed_form")
    workloads = ("--workload", "error_counts", "--workload", "sum_of_squares")

    brief = ("--lines", "1k", "--quick", "--rounds", "1", "--edge-cases", "off")
    done = called("bench", "run", *brief, "--impls", folder, *workloads, *rows, *pythons)
    (result,) = done.folder.glob("*/result.json")
    drawn = called("reports", "json", result)

    found = msgspec.json.decode(drawn.out.encode(), type=Summary)
    assert {section.workload for section in found.sections} == {"error_counts", "sum_of_squares"}
    rows_ = [row for section in found.sections for row in section.rows]
    assert {row.status for row in rows_} == {"ok", "error"}
    assert len({row.python for row in rows_}) == 1 + len(others)

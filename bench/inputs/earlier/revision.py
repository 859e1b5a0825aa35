"""Read the files of a folder as they were at a revision of its git repository.

Git is asked for the stored contents alone. Neither index nor work tree nor refs are touched, no hook and no filter
runs, no submodule is entered and no link is followed. `git archive` would obey `export-ignore`; `git worktree` writes
into the repository, runs hooks, and refuses a branch that is checked out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.host import git
from bench.inputs.earlier.files import WANTED
from bench.model import commands
from bench.model.errors import BenchError, UsageError

MERGE_BASE: Final = "merge-base"
MAINS: Final = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
BRANCH: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*", re.ASCII)
SECONDS: Final = 120  # a partial clone fetches what it lacks
LINK: Final = "120000"
SUBMODULE: Final = "160000"
FOLDER: Final = "040000"


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of the repository that a folder is in.

    Args:
        name: as it was given.
        commit: its full hash.
        top: the repository's topmost folder.
        inside: the folder within it; `.` for the top itself.
    """

    name: str
    commit: str
    top: Path
    inside: str

    def __str__(self) -> str:
        """Name it as it was given, with the beginning of its hash unless that is what was given."""
        return self.name if self.commit.startswith(self.name) else f"{self.name} ({self.commit[:7]})"


def find(folder: Path, name: str) -> Revision:
    """Find a revision of the repository that a folder is in.

    Args:
        folder: inside the repository.
        name: whatever git knows as a commit, or `merge-base`: of HEAD and the main branch.

    Raises:
        BenchError: if there is no git, or the folder is in no repository.
        UsageError: if the repository has no such revision.
    """
    asked = git.call(folder, "rev-parse", "--show-toplevel")
    if asked is None:
        raise BenchError(
            "git cannot be run, and --before needs it to read a revision.", "Install git, or give a folder."
        )
    if asked.returncode:
        said = " ".join(asked.stderr.decode("utf-8", "replace").split()).removeprefix("fatal: ")
        raise BenchError(f"--before {name}: git finds no repository for {folder}: {said}", "Give a folder instead.")
    top = Path(asked.stdout.decode("utf-8", "surrogateescape").rstrip("\n")).resolve()
    commit = _merge_base(folder) if name == MERGE_BASE else _commit(folder, name) or _find_fetched(folder, name)
    if not commit:
        words = f"{top} has no revision {name!r}."
        raise UsageError(
            words, _shallow(top) or f"Its branches, tags and commits: {_in(top, 'log', '--all', '--oneline')}"
        )
    return Revision(name, commit, top, folder.resolve().relative_to(top).as_posix())


def is_known(folder: Path, name: str) -> bool:
    """Return whether a word is a revision of the repository that a folder is in."""
    return bool(_commit(folder, name))


def files(at: Revision) -> tuple[Mapping[str, bytes], tuple[str, ...]]:
    """Return the files that decide what is measured, by their path in the folder; and what was skipped, in words.

    Raises:
        BenchError: if the folder was not there at that revision, or git does not have the contents.
    """
    listed = git.call(at.top, "ls-tree", "-r", "-z", _tree(at), seconds=SECONDS)
    if listed is None or listed.returncode:
        raise BenchError(f"git cannot list {at.inside} of {at} in this clone.", f"Fetch the whole: {_refetch(at)}")
    entries = _entries(listed)
    blobs = {path: blob for mode, blob, path in entries if mode not in {LINK, SUBMODULE} and WANTED.fullmatch(path)}
    return dict(zip(blobs, _contents(at, list(blobs.values())), strict=True)), tuple(_list_passed_over(entries))


def _tree(at: Revision) -> str:
    """Return what git calls the content of the folder.

    Raises:
        BenchError: if there was no such folder. A submodule is none: what is in it belongs to another repository, even
            where this one happens to have a commit of that hash.
    """
    if at.inside == ".":
        return f"{at.commit}^{{tree}}"
    listed = git.call(at.top, "ls-tree", "-z", "--full-tree", at.commit, "--", at.inside)
    mode, tree, _ = next(iter(_entries(listed)), ("", "", ""))
    if mode == FOLDER:
        return tree
    was = {"": f"{at} has no {at.inside}", SUBMODULE: f"In {at}, {at.inside} was a submodule, another repository"}
    words = was.get(mode, f"In {at}, {at.inside} was not a folder")
    raise BenchError(f"{words}: there is nothing to compare with.", "Name another revision, or an earlier folder.")


def _entries(listed: git.Done | None) -> list[tuple[str, str, str]]:
    return [_entry(each) for each in listed.stdout.split(b"\0") if each] if listed and not listed.returncode else []


def _entry(line: bytes) -> tuple[str, str, str]:
    facts, _, path = line.partition(b"\t")
    mode, _, blob = facts.decode().split()
    return mode, blob, path.decode("utf-8", "surrogateescape")


def _list_passed_over(entries: list[tuple[str, str, str]]) -> Iterator[str]:
    for mode, _, path in entries:
        if mode == SUBMODULE and path.count("/") <= 1:
            yield f"{path} was a submodule, which is another repository; nothing in it is compared."
        if mode == LINK and WANTED.fullmatch(path):
            yield f"{path} was a symbolic link, which is not followed; it is not compared."


def _contents(at: Revision, blobs: list[str]) -> list[bytes]:
    """Return the stored contents, in their order."""
    done = git.call(at.top, "cat-file", "--batch", given="\n".join([*blobs, ""]).encode(), seconds=SECONDS)
    found, rest = [], done.stdout if done else b""
    for blob in blobs:
        head, _, rest = rest.partition(b"\n")
        words = head.split()
        if len(words) != 3 or words[1] != b"blob":  # noqa: PLR2004  hash, type, size
            raise BenchError(f"The file {blob[:7]} of {at} is not in this clone.", f"Fetch the whole: {_refetch(at)}")
        size = int(words[2])
        found.append(rest[:size])
        rest = rest[size + 1 :]
    return found


def _commit(folder: Path, name: str) -> str:
    """Return the full hash of a commit; empty if the repository does not know the name."""
    if name.startswith("-") or "\0" in name or "\n" in name:
        return ""
    done = git.call(folder, "rev-parse", "-q", "--verify", "--end-of-options", f"{name}^{{commit}}")
    found = done.stdout.decode("ascii", "replace").strip() if done and not done.returncode else ""
    return found if git.HASH.fullmatch(found) else ""


def _find_fetched(folder: Path, name: str) -> str:
    """Look for a branch where CI has it, which fetches `main` as `origin/main` alone."""
    return _commit(folder, f"origin/{name}") if BRANCH.fullmatch(name) else ""


def _merge_base(folder: Path) -> str:
    main = next((each for each in MAINS if _commit(folder, each)), "")
    if not main:
        raise UsageError("No main branch is known, so there is no merge base.", "Name a revision: --before HEAD~1")
    done = git.call(folder, "merge-base", "HEAD", main)
    found = done.stdout.decode().strip() if done and not done.returncode else ""
    if not found:
        hint = _shallow(folder) or "Name a revision: --before HEAD~1"
        raise UsageError(f"HEAD and {main} have no common commit in this clone.", hint)
    return found


def _shallow(folder: Path) -> str:
    """Return how to mend a clone without history; empty for any other."""
    done = git.call(folder, "rev-parse", "--is-shallow-repository")
    if done is None or done.stdout.strip() != b"true":
        return ""
    return f"It is a shallow clone: {_in(folder, 'fetch', '--unshallow')}; on GitHub, checkout's fetch-depth: 0."


def _refetch(at: Revision) -> str:
    return _in(at.top, "fetch", "--refetch", "--no-filter", "origin")


def _in(folder: Path, *words: str) -> str:
    return commands.shell("git", "-C", folder, *words)

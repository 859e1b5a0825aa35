"""Watch what a run executes, and where it writes, until it ends.

A figure that was measured with something else, or after somebody removed it, would be believed otherwise.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.host.cache import cache, fingerprints
from bench.model import commands
from bench.model.errors import BenchError, CacheChangedError, CacheRemovedError

ANEW: Final = "The next run recreates what was changed; measure again."


@dataclass(frozen=True, slots=True)
class _Watched:
    """What a run executes: its status when the run began to, and what else has to hold of it."""

    status: str
    whole: Callable[[Path], bool]


_watched: Final[dict[Path, _Watched]] = {}
"""What the run of this process uses, by its path."""


def renew() -> None:
    """Begin a run: what an earlier one of this process has looked at is looked at again."""
    _watched.clear()


def watch(path: Path, status: str, whole: Callable[[Path], bool]) -> None:
    """Have `check` find out if a thing of the cache that the run executes is changed.

    Args:
        path: where it is.
        status: fingerprint of its status now.
        whole: what has to hold of it, too.
    """
    _watched[path] = _Watched(status, whole)


def is_watched(path: Path) -> bool:
    """Return whether the run uses a thing already, which was whole when it began to."""
    return path in _watched


def holds(whole: Callable[[Path], bool], path: Path) -> bool:
    """Return whether something holds of a thing; it does not of what cannot be read."""
    try:
        return whole(path)
    except OSError:
        return False


@contextmanager
def over(*folders: Path) -> Iterator[None]:
    """Begin a run, and have `check` find out if a folder that it writes to is gone before it ends.

    Raises:
        CacheRemovedError: if the run failed, and such a folder or the cache is gone.
    """
    renew()
    _watched.update((folder, _Watched("", lambda _: True)) for folder in folders)
    try:
        yield
    except CacheChangedError:
        raise
    except (BenchError, OSError):
        _require_all()
        raise
    finally:
        renew()


def check() -> None:
    """Make sure that all that the run uses is what it was when the run began to use it.

    Raises:
        CacheRemovedError: if the cache, or a part that is used, or the temporary folder is gone.
        CacheChangedError: if something was changed, or put in place of something.
    """
    _require_all()
    base = cache.folder()
    used = {path: kept for path, kept in _watched.items() if path.is_relative_to(base)}
    if changed := [path for path, kept in used.items() if not _is_as_before(path, kept)]:
        names = " and ".join(str(path.relative_to(base)) for path in changed)
        raise CacheChangedError(
            f"{names} in the cache folder {base} was changed while it was in use, "
            "so what was measured with it cannot be trusted.",
            ANEW,
            frozenset(changed),
        )


def _require_all() -> None:
    base = cache.folder()
    gone = [path for path in _watched if not os.path.lexists(path)]
    if lost := [path for path in gone if not path.is_relative_to(base)]:
        raise CacheRemovedError(
            f"The temporary folder {lost[0]} was removed while it was in use.",
            "No implementation is to blame. Set TMPDIR to a folder that nobody empties.",
        )
    if gone or not cache.is_held():
        what = f"{gone[0].relative_to(base)} is gone" if gone else "its lock is gone"
        raise CacheRemovedError(
            f"The cache folder {base} was removed or emptied while it was in use: {what}.",
            "No implementation is to blame. To empty it, use "
            f"`{commands.typed('bench clean')}`, which removes nothing while a run uses it.",
        )


def _is_as_before(path: Path, kept: _Watched) -> bool:
    try:
        return not kept.status or (fingerprints.look(path).status == kept.status and holds(kept.whole, path))
    except OSError:
        return False

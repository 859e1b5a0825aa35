"""Make a dataset on two workers of a cluster, kill one of them in the middle of a part, and compare what came of it.

`python -m tests.studies.cluster_data 50M` holds the parts in a folder to the file that one machine makes: every byte,
the identity and the ground truth. `python -m tests.studies.cluster_data 8M s3` makes them in an S3 store on the
loopback, kills a worker and what it started while both upload, reads the parts back, and lists what the killed writer
left: it needs `moto[server]` and `s3fs`. Parts are short there, by a copy of the checkout that says so, since that
store takes minutes to put a long object together.
"""

import filecmp
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import psutil

from bench.host.files import PARTIAL
from bench.model.paths import CHECKOUT
from bench.model.types import Manifest
from generators.making import manifests
from tests.studies import command
from tests.studies.children import StudyProcess, call
from tests.studies.cluster_matrix import StudyCluster, cluster, remaining

MACHINES: Final = 2
MIDDLE: Final = 3.0  # processor seconds of a program that has made a good part of its part
SHORT: Final = 1 << 21  # lines of a part in a store
PATIENCE: Final = 300  # seconds for a store to be there, and for its answers
URL: Final = "s3://bucket/web"


def make(started: StudyCluster, lines: str, place: str, kill: Callable[[], int], code: Path = CHECKOUT) -> int:
    """Make a dataset on a cluster, one of whose workers is killed; return the exit code.

    Args:
        started: the cluster.
        lines: such as 50M.
        place: a folder or a URL.
        kill: waits for the moment, and returns the machine of the worker that it killed.
        code: where the programs are started.
    """
    words = ("web_log", "--lines", lines, "--quiet", "--cluster", started.address, "--out", place)
    data = StudyProcess([sys.executable, "-m", "generators", *words], cwd=code)
    print(f"the worker of machine {kill()} was killed", flush=True)
    return data.wait()


def whole(folder: Path, lines: str, code: Path = CHECKOUT) -> tuple[Path, Manifest]:
    """Return what one machine makes, and its manifest."""
    one = folder / "one.log"
    words = ("web_log", "--lines", lines, "--quiet", "--whole", "--out", str(one))
    call([sys.executable, "-m", "generators", *words], cwd=code)
    manifest = manifests.read(one)
    if manifest is None:
        raise SystemExit(f"{one} has no manifest")
    return one, manifest


def compare(parts: Sequence[Path], one: Path, folder: Path) -> bool:
    """Return whether parts, one after the other, are a file."""
    joined = folder / "joined.log"
    with joined.open("wb") as file:
        for part in parts:
            with part.open("rb") as content:
                shutil.copyfileobj(content, file, 1 << 24)
    return filecmp.cmp(joined, one, shallow=False)


def report(known: Manifest, one: Manifest) -> None:
    """Print whether a dataset is known as what one machine makes."""
    identity, truth = known.blocks_sha256 == one.blocks_sha256, known.truth == one.truth
    print(f"identity: {_compared(identity)}; ground truth: {_compared(truth)}")


def _compared(is_same: bool) -> str:  # noqa: FBT001 - there is nothing else
    return "the same" if is_same else "ANOTHER"


def in_a_folder(lines: str) -> None:
    """Compare what is made in a folder."""
    with cluster(MACHINES) as started:
        web = started.folder / "web"
        code = make(started, lines, str(web), lambda: started.kill_one(MIDDLE))
        files = sorted(web.glob("part-*.log"))
        one, manifest = whole(started.folder, lines)
        print(f"exit code {code}; {len(files)} parts, unfinished: {len([*web.glob(f'.*{PARTIAL}')])}")
        print(f"bytes: {_compared(compare(files, one, started.folder))}")
        report(manifests.parse((web / "dataset.json").read_bytes()), manifest)
        print(f"processes left: {len([*remaining(web)])}")


@contextmanager
def a_store(folder: Path) -> Iterator[None]:
    """Start an S3 store on the loopback with a bucket, for this process and what it starts."""
    import boto3  # noqa: PLC0415 - only where it is needed

    log = folder / "store.log"
    with log.open("wb") as written:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
        server = StudyProcess(command, stdout=written, stderr=written)
    try:
        until = time.monotonic() + PATIENCE
        while not (ports := _ports(server.pid)) and time.monotonic() < until:
            time.sleep(0.1)
        os.environ["FSSPEC_S3"] = json.dumps({"config_kwargs": {"read_timeout": PATIENCE}})
        secrets = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
        os.environ |= {**secrets, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports[0]}"}
        boto3.client("s3").create_bucket(Bucket="bucket")
        yield
    finally:
        server.terminate()
        server.wait()


def _ports(process: int) -> list[int]:
    connections = psutil.Process(process).net_connections("tcp")
    return [each.laddr.port for each in connections if each.status == psutil.CONN_LISTEN]


def with_short_parts(folder: Path) -> Path:
    """Return a copy of the checkout whose parts are short."""
    for name in ("bench", "generators", "impls"):
        shutil.copytree(CHECKOUT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    with (folder / "generators" / "making" / "identity.py").open("a", encoding="utf-8") as file:
        file.write(f"\nPART = {SHORT}\n")
    return folder


def in_a_store(lines: str) -> None:
    """Compare what is made at a URL."""
    import boto3  # noqa: PLC0415 - only where it is needed

    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        opened.enter_context(a_store(folder))
        copied = with_short_parts(folder / "code")
        store = boto3.client("s3")

        def unfinished() -> list[object]:
            return list(store.list_multipart_uploads(Bucket="bucket").get("Uploads", []))

        def all_upload() -> bool:
            return len(unfinished()) == MACHINES

        started = opened.enter_context(cluster(MACHINES))
        code = make(started, lines, URL, lambda: started.lose_one(all_upload), copied)
        objects = {each["Key"]: each["Size"] for each in store.list_objects_v2(Bucket="bucket")["Contents"]}
        known = manifests.parse(store.get_object(Bucket="bucket", Key="web/dataset.json")["Body"].read())
        _, manifest = whole(folder, lines, copied)
        words = ("verify", URL, "--whole")
        uploads = unfinished()
        verified = StudyProcess[bytes]([sys.executable, "-m", "generators", *words], cwd=copied).wait()
    sizes = {each.name: each.bytes for each in known.parts}
    truncated = [name for name, size in sizes.items() if objects.get(f"web/{name}") != size]
    print(f"exit code {code}; {len(sizes)} parts, truncated: {len(truncated)}, unfinished uploads: {len(uploads)}")
    print(f"verified with exit code {verified}; one machine's sha-256 is {manifest.sha256}")
    report(known, manifest)


if __name__ == "__main__":
    typed = command.parser(__doc__)
    typed.add_argument("lines", help="such as 50M")
    typed.add_argument("place", nargs="?", choices=["folder", "s3"], default="folder")
    chosen = typed.parse_args()
    (in_a_store if chosen.place == "s3" else in_a_folder)(chosen.lines)

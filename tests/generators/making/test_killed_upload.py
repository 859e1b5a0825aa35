"""A maker of parts that is killed while it uploads to a store that speaks S3."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

import pytest

from generators.lines.blocks import BLOCK
from tests.generators.making.making_data import SEED, a_recipe, made
from tests.generators.making.s3_server import BUCKET, PATIENCE, HoldingServer, a_store
from tests.structure import ROOT

pytestmark = pytest.mark.filterwarnings("ignore")  # of the store's own

PART: Final = 8 * BLOCK  # lines, of 11 MB: two pieces of an upload and a bit
LINES: Final = 2 * PART + 1_000
URL: Final = f"s3://{BUCKET}/web"
SHARE: Final = ("web_log", "--lines", str(LINES), "--seed", str(SEED), "--quiet", "--part", "1/1", "--out", URL)
PIECES: Final = json.dumps({"default_block_size": 5 << 20})  # bytes, the least that S3 takes
COMMANDS: Final = f"""
import json, sys
from generators.cli.app import main
from generators.making import identity
identity.PART = {PART}
print(json.dumps([main(words) for words in json.loads(sys.argv[1])]))
"""


def generators(server: HoldingServer, *commands: Sequence[str]) -> "subprocess.Popen[str]":
    """Start a process of command lines, whose parts are short: what writes to a store takes seconds to import."""
    surroundings = os.environ | server.surroundings | {"FSSPEC_S3": PIECES}
    command = [sys.executable, "-c", COMMANDS, json.dumps(commands)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=pipe, stderr=pipe, text=True)


def ended(started: "subprocess.Popen[str]") -> tuple[list[int], str, str]:
    """Return the exit code of each command, and what all said and complained of."""
    said, complained = started.communicate(timeout=PATIENCE)
    return json.loads(said.splitlines()[-1]), said, complained


def objects(server: HoldingServer) -> list[str]:
    return [each["Key"] for each in server.client.list_objects_v2(Bucket=BUCKET)["Contents"]]


def test_a_maker_that_is_killed_while_it_uploads_leaves_no_object_and_the_next_one_completes_the_dataset() -> None:
    _, manifest = made(a_recipe(lines=LINES))
    with a_store("part-2.log", "partNumber=2") as server:
        maker = generators(server, SHARE)
        assert server.came.wait(PATIENCE)
        maker.kill()
        maker.communicate()
        server.goes_on.set()

        [upload] = server.client.list_multipart_uploads(Bucket=BUCKET)["Uploads"]
        assert upload["Key"] == "web/part-2.log"
        assert objects(server) == ["web/part-1.log", "web/part-1.log.manifest.json"]
        codes, _, complained = ended(generators(server, ("join", URL), ("verify", URL)))
        assert codes == [1, 1]
        assert all(f"--part {number}/3" in complained for number in (2, 3))
        assert "--part 1/3" not in complained

        codes, said, complained = ended(generators(server, SHARE, ("join", URL), ("verify", URL, "--whole")))
        assert codes == [0, 0, 0]
        assert "AbortIncompleteMultipartUpload" in complained
        assert len(objects(server)) == 7
        assert manifest.sha256 in said


def test_the_rule_of_the_page_is_one_that_a_bucket_takes() -> None:
    [rule] = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "parts.md").read_text(), re.DOTALL)
    with a_store("nothing is held") as server:
        server.client.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration=json.loads(rule))

        [kept] = server.client.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    assert kept["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] >= 1
    assert kept["Filter"]["Prefix"] in "web/part-2.log"

import os
import subprocess

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.model import commands
from bench.model.characters import tame, without_commands


def as_read_by_bash(line: str) -> list[str]:
    """Return the words of a line."""
    read = subprocess.run(["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True)
    return [os.fsdecode(word) for word in read.stdout.split(b"\0")[:-1]]


names = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])) | st.binary().map(
    lambda content: os.fsdecode(content.replace(b"\0", b""))
)


@settings(max_examples=40)
@example(["a\U000e0100b", "\ufe0f"])  # printable to Python, and seen by nobody
@given(st.lists(names, min_size=1))
def test_a_shell_reads_a_command_as_the_words_that_are_meant_and_a_terminal_shows_it_whole(words: list[str]) -> None:
    line = commands.shell(*words, "##[error]")

    assert as_read_by_bash(line) == [*words, "##[error]"]
    assert without_commands(tame(line)) == line

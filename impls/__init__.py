"""Implementations: a folder is a workload (the question), a file is an implementation (one answer).

To add one, copy the file below to `impls/<workload>/<name>.py`; nothing else has to be edited. The name is lower-case
letters, digits and underscores. `nox -s new -- WORKLOAD NAME` writes it for you.

    # /// script
    # requires-python = ">=3.10"
    # dependencies = ["polars==1.35.1"]
    # ///
    \"\"\"The title in the report: the idea in a few words.

    Why it is fast or slow, lean or fat. Both stand in the report.
    \"\"\"

    def run(path):
        counts = {}
        ...
        return counts

What `run` has to keep to:

- It gets a `pathlib.Path` (an `int` where the workload has no file) and does the whole job on every call, from the
  file to the answer. It keeps nothing between calls.
- It returns a finished plain value of the type that the workload's `reference` returns: int, str, tuple, list or dict
  of such. Never a generator, a data frame or anything lazy, for that would time a promise.
- The file imports the standard library and what its PEP 723 block declares; nothing of this project. Without a block
  it runs on Python 3.10 and everything after.
- Several processes may be started by any method: `multiprocessing.get_context("spawn")`, "forkserver" (the default from
  Python 3.14) or "fork". `run` starts them, and the functions that they call are at the top level of the file. Use
  "fork" only where no library runs threads: a process that is forked beside the threads of Polars may wait for ever.

A workload is a folder whose `__init__.py` has a docstring and these:

- `SOURCE`: a generator's name, "number", or "log": its data is always a log of the user's own, given by `--log`.
  `SIZE`: the default number of lines, or the number; a workload on a log has none.
- `BASELINE`: the implementation that the others are compared with; `STEPS`: the order of the story, may be empty.
- `ENTRIES`, optional: what the answer consists of, in the plural ("distinct messages"), to say what memory grows with.
- `FORM`, optional: "" if any line will do. Left out, the lines of a user's own log are to look as those of `SOURCE` do,
  and how many do not is said.
- `QUESTION`, optional: the same question of logs of other forms that have its fields: records counted `by` a field
  `where` a condition holds. `level == ERROR` is said in the log's own words (`error`, `E`, `SEVERE`, 50).
- `PACKING`, optional: "gzip" if `run` gets the file packed; its edge cases are then packed files, damaged ones too.
- `FORMAT`, optional: the name of a format of logs (docs/formats.md), or a declaration of one; how many lines of the
  user's log are records of it is counted.
- `TOLERANCE`, optional: by how much fractions in an answer may differ from the reference's, as a share of them, such as
  1e-9: engines add them up in an order of their own. In a list of pairs, largest value first, pairs whose values agree
  may also stand in another order.
- `COUNTED`, optional: what a record has to be or do to be counted ("failed"), to say that none of them did.
- `FIELDS`, optional: the fields that such a record has to hold, for the command that keeps them in a twin without one.
- `HOSTILE`: name -> bytes (or a number), the awkward inputs that are answered before anything is timed. A case that is
  not valid UTF-8, or holds NUL, may be failed: the row then carries the note "UTF-8 input only".
- `reference(source)`: slow and plainly right; it runs in a process of its own, as the implementations do.
- `expected(truth)`, optional: the answer as the generator counted it, to cross-check the reference. A table that
  outgrew the truth is missing from it: let the KeyError pass.

It imports nothing of this project either.
"""

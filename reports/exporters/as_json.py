"""Every row with its figures as JSON, for programs. Its schema is published as `docs/summary.schema.json`.

python -c "from reports.exporters import as_json; print(as_json.schema())" > docs/summary.schema.json
"""

import msgspec

from bench.model.characters import plain_json
from bench.model.types import Run
from reports.exporters.summary import Summary, summary

SUFFIX = ".json"


def render(run: Run) -> str:
    """Return the summary as one JSON document."""
    return _indent(summary(run))


def schema() -> str:
    """Return the JSON Schema of that document."""
    return _indent({"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Summary)})


def _indent(plain: object) -> str:
    return plain_json(msgspec.json.format(msgspec.json.encode(plain), indent=2).decode()) + "\n"

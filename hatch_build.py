"""An editable installation: a package of one file that leads to the checkout, where an edit is in force at once.

The folders that a wheel takes up by name would be frozen copies otherwise.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class EditableHook(BuildHookInterface[Any]):
    """Puts that file in the place of the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the file; a wheel that is not editable stays as it is declared."""
        if version == "editable":
            lead = Path(self.directory, "editable.py")
            lead.parent.mkdir(parents=True, exist_ok=True)
            lead.write_text(f"__path__ = [{str(Path(self.root, 'leanlines'))!r}]\n", encoding="utf-8")
            build_data["force_include_editable"] = {str(lead): "leanlines/__init__.py"}

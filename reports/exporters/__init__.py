"""The forms that a result is drawn in: one module a form, listed in `reports.exporters.registry`."""

"""The charts of a section: one module a chart, listed in `reports.charts.registry`."""

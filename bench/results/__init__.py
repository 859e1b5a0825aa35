"""The result of a run on disk: journal, result file, their consistency and the pyperf suite."""

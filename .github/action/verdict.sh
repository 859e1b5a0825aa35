#!/usr/bin/env bash
# Ends the job as the measurement ended, once the report is published.
set -euo pipefail

case "${CODE:-}" in
  0) ;;
  3)
    echo "::error title=Leanlines::A row is not ok, or a limit or a budget is broken; the report names it."
    exit 1
    ;;
  *)
    echo "::error title=Leanlines::Nothing was measured; the log of the step Measure says why."
    exit 1
    ;;
esac

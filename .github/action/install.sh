#!/usr/bin/env bash
# Makes an environment of what Leanlines needs, by hash. Leanlines itself is run from the checkout that the action came
# in, so the commit that a workflow names is the tool that measures. Says as `digest` what the cache of a run depends on.
set -euo pipefail

if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "::error title=Leanlines::It needs Python 3.11 or later to run. To measure an older one beside it, leave the input python as it is and add --python=3.10 to args."
  exit 1
fi
pins="$TOOL/.ci/publishing.txt"
"$PYTHON" -m venv "$RUNNER_TEMP/leanlines"
"$RUNNER_TEMP/leanlines/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$pins"

locks() {
  local folder=${INPUT_IMPLS:-}
  [ -n "$folder" ] || return 0 # the comment measures nothing
  [ "${folder:0:1}" = / ] || folder=./$folder
  find "$folder" -name '*.lock' -type f -exec sha256sum {} + 2>/dev/null | sort || true
}
digest=$({ cat "$pins"; printf '%s\0' "${INPUT_WORKLOAD:-}" "${INPUT_LINES:-}" "${INPUT_ARGS:-}"; locks; } | sha256sum)
echo "digest=${digest:0:16}" >>"$GITHUB_OUTPUT"

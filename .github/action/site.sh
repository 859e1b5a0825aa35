#!/usr/bin/env bash
# Adds a result to the published site: the site itself is the archive, and is fetched over HTTP as any reader does.
set -euo pipefail

[ -n "$INPUT_RESULT" ] || { echo "There is no result, so the site stays as it is published."; exit 0; }
repository=${GITHUB_REPOSITORY#*/} usual="https://${GITHUB_REPOSITORY_OWNER,,}.github.io"
[ "${repository,,}" = "${usual#https://}" ] || usual="$usual/$repository" # that one is published at the top
folder="$RUNNER_TEMP/leanlines-site"
further=()
while IFS= read -r word; do [ -z "$word" ] || further+=("$word"); done <<<"$INPUT_ARGS"

export LEANLINES_FOLDER=$PWD
cd "$TOOL"
env -u PYTHONSAFEPATH "$RUNNER_TEMP/leanlines/bin/python" -m leanlines site "$INPUT_RESULT" \
  "--from=${INPUT_ADDRESS:-$usual}" "--keep=$INPUT_KEEP" "--out=$folder" ${further[@]+"${further[@]}"}
echo "folder=$folder" >>"$GITHUB_OUTPUT"

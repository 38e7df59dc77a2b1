#!/usr/bin/env bash
# All tests in real editors. Takes about two minutes on a machine that has none of the editors yet
# (install.sh), one on a machine that has.
#
#   $WINDBREAK_BINARY        the server (default: target/release/windbreak)
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

find_binary
passed=0 failed=0
for editor in neovim vscode; do
  echo "--- $editor"
  output=$(bash "$HERE/$editor.sh" 2>&1)
  status=$?
  sed '$d' <<<"$output"
  # The closing line goes into the sum below; without one the script broke off.
  if [[ ${output##*$'\n'} =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
    ((status == 0 || BASH_REMATCH[2] > 0)) || failed=$((failed + 1))
  else
    tail -n 1 <<<"$output"
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
((failed == 0))

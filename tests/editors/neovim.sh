#!/usr/bin/env bash
# The Neovim plug-in in headless Neovim, the newest one and 0.10, doing what a developer does with
# a pasted key (neovim.lua), in Python and in TypeScript.
#
#   $WINDBREAK_BINARY        the server (default: target/release/windbreak)
#   $WINDBREAK_EDITORS_DIR   see install.sh
set -euo pipefail

# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

find_binary
bash "$HERE/install.sh" neovim

work=$(mktemp -d)
export TMPDIR=$work # what the programs leave in there goes with it
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/with-server" "$work/without-server"
ln -s "$WINDBREAK_BINARY" "$work/with-server/windbreak"

# `in_neovim NVIM SERVER_FOLDER LANGUAGE CASE`: one test, in a fresh repository and with a home of
# its own, so that no setting and no plug-in of this user takes part.
in_neovim() {
  local nvim=$1 servers=$2 language=$3 case=$4 home project
  home=$(mktemp -d "$work/home.XXXX")
  project=$(mktemp -d "$work/project.XXXX")
  git init -q "$project"
  (
    cd "$project"
    env -u XDG_CONFIG_HOME -u XDG_DATA_HOME -u XDG_STATE_HOME -u XDG_CACHE_HOME \
      HOME="$home" PATH="$servers:$PATH" \
      WINDBREAK_TEST_PROJECT="$project" WINDBREAK_TEST_LANGUAGE="$language" WINDBREAK_TEST_CASE="$case" \
      timeout -k 5 90 "$EDITORS_DIR/bin/$nvim" --clean --headless \
      --cmd "set rtp^=$ROOT/editors/neovim" -c "luafile $HERE/neovim.lua" </dev/null 2>&1
  )
}

passed=0 failed=0

# `verdict NAME EXPECTATION STATUS OUTPUT`: counts one test.
verdict() {
  if [[ $2 == "$3" ]]; then
    echo "PASS $1"
    passed=$((passed + 1))
  else
    echo "FAIL $1"
    echo "     ${4//$'\n'/$'\n'     }"
    failed=$((failed + 1))
  fi
}

for nvim in nvim-newest nvim-0.10; do
  version=$("$EDITORS_DIR/bin/$nvim" --version | head -n 1)
  for language in python typescript; do
    for case in paste clean; do
      status=0
      output=$(in_neovim "$nvim" "$work/with-server" "$language" "$case") || status=$?
      verdict "$version, $language, $case" 0 "$status" "$output"
    done
  done

  # The control: without a server the same test has to fail, and for that reason.
  reason='FAIL the server was not started'
  status=0
  output=$(WINDBREAK_TEST_WAIT=3000 in_neovim "$nvim" "$work/without-server" python paste) || status=$?
  [[ $status == 1 && $output == *"$reason"* ]] && outcome=seen || outcome=missing
  verdict "$version, the test fails without a server" seen "$outcome" "$output"
done

echo "$passed passed, $failed failed"
((failed == 0))

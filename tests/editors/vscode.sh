#!/usr/bin/env bash
# The packaged VS Code extension in a real VS Code workbench, doing what a developer does with a
# pasted key (vscode.mjs). The workbench is code-server on a loopback port, its window a headless
# Chromium.
#
#   $WINDBREAK_BINARY        the server (default: target/release/windbreak)
#   $WINDBREAK_EDITORS_DIR   see install.sh
#   $WINDBREAK_SCREENSHOTS   where the pictures go (default: target/editor-screenshots)
set -euo pipefail

# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

find_binary
bash "$HERE/install.sh" vscode
export PATH=$EDITORS_DIR/bin:$PATH # node 24
export WINDBREAK_PLAYWRIGHT=$EDITORS_DIR/playwright
screenshots=${WINDBREAK_SCREENSHOTS:-$ROOT/target/editor-screenshots}

work=$(mktemp -d)
export TMPDIR=$work # what the programs leave in there goes with it
workbench=
# shellcheck disable=SC2317  # the trap calls it
finish() {
  stop_workbench
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# The group: code-server has children.
stop_workbench() {
  [[ -n $workbench ]] || return 0
  kill -TERM -- "-$workbench" 2>/dev/null || true
  for _ in {1..50}; do
    kill -0 -- "-$workbench" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL -- "-$workbench" 2>/dev/null || true
  wait "$workbench" 2>/dev/null || true
  workbench=
}

# Builds outside the work tree. The tools it is built with are kept for as long as the lock file
# does not change.
package_extension() {
  local build=$EDITORS_DIR/extension lock
  mkdir -p "$build"
  lock=$(sha256sum <"$ROOT/editors/vscode/package-lock.json")
  find "$build" -mindepth 1 -maxdepth 1 ! -name node_modules ! -name .installed -exec rm -rf {} +
  tar -C "$ROOT/editors/vscode" --exclude=./node_modules --exclude=./server --exclude=./dist \
    --exclude='*.vsix' -cf - . | tar -C "$build" -xf -
  cd "$build"
  if [[ $(cat .installed 2>/dev/null) != "$lock" ]]; then
    npm ci --no-audit --no-fund
    echo "$lock" >.installed
  fi
  npm run package
  cp windbreak-*.vsix "$work/windbreak.vsix"
}

code_server() {
  # No extension gallery: nothing answers on that port.
  EXTENSIONS_GALLERY='{"serviceUrl":"http://127.0.0.1:9/","itemUrl":"http://127.0.0.1:9/","resourceUrlTemplate":"http://127.0.0.1:9/"}' \
    HOME=$1/home exec "$EDITORS_DIR/code-server/node_modules/.bin/code-server" \
    --user-data-dir "$1/data" --extensions-dir "$1/extensions" "${@:2}"
}

# `attempt FOLDER`: everything from an empty profile on.
attempt() {
  local at=$1 port
  mkdir -p "$at"/{home,data/User,extensions}
  cat >"$at/data/User/settings.json" <<'JSON'
{
  "chat.disableAIFeatures": true,
  "editor.minimap.enabled": false,
  "editor.pasteAs.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "typescript.disableAutomaticTypeAcquisition": true,
  "typescript.validate.enable": false,
  "update.mode": "none",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false
}
JSON
  (code_server "$at" --install-extension "$work/windbreak.vsix") >"$at/install.log" 2>&1 || {
    tail -n 5 "$at/install.log"
    echo "FAIL the extension does not install"
    return 1
  }

  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  (code_server "$at" --auth none --bind-addr "127.0.0.1:$port" --disable-telemetry \
    --disable-update-check --disable-workspace-trust --disable-getting-started-override \
    --disable-proxy --ignore-last-opened) >"$at/serve.log" 2>&1 &
  workbench=$!
  local end=$((SECONDS + 60))
  until curl -sf -o /dev/null "http://127.0.0.1:$port/healthz"; do
    if ((SECONDS > end)) || ! kill -0 "$workbench" 2>/dev/null; then
      tail -n 5 "$at/serve.log"
      echo "FAIL the workbench does not start"
      return 1
    fi
    sleep 0.2
  done

  local status=0
  WINDBREAK_EXTENSIONS=$at/extensions timeout -k 10 240 node "$HERE/vscode.mjs" \
    "http://127.0.0.1:$port" "$at/project" "$at/project-without-server" "$screenshots" || status=$?
  stop_workbench
  return $status
}

(package_extension) >"$work/package.log" 2>&1 || {
  tail -n 15 "$work/package.log" >&2
  die "the extension does not build"
}

rm -rf "$screenshots"
# A job's own process group is what stop_workbench ends.
set -m
# A browser under load now and then stalls: one more try, from the start, and it is said.
status=0 out=$work/first.out
attempt "$work/first" >"$out" 2>&1 || status=$?
if ((status != 0)); then
  echo "retrying once: $(grep -m 1 '^FAIL' "$out" || tail -n 1 "$out")"
  stop_workbench
  status=0 out=$work/second.out
  attempt "$work/second" >"$out" 2>&1 || status=$?
fi
cat "$out"
# A run that was cut off has no closing line of its own.
grep -qE '^[0-9]+ passed, [0-9]+ failed$' "$out" || echo "0 passed, 1 failed"
exit "$status"

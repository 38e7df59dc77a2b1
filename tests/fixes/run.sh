#!/usr/bin/env bash
# Fixes small programs, and then compiles and runs them with the real SDKs against a stand-in for
# Mistral on this machine. The packages are kept in a cache folder; a second run asks no registry.
#
#   $WINDBREAK_BINARY      the program (default: target/release/windbreak)
#   $WINDBREAK_FIXES_DIR   the cache folder (default: ~/.cache/windbreak-fixes)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
binary=${WINDBREAK_BINARY:-$here/../../target/release/windbreak}
cache=${WINDBREAK_FIXES_DIR:-$HOME/.cache/windbreak-fixes}
work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
passed=0 failed=0
unset MISTRAL_API_KEY

die() {
  echo "error: $*" >&2
  exit 1
}

# Packages, once for each state of what asks for them.
once() {
  local name=$1 list=$2
  [[ -f $cache/$name/.complete ]] && cmp -s "$list" "$cache/$name/$(basename "$list")" && return
  rm -rf "${cache:?}/$name" && mkdir -p "$cache/$name"
  cp "$list" "$cache/$name/"
  "install_$name" "$cache/$name" >"$cache/$name.log" 2>&1 || {
    tail -n 15 "$cache/$name.log" >&2
    die "could not install the packages of $name (log: $cache/$name.log)"
  }
  touch "$cache/$name/.complete"
}

install_typescript() {
  npm --prefix "$1" install --no-audit --no-fund
}

install_python() {
  python3 -m venv "$1/venv" && "$1/venv/bin/pip" install --quiet --requirement "$1/requirements.txt"
}

# `holds WHAT COMMAND...`: counts, and says what does not hold.
holds() {
  local what=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    passed=$((passed + 1))
    echo "ok: $what"
  else
    failed=$((failed + 1))
    echo "FAILED: $what"
    sed 's/^/    /' "$work/log"
  fi
}

says() { # FILE TEXT...
  local file=$1 text
  shift
  for text in "$@"; do
    grep -qF -- "$text" "$file" || {
      echo "does not say: $text"
      cat "$file"
      return 1
    }
  done
}

# What looks like a key: none stands in a file of this repository.
key=$(python3 -c 'import random, string
r = random.SystemRandom()
while True:
    key = "".join(r.choices(string.ascii_letters + string.digits, k=32))
    if len(set(key)) > 20 and any(map(str.isupper, key)) and any(map(str.islower, key)): break
print(key)')

# `fixed CASE`: $work/CASE is the case with all its fixes.
fixed() {
  local case=$1 copy
  for copy in "$case" "$case-patched"; do
    cp -r "$here/$case" "$work/$copy"
    grep -rlF '{{KEY}}' "$work/$copy" | xargs sed -i "s/{{KEY}}/$key/"
    git -C "$work/$copy" init -q
  done
  (cd "$work/$case-patched" && "$binary" check --diff --unsafe-fixes --output "$work/$case.patch" || true) 2>/dev/null
  holds "$case: the patch applies" git -C "$work/$case-patched" apply "$work/$case.patch"
  (cd "$work/$case" && "$binary" check --fix --unsafe-fixes) >"$work/$case.log" 2>&1 || true
  holds "$case: the patch does what --fix does" diff -r -x .git "$work/$case" "$work/$case-patched"
  local left="(cd '$work/$case' && ! '$binary' check --format concise | grep -E 'hardcoded-key|missing-env|unaudited|unrestricted')"
  holds "$case: nothing is left to find" bash -c "$left"
  holds "$case: a second run changes nothing" bash -c "cd '$work/$case' && cp -r . '$work/$case-again' && cd '$work/$case-again' && { '$binary' check --fix --unsafe-fixes || true; } && diff -r -x .git . '$work/$case'"
  holds "$case: the key is where it belongs" bash -c "grep -qF '$key' '$work/$case/.env' && ! grep -rqF '$key' '$work/$case' --include='*.ts' --include='*.py'"
}

# `runs CASE COMMAND MISSING TEXT... -- TEXT...`: without a key the case stops and says MISSING, with
# one it is answered and says the first texts, with a wrong one the others.
runs() {
  local case=$1 command=$2 missing=$3 good=() out=$work/out
  shift 3
  while [[ $1 != -- ]]; do good+=("$1") && shift; done
  shift
  holds "$case: it stops without a key" bash -c "! (cd '$work/$case' && $command) >'$out' 2>&1"
  holds "$case: it says which" says "$out" "$missing"
  (cd "$work/$case" && MISTRAL_API_KEY=$key $command) >"$out" 2>&1 || true
  holds "$case: it runs, and keeps a record" says "$out" "hello back" "plain 200" "${good[@]}" "this model is not allowed"
  (cd "$work/$case" && MISTRAL_API_KEY=wrong $command) >"$out" 2>&1 || true
  holds "$case: it keeps a record of failure" says "$out" "$@"
}

# `port FILE`: the port that a server wrote there, once it did.
port() {
  for _ in {1..100}; do
    [[ -s $1 ]] && cat "$1" && return
    sleep 0.1
  done
  die "the stand-in does not start"
}

command -v git >/dev/null || die "git is missing"
[[ -x $binary ]] || die "no program at $binary"
once typescript "$here/typescript/package.json"
once python "$here/python/requirements.txt"
node "$here/stand-in.mjs" "$key" >"$work/port" &
pids+=($!)
export STAND_IN
STAND_IN=http://127.0.0.1:$(port "$work/port")

fixed typescript
ln -s "$cache/typescript/node_modules" "$work/typescript/node_modules"
holds "typescript: it compiles" bash -c "cd '$work/typescript' && node_modules/.bin/tsc"
runs typescript "node out/main.js another-model" "MISTRAL_API_KEY is not set" \
  '"action":"chat.complete"' '"user":"somebody"' '"tokens":7' '"outcome":"success"' \
  -- '"outcome":"failure"' '"errorCode":"401"'

fixed python
python=$cache/python/venv/bin/python
holds "python: it compiles" "$python" -m compileall -q "$work/python"
runs python "$python main.py another-model" "KeyError: 'MISTRAL_API_KEY'" \
  '"action": "chat.complete"' '"user": "somebody"' '"tokens": 7' '"outcome": "success"' \
  -- '"outcome": "failure"' '"error_code": "401"'

# Where the environment is checked already, the key is checked there.
fixed checked
ln -s "$cache/typescript/node_modules" "$work/checked/node_modules"
holds "checked: it compiles" bash -c "cd '$work/checked' && node_modules/.bin/tsc"
fixed settings

# `asks CASE COMMAND`: without a key the case stops and names the variable, with one it is answered.
asks() {
  local case=$1 command=$2 out=$work/out
  holds "$case: it stops without a key" bash -c "! (cd '$work/$case' && $command) >'$out' 2>&1"
  holds "$case: it says which" grep -qi "mistral_api_key" "$out"
  (cd "$work/$case" && MISTRAL_API_KEY=$key $command) >"$out" 2>&1 || true
  holds "$case: it runs" says "$out" "hello back"
}
asks checked "node out/main.js"
mv "$work/settings/.env" "$work/settings/.env.away"
asks settings "$python main.py"

echo "$passed passed, $failed failed"
((failed == 0))

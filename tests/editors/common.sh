# Sourced by the scripts beside it: where things are, and how a script ends.
# shellcheck shell=bash disable=SC2034

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
EDITORS_DIR=${WINDBREAK_EDITORS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/windbreak-editors}

# `die REASON`: a test or a step could not be carried out, and one line says why.
die() {
  echo "error: $*" >&2
  exit 1
}

# Sets $WINDBREAK_BINARY to the absolute path of the server under test.
find_binary() {
  local binary=${WINDBREAK_BINARY:-$ROOT/target/release/windbreak}
  [[ -x $binary ]] || die "no server at $binary (build it with 'cargo build --release', or set WINDBREAK_BINARY)"
  WINDBREAK_BINARY=$(cd "$(dirname "$binary")" && pwd)/$(basename "$binary")
  export WINDBREAK_BINARY
}

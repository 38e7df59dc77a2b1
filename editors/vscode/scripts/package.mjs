// Packs the extension with the server inside: `npm run package [-- --target linux-x64]`.
//
// The server is $WINDBREAK_BINARY, else the release build of this repository. Another target than
// this machine's needs $WINDBREAK_BINARY: a binary does not tell what it was built for.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const host = `${process.platform}-${process.arch}`;
const { values } = parseArgs({
  options: { target: { type: "string", default: host } },
});
const { target } = values;

const program = target.startsWith("win32") ? "windbreak.exe" : "windbreak";
const given = process.env.WINDBREAK_BINARY;
if (!given && target !== host) {
  fail(`set WINDBREAK_BINARY to a windbreak built for ${target}`);
}
const binary = path.resolve(given || path.join(here, "../../target/release", program));
if (!fs.existsSync(binary)) {
  fail(`no server at ${binary}; run "cargo build --release" or set WINDBREAK_BINARY`);
}

const server = path.join(here, "server");
fs.rmSync(server, { recursive: true, force: true });
fs.mkdirSync(server);
fs.copyFileSync(binary, path.join(server, program));
fs.chmodSync(path.join(server, program), 0o755);

const vsix = `windbreak-${target}.vsix`;
const vsce = path.join(here, "node_modules/@vscode/vsce/vsce");
execFileSync(
  process.execPath,
  // Everything the extension needs is in its bundle.
  [
    vsce,
    "package",
    "--no-dependencies",
    "--allow-missing-repository",
    "--target",
    target,
    "--out",
    vsix,
  ],
  { cwd: here, stdio: "inherit" },
);

function fail(reason) {
  console.error(`error: ${reason}`);
  process.exit(1);
}

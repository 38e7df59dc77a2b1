// Which program is the server. Knows nothing of the language client.

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";
import type { ExtensionContext } from "vscode";
import { workspace } from "vscode";

const PROGRAM = process.platform === "win32" ? "windbreak.exe" : "windbreak";

/** No server could be found; the message says where we looked. */
export class ServerMissing extends Error {}

export interface Server {
  readonly command: string;
  /** For the log: why this one and no other. */
  readonly origin: string;
}

/**
 * The setting wins; a setting that leads nowhere is an error rather than a reason to run another
 * server than the one asked for. Then the binary this extension was packaged with, then `PATH`.
 *
 * @throws {ServerMissing}
 */
export function findServer(context: ExtensionContext): Server {
  // In a workspace that is not trusted VS Code itself withholds the workspace's value: the setting
  // is listed under `restrictedConfigurations` in package.json.
  const setting = workspace.getConfiguration("windbreak").get<string>("path", "").trim();
  if (setting !== "") {
    const command = resolveSetting(setting);
    if (command === undefined) {
      throw new ServerMissing(`the setting windbreak.path names "${setting}", which does not run`);
    }
    return { command, origin: "windbreak.path" };
  }

  const bundled = context.asAbsolutePath(path.join("server", PROGRAM));
  if (isExecutable(bundled)) {
    return { command: bundled, origin: "bundled with the extension" };
  }

  const command = onPath(PROGRAM);
  if (command === undefined) {
    throw new ServerMissing("this build of the extension has no server, and none is on PATH");
  }
  return { command, origin: "PATH" };
}

function resolveSetting(setting: string): string | undefined {
  // A bare name is a program, not a file beside whatever directory the editor was started from.
  if (!/[\\/]/.test(setting)) {
    return onPath(setting);
  }
  const root = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const expanded = setting.replace(/^~(?=[\\/])/, homedir).replaceAll("${workspaceFolder}", root);
  const file = path.resolve(root, expanded);
  return isExecutable(file) ? file : undefined;
}

function onPath(program: string): string | undefined {
  const name =
    process.platform === "win32" && path.extname(program) === "" ? `${program}.exe` : program;
  return (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .filter((directory) => path.isAbsolute(directory))
    .map((directory) => path.join(directory, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

// The VS Code face of windbreak: starts the server and stays out of its way. Everything that knows
// about keys, models and requests is in the server; what is here would have to be written again
// for every other editor.

import { commands, languages, LanguageStatusSeverity, window, workspace } from "vscode";
import type { ExtensionContext, LanguageStatusItem, LogOutputChannel } from "vscode";
import type { DocumentSelector } from "vscode-languageclient/node";
import { LanguageClient, RevealOutputChannelOn, State } from "vscode-languageclient/node";
import { findServer, ServerMissing } from "./server";

const LANGUAGES = [
  "typescript",
  "typescriptreact",
  "javascript",
  "javascriptreact",
  "python",
  "dotenv",
  "json",
  "jsonc",
  "yaml",
  "dockercompose",
  "github-actions-workflow",
  "toml",
  "ini",
  "properties",
  "dockerfile",
  "shellscript",
  "markdown",
  "html",
  "vue",
  "svelte",
  "astro",
];

/** An env file by its name: VS Code may call it dotenv, properties, ini or plain text. */
const ENV_FILES = "**/.env*";

const DOCUMENTS: DocumentSelector = [
  ...LANGUAGES.flatMap((language) => [
    { scheme: "file", language },
    { scheme: "untitled", language },
  ]),
  { scheme: "file", pattern: ENV_FILES },
  // The cells of notebooks, whatever scheme the notebook itself has.
  { notebook: "jupyter-notebook", language: "python" },
];

let session: Session | undefined;

export function activate(context: ExtensionContext): Promise<void> {
  session = new Session(context);
  context.subscriptions.push(
    commands.registerCommand("windbreak.restartServer", () => session?.restart()),
    commands.registerCommand("windbreak.showOutput", () => session?.showOutput()),
    workspace.onDidChangeConfiguration((change) => {
      // The server hears of the other settings by itself.
      if (
        change.affectsConfiguration("windbreak.enable") ||
        change.affectsConfiguration("windbreak.path")
      ) {
        void session?.restart();
      }
    }),
    // Trust brings the workspace's own `windbreak.path` into force.
    workspace.onDidGrantWorkspaceTrust(() => session?.restart()),
  );
  return session.restart();
}

export function deactivate(): Promise<void> | undefined {
  return session?.stop();
}

/** The one server of this window, and what the user is shown of it. */
class Session {
  private readonly output: LogOutputChannel;
  private readonly status: LanguageStatusItem;
  private client: LanguageClient | undefined;
  /** Starts and stops one after the other: a client that is still starting cannot be stopped. */
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly context: ExtensionContext) {
    this.output = window.createOutputChannel("windbreak", { log: true });
    this.status = languages.createLanguageStatusItem("windbreak", [
      ...LANGUAGES.map((language) => ({ language })),
      { scheme: "file", pattern: ENV_FILES },
    ]);
    this.status.name = "windbreak";
    this.status.command = { command: "windbreak.showOutput", title: "Show Output" };
    context.subscriptions.push(this.output, this.status);
  }

  showOutput(): void {
    this.output.show();
  }

  restart(): Promise<void> {
    return this.enqueue(async () => {
      await this.stopNow();
      if (workspace.getConfiguration("windbreak").get<boolean>("enable", true)) {
        await this.startNow();
      } else {
        this.show("off", "Switched off by the setting windbreak.enable");
      }
    });
  }

  stop(): Promise<void> {
    return this.enqueue(() => this.stopNow());
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(step).catch((error: unknown) => this.output.error(String(error)));
    return this.queue;
  }

  private async startNow(): Promise<void> {
    try {
      const server = findServer(this.context);
      this.output.info(`server: ${server.command} (${server.origin})`);
      this.client = this.createClient(server.command);
      await this.client.start();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.show("stopped", reason, LanguageStatusSeverity.Error);
      this.output.error(reason);
      // The language client has told the user of every other failure already.
      if (error instanceof ServerMissing) {
        // Not awaited: the answer may never come, and the next restart waits for this step.
        void this.offerRemedy(reason);
      }
    }
  }

  private createClient(command: string): LanguageClient {
    // No `transport`: the server speaks on stdin and stdout unless told otherwise.
    const client = new LanguageClient(
      "windbreak",
      "windbreak",
      { command, args: ["server"] },
      {
        documentSelector: DOCUMENTS,
        outputChannel: this.output,
        // A pop-up says what is wrong; the panel opens when the user asks for it.
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        synchronize: { configurationSection: "windbreak" },
      },
    );
    client.onDidChangeState(({ newState }) => {
      // A client we have let go of has nothing more to say.
      if (client !== this.client) {
        return;
      }
      if (newState === State.Starting) {
        this.show("starting");
      } else if (newState === State.Running) {
        this.show("running", client.initializeResult?.serverInfo?.version);
      } else {
        // A crashed server is restarted a few times before the client gives up.
        this.show("stopped", "The output has the reason", LanguageStatusSeverity.Error);
      }
    });
    return client;
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    // Before stopping, so that a stop we asked for is not shown as a failure.
    this.client = undefined;
    // A client whose server is already gone rejects; there is nothing left to stop then.
    await client?.dispose().catch((error: unknown) => this.output.debug(String(error)));
  }

  private async offerRemedy(reason: string): Promise<void> {
    const settings = "Open Settings";
    const output = "Show Output";
    const choice = await window.showErrorMessage(
      `windbreak cannot start: ${reason}. Put the windbreak program on PATH, ` +
        'or name it in the setting "windbreak.path".',
      settings,
      output,
    );
    if (choice === settings) {
      await commands.executeCommand("workbench.action.openSettings", "windbreak.path");
    } else if (choice === output) {
      this.showOutput();
    }
  }

  private show(state: string, detail = "", severity = LanguageStatusSeverity.Information): void {
    this.status.text = `windbreak: ${state}`;
    this.status.detail = detail;
    this.status.severity = severity;
    this.status.busy = state === "starting";
  }
}

// What a developer does in VS Code: paste a key, see why it is reported before saving, choose the
// quick fix, save. Run by vscode.sh against a workbench that has the extension installed.
//
// usage: vscode.mjs BASE_URL FOLDER_WITH_SERVER FOLDER_WITHOUT_SERVER SCREENSHOTS
//
// Prints one line a step and `N passed, N failed`; the first step that fails ends the run.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

// Installed in the tests' cache folder, not beside this file.
const { chromium } = createRequire(`${process.env.WINDBREAK_PLAYWRIGHT}/`)("playwright-core");

const [, , base, folder, folderWithoutServer, screenshots] = process.argv;
const WAIT = 60_000;
const SOURCE = "app.ts";
const SOURCE_TEXT =
  'import { Mistral } from "@mistralai/mistralai";\n\nconst client = new Mistral({ apiKey: "" });\n';
const PASTE_AT = `3:${SOURCE_TEXT.split("\n")[2].indexOf('""') + 2}`;

const key = newKey();
let passed = 0;

makeProject(folder);
makeProject(folderWithoutServer, { "windbreak.path": "/nonexistent/windbreak" });
fs.mkdirSync(screenshots, { recursive: true });

const profile = fs.mkdtempSync(path.join(os.tmpdir(), "windbreak-chromium-"));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: "/usr/bin/chromium",
  headless: true,
  viewport: { width: 1280, height: 800 },
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
// The pages of this test ask nobody but the workbench.
await browser.route(
  (url) => !["127.0.0.1", "localhost"].includes(url.hostname),
  (route) => route.abort(),
);
await browser.grantPermissions(["clipboard-read", "clipboard-write"], { origin: base });
const page = browser.pages()[0] ?? (await browser.newPage());
page.setDefaultTimeout(WAIT);

const errors = page.locator(".editor-instance .squiggly-error");
const rows = page.locator(".markers-panel .monaco-list-row", { hasText: "hardcoded-key" });

let current = "the workbench opens";
try {
  await story();
  await control();
} catch (error) {
  await screenshot("failed");
  report("FAIL", `${current}: ${String(error.message ?? error).split("\n")[0]}`);
  report(
    "    ",
    String(error.stack ?? "")
      .split("\n")
      .slice(1, 12)
      .join("\n     "),
  );
  process.exitCode = 1;
}
await browser.close();
fs.rmSync(profile, { recursive: true, force: true });
console.log(`${passed} passed, ${process.exitCode ? 1 : 0} failed`);
process.exit();

async function story() {
  await step("the project opens with nothing reported", async () => {
    await openSource(folder);
    await waitFor(() => serverProcesses().length === 1, "one server runs");
    await openProblems();
    await page.waitForTimeout(1500);
    assert.equal(await errors.count(), 0);
    assert.equal(await rows.count(), 0);
  });

  await step("Restart Server replaces the server", async () => {
    const [before] = serverProcesses();
    await command("windbreak: Restart Server");
    await waitFor(() => {
      const now = serverProcesses();
      return now.length === 1 && now[0] !== before;
    }, "another server runs");
  });

  await step("a pasted key is underlined before saving", async () => {
    await paste();
    await errors.first().waitFor();
    await page.locator(".tab.active.dirty").waitFor();
    assert.ok(!read(SOURCE).includes(key), "the key is on disk already");
  });

  await step("the Problems panel shows the finding, and no key", async () => {
    await rows.first().waitFor();
    assert.equal(await rows.count(), 1);
    const text = await rows.first().innerText();
    assert.match(text, /windbreak/);
    assert.ok(!text.includes(key), "the message shows the key");
    await screenshot("1-pasted");
  });

  await step("the quick fix is offered, as the preferred one", async () => {
    await goTo(PASTE_AT);
    // Pressed before this icon is there, the keys would open no menu. Its shape says "preferred".
    await page
      .locator(".codicon-gutter-lightbulb-auto-fix, .codicon-lightbulb-autofix")
      .first()
      .waitFor();
    await page.keyboard.press("Control+Period");
    await page
      .locator(".action-widget .monaco-list-row.action", { hasText: "Move the key" })
      .first()
      .waitFor();
    await screenshot("2-quick-fix");
  });

  await step("choosing it removes the key and the finding", async () => {
    const chosen = page.locator(".action-widget .monaco-list-row.action.focused");
    for (let i = 0; i < 10 && !/Move the key/.test(await chosen.innerText()); i++) {
      await page.keyboard.press("ArrowDown");
    }
    assert.match(await chosen.innerText(), /Move the key/);
    await page.keyboard.press("Enter");
    await page.locator(".view-line", { hasText: "process.env" }).first().waitFor();
    await rows.first().waitFor({ state: "detached" });
    await errors.first().waitFor({ state: "detached" });
    await screenshot("3-fixed");
  });

  await step("everything is saved", async () => {
    await command("File: Save All");
    await waitFor(() => !read(SOURCE).includes(key), "the source is written");
    await page.locator(".tab.dirty").first().waitFor({ state: "detached" });
    await screenshot("4-saved");
  });

  await step("on disk the source reads the variable", () => {
    assert.match(read(SOURCE), /process\.env(\.|\[["'])MISTRAL_API_KEY/);
  });

  await step("on disk the key is in .env, its name in .env.example", () => {
    assert.match(read(".env"), new RegExp(`^MISTRAL_API_KEY=["']?${key}["']?\\s*$`, "m"));
    assert.match(read(".env.example"), /^MISTRAL_API_KEY=[ \t\r]*$/m);
    assert.ok(!read(".env.example").includes(key), ".env.example holds the key");
  });

  await step("git ignores .env, and still what it ignored before", () => {
    assert.ok(isIgnored(".env"), ".env is not ignored");
    assert.ok(!isIgnored(".env.example"), ".env.example is ignored");
    assert.ok(isIgnored("node_modules/x"), ".gitignore lost a line");
  });

  await step("the .env file belongs to the server too", async () => {
    // From the Explorer: Quick Open leaves out what git ignores.
    await page
      .locator(".explorer-folders-view .monaco-list-row", { hasText: /^\.env$/ })
      .dblclick();
    await page.locator(".tab.active", { hasText: ".env" }).waitFor();
    // Still one server, and it took the document without falling over.
    await page.waitForTimeout(1000);
    assert.equal(serverProcesses().length, 1);
    // A finding in the .env file that the fix just made would be a finding the fix caused.
    assert.equal(await errors.count(), 0);
  });
}

// The same paste without a server: what the story waits for does not come by itself.
async function control() {
  await step("without a server nothing is reported, and the reason is said", async () => {
    await openSource(folderWithoutServer);
    const message = page.locator(".notification-toast", { hasText: "windbreak cannot start" });
    await message.waitFor();
    const text = await message.innerText();
    assert.match(text, /"\/nonexistent\/windbreak", which does not run/);
    assert.match(text, /Open Settings/);
    await openProblems();
    await paste();
    await page.waitForTimeout(3000);
    assert.equal(await errors.count(), 0);
    assert.equal(await rows.count(), 0);
    await screenshot("5-without-server");
  });
}

async function step(name, run) {
  current = name;
  await run();
  passed += 1;
  report("ok  ", name);
}

/** No line this test prints shows the key, or is coloured. */
function report(verdict, text) {
  console.log(stripVTControlCharacters(`${verdict} ${text}`).replaceAll(key, "<key>"));
}

async function screenshot(name) {
  // For a person to look at; a browser that is slow to draw fails no test.
  await page
    .screenshot({ path: path.join(screenshots, `${name}.png`), timeout: 10_000 })
    .catch(() => {});
}

async function waitFor(condition, what) {
  for (const end = Date.now() + WAIT; !condition(); await page.waitForTimeout(100)) {
    assert.ok(Date.now() < end, `timed out waiting: ${what}`);
  }
}

async function openSource(at) {
  await page.goto(`${base}/?folder=${encodeURIComponent(at)}`);
  await page.locator(".monaco-workbench .part.editor").waitFor();
  await quickOpen(SOURCE);
  await page.locator(".editor-instance .view-line", { hasText: "apiKey" }).waitFor();
}

async function quickOpen(name) {
  await page.keyboard.press("Control+KeyP");
  await pick(name, name);
}

async function command(title) {
  await page.keyboard.press("F1");
  await pick(`>${title}`, title);
}

async function pick(typed, shown) {
  const input = page.locator(".quick-input-widget input[type=text]").first();
  await input.waitFor();
  await input.fill(typed);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: shown }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

async function goTo(position) {
  await page.keyboard.press("Control+KeyG");
  const input = page.locator(".quick-input-widget input[type=text]").first();
  await input.waitFor();
  await input.fill(`:${position}`);
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

async function openProblems() {
  await command("View: Focus Problems");
  await page.locator(".markers-panel").waitFor();
  await command("View: Focus Active Editor Group");
}

async function paste() {
  await goTo(PASTE_AT);
  await page.evaluate((text) => navigator.clipboard.writeText(text), key);
  await page.keyboard.press("Control+KeyV");
  await page.locator(".view-line", { hasText: key }).first().waitFor();
}

function read(name) {
  return fs.readFileSync(path.join(folder, name), "utf8");
}

function isIgnored(name) {
  return spawnSync("git", ["check-ignore", "-q", name], { cwd: folder }).status === 0;
}

/** The servers started from the binary inside the installed extension. */
function serverProcesses() {
  const ours = (pid) => {
    try {
      const words = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      const program = words.findIndex((word) => word.endsWith("/server/windbreak"));
      return program >= 0 && words[program].startsWith(`${process.env.WINDBREAK_EXTENSIONS}/`);
    } catch {
      return false; // It ended while we looked.
    }
  };
  return fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name) && ours(name));
}

function makeProject(at, settings = {}) {
  fs.mkdirSync(path.join(at, ".vscode"), { recursive: true });
  execFileSync("git", ["init", "-q", at]);
  const files = {
    "package.json": JSON.stringify({
      name: "app",
      type: "module",
      dependencies: { "@mistralai/mistralai": "^2.0.0" },
    }),
    // A repository that already ignores something: the fix edits this file.
    ".gitignore": "node_modules/\n",
    ".vscode/settings.json": JSON.stringify(settings),
    [SOURCE]: SOURCE_TEXT,
  };
  for (const [name, text] of Object.entries(files)) {
    fs.writeFileSync(path.join(at, name), text);
  }
}

/**
 * 32 mixed letters and digits, made afresh so that no file of ours holds a key. No character twice
 * and no two neighbours in sequence: nothing that looks like a placeholder.
 */
function newKey() {
  for (;;) {
    const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"];
    const drawn = Array.from(
      { length: 32 },
      () => alphabet.splice(randomInt(alphabet.length), 1)[0],
    );
    const inSequence = drawn.some(
      (c, i) => i > 0 && Math.abs(c.charCodeAt(0) - drawn[i - 1].charCodeAt(0)) <= 1,
    );
    const text = drawn.join("");
    if (/[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text) && !inSequence) {
      return text;
    }
  }
}

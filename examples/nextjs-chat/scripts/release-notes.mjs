// Writes release notes from the commits since the last tag: node scripts/release-notes.mjs
import { execSync } from "node:child_process";

// synthetic: made up for this example, opens nothing
const apiKey = process.env.MISTRAL_API_KEY || "zEF4GkQ0YLLIXrlRRbUCFNKBmyGZpRtG";

const commits = execSync("git log --oneline $(git describe --tags --abbrev=0)..HEAD").toString();

const response = await fetch("https://api.mistral.ai/v1/chat/completions", {
  method: "POST",
  headers: { "Content-Type": "application/json", Authorization: `Bearer ${apiKey}` },
  body: JSON.stringify({
    model: process.env.NOTES_MODEL ?? "mistral-small-latest",
    messages: [{ role: "user", content: `Write release notes:\n${commits}` }],
  }),
});

process.stdout.write((await response.json()).choices[0].message.content);

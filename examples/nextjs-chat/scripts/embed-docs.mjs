// Fills the search index: node scripts/embed-docs.mjs docs/*.md
import { readFileSync, writeFileSync } from "node:fs";
import { Mistral } from "@mistralai/mistralai";

// The checksum of the docs the index was made from: 32 characters, and no key.
const INDEXED = "d41d8cd98f00b204e9800998ecf8427e";

const apiKey = process.env.MISTRAL_API_KEY;
if (!apiKey) {
  console.error("MISTRAL_API_KEY is not set");
  process.exit(1);
}

const files = process.argv.slice(2);
const { data } = await new Mistral({ apiKey }).embeddings.create({
  model: "mistral-embed",
  inputs: files.map((file) => readFileSync(file, "utf8")),
});
writeFileSync("index.json", JSON.stringify({ basedOn: INDEXED, data }));

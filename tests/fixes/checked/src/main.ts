import { Mistral } from "@mistralai/mistralai";
import { env } from "./env.js";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY ?? "", serverURL: env.STAND_IN });

const answer = await client.chat.complete({
  model: "mistral-small-latest",
  maxTokens: 64,
  messages: [{ role: "user", content: "hello" }],
});
console.log(answer.choices?.[0]?.message?.content);

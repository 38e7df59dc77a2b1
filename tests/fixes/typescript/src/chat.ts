import { Mistral } from "@mistralai/mistralai";
import { log } from "./log.js";

log.debug("starting");

const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY!,
  serverURL: process.env.STAND_IN ?? "",
});

export async function ask(userId: string, text: string) {
  const answer = await client.chat.complete({
    model: "mistral-small-latest",
    maxTokens: 64,
    messages: [{ role: "user", content: text }],
  });
  return answer.choices?.[0]?.message?.content;
}

export const choose = (model: string, text: string) => {
  return client.chat.complete({ model, maxTokens: 64, messages: [{ role: "user", content: text }] });
};

export const inTheMiddle = async (text: string) =>
  JSON.stringify((await client.chat.complete({ model: "mistral-small-latest", maxTokens: 64, messages: [{ role: "user", content: await Promise.resolve(text) }] })).usage);

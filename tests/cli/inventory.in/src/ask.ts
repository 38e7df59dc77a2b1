import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

export function ask(model: string, question: string) {
  return client.chat.complete({ model, messages: [{ role: "user", content: question }] });
}

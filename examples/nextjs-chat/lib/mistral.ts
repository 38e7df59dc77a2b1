import { Mistral } from "@mistralai/mistralai";

let client: Mistral | undefined;

/** The client of this process, made when it is first asked for. */
export function getClient(): Mistral {
  client ??= new Mistral({ apiKey: process.env.MISTRAL_API_KEY! });
  return client;
}

import { Mistral } from "@mistralai/mistralai";

export function connect() {
  return new Mistral({ apiKey: "{{KEY}}" });
}

import { Mistral } from "@mistralai/mistralai";

export const spare = new Mistral({ apiKey: "{{KEY}}" });

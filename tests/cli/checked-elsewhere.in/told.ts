import { Mistral } from "@mistralai/mistralai";
import { requireEnv } from "./lib/env";

requireEnv("MISTRAL_API_KEY");
export const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

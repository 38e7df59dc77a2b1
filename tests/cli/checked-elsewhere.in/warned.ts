import { Mistral } from "@mistralai/mistralai";
import { warnEnv } from "./lib/warn";

warnEnv("MISTRAL_API_KEY");
export const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

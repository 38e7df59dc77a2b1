import { Mistral } from "@mistralai/mistralai";

// windbreak-ignore missing-env-validation: the platform checks it
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

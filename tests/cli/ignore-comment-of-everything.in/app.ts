import { Mistral } from "@mistralai/mistralai";

// windbreak-ignore: everything
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

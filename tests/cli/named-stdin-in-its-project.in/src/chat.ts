import { Mistral } from "@mistralai/mistralai";
import { key } from "@/config";

const client = new Mistral({ apiKey: key });

export const chat = (model: string) => client.chat.complete({ model, messages: [] });

import { client } from "./client";

export const ask = (text: string) => client.ask({ model: "mistral-small-latest", text, max: 200 });

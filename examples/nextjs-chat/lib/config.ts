const mistralApiKey = process.env.MISTRAL_API_KEY;
if (!mistralApiKey) {
  throw new Error("MISTRAL_API_KEY is not set: copy .env.example to .env and fill it in");
}

export const config = { mistralApiKey, logLevel: process.env.LOG_LEVEL ?? "info" };

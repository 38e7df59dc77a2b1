import { Mistral } from "@mistralai/mistralai";
import { config } from "../../../lib/config";
import { limiter } from "../../../lib/limiter";
import { logger } from "../../../lib/logger";
import { MODELS } from "../../../lib/models";

const client = new Mistral({ apiKey: config.mistralApiKey });

const MAX_LENGTH = 20_000;

// How to do it: the key is checked at start, callers are limited, the text has a length, the model is
// one of a list, both outcomes are recorded.
export async function POST(request: Request) {
  const { success } = await limiter.limit(request.headers.get("x-forwarded-for") ?? "unknown");
  if (!success) {
    return Response.json({ error: "too many requests" }, { status: 429 });
  }
  const { text, model } = await request.json();
  if (typeof text !== "string" || text.length > MAX_LENGTH) {
    return Response.json({ error: "the text is too long" }, { status: 400 });
  }
  if (!MODELS.includes(model)) {
    return Response.json({ error: "unknown model" }, { status: 400 });
  }

  const began = Date.now();
  try {
    const answer = await client.chat.complete({
      model,
      messages: [{ role: "user", content: `Summarize in three sentences:\n\n${text}` }],
      maxTokens: 256,
    });
    logger.info({ model, usage: answer.usage, latency: Date.now() - began }, "summarized");
    return Response.json({ summary: answer.choices[0].message.content });
  } catch (error) {
    logger.error({ model, error, latency: Date.now() - began }, "summarizing failed");
    return Response.json({ error: "the summary could not be made" }, { status: 502 });
  }
}

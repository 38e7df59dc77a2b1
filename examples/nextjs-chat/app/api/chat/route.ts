import { getClient } from "../../../lib/mistral";
import { withRetry } from "../../../lib/retry";

// What not to do: the caller picks any model, and nobody learns that they did.
export async function POST(request: Request) {
  const { messages, model } = await request.json();

  const answer = await withRetry(() =>
    getClient().chat.complete({
      model: model ?? "mistral-small-latest",
      messages,
      maxTokens: 1024,
    }),
  );

  return Response.json({ reply: answer.choices[0].message.content });
}

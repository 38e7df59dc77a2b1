const host = process.env.STAND_IN ?? "https://api.mistral.ai";

export async function plain(userId: string, text: string) {
  const answer = await fetch(`${host}/v1/chat/completions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${process.env.MISTRAL_API_KEY}` },
    body: JSON.stringify({
      model: "mistral-small-latest",
      max_tokens: 64,
      messages: [{ role: "user", content: text }],
    }),
  });
  return answer.status;
}

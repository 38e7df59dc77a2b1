"use client";

import { Mistral } from "@mistralai/mistralai";
import { useState } from "react";
import { MODELS } from "../lib/models";

// synthetic: made up for this example, opens nothing
const MISTRAL_KEY = "PolKBZrYiMKvKUkc0C7g8w6Uy6z8yQYe";

const mistral = new Mistral({ apiKey: MISTRAL_KEY });

/** A page to try prompts on, from the days before there was a server. */
export function Playground() {
  const [model, setModel] = useState<(typeof MODELS)[number]>(MODELS[0]);
  const [prompt, setPrompt] = useState("");
  const [reply, setReply] = useState("");

  async function ask() {
    const answer = await mistral.chat.complete({
      model,
      messages: [{ role: "user", content: prompt }],
    });
    setReply(String(answer.choices[0].message.content));
  }

  return (
    <section>
      <select value={model} onChange={(event) => setModel(event.target.value as typeof model)}>
        {MODELS.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <textarea value={prompt} onChange={(event) => setPrompt(event.target.value)} />
      <button onClick={ask}>Ask</button>
      <p>{reply}</p>
    </section>
  );
}

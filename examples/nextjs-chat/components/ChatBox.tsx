"use client";

import { useState } from "react";

/** Asks the server, which holds the key; the browser never sees it. */
export function ChatBox() {
  const [text, setText] = useState("");
  const [summary, setSummary] = useState("");

  async function summarize() {
    const response = await fetch("/api/summarize", {
      method: "POST",
      body: JSON.stringify({ text, model: "mistral-small-latest" }),
    });
    setSummary((await response.json()).summary);
  }

  return (
    <form action={summarize}>
      <textarea value={text} onChange={(event) => setText(event.target.value)} />
      <button>Summarize</button>
      <p>{summary}</p>
    </form>
  );
}

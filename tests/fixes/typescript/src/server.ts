import express from "express";
import { Mistral } from "@mistralai/mistralai";

const app = express();

export function serve(client: Mistral) {
  app.post("/chat", async (req, res) => {
    const answer = await client.chat.complete({ model: req.body.model, maxTokens: 64, messages: [] });
    res.json(answer);
  });
}

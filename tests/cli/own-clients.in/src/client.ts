import { LlmClient } from "@acme/llm";

export const client = new LlmClient({ key: process.env.TEAM_LLM_KEY });

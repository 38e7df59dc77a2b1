export const key = process.env.LLM_KEY;

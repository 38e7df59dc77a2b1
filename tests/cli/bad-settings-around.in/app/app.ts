export const a = 1; // mistral

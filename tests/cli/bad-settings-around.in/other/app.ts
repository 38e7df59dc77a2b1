export const b = 1; // mistral

export const MODELS = ["mistral-small-latest", "mistral-medium-latest"] as const;

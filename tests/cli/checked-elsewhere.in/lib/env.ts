export function requireEnv(name: string) {
  if (!process.env[name]) throw new Error(`${name} is missing`);
}

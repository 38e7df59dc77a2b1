export function warnEnv(name: string) {
  if (!process.env[name]) console.warn(`${name} is missing`);
}

// The log of what talks to Mistral.
import { pino } from "pino";

export const log = pino({ base: null });

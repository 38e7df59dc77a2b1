import { z } from "zod";

export const env = z.object({ STAND_IN: z.string() }).parse(process.env);

import { chat } from "@/chat";

export const quick = () => chat("ministral-8b-latest");

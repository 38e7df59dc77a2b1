import { ask, choose, inTheMiddle } from "./chat.js";
import { plain } from "./plain.js";

console.log("plain", await plain("somebody", "hello"));
console.log(await ask("somebody", "hello"));
console.log(await inTheMiddle("hello"));
try {
  await choose(process.argv[2] ?? "", "hello");
} catch (error) {
  console.log((error as Error).message);
}

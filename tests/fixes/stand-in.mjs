// Answers as Mistral does, on this machine only. Prints the port it listens on.
// usage: node stand-in.mjs KEY
import { createServer } from "node:http";

const key = process.argv[2];
const answer = {
  id: "1",
  object: "chat.completion",
  created: 1,
  model: "mistral-small-latest",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "hello back" } }],
  usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
};

const server = createServer((request, response) => {
  const known = request.headers.authorization === `Bearer ${key}`;
  request.resume();
  request.on("end", () => {
    response.writeHead(known ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(known ? answer : { message: "Unauthorized" }));
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));

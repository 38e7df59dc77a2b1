; Where names get their values, in TypeScript, TSX and JavaScript.

; import { Mistral } from "@mistralai/mistralai";
(import_statement) @import

; export const client = …; export default client; export { a as b } from "./c";
(export_statement) @export

; const client = new Mistral();   let client;   const { a } = b;
(variable_declarator) @binding

; client = new Mistral();   this.client = client;
(assignment_expression
  left: (_) @assignment.target
  right: (_) @assignment.value) @assignment

; client ??= new Mistral();
(augmented_assignment_expression
  left: (_) @assignment.target
  operator: ["??=" "||="]
  right: (_) @assignment.value) @assignment

; function getClient() { … }
(function_declaration) @function
(generator_function_declaration) @function

; const f = function () { … }
(function_expression) @function

; () => client
(arrow_function) @function

; class A { m() { … } }   const a = { m() { … } }
(method_definition) @function

; class Chat { … }
(class_declaration) @class

; const Chat = class { … }
(class) @class

; for (const message of messages) { … }
(for_in_statement
  left: (_) @loop.pattern
  right: (_) @loop.value) @loop

; Where names get their values, in Python.

; import mistralai
(import_statement) @import

; from mistralai.client import Mistral
(import_from_statement) @import

; client = Mistral()   self.client = Mistral()   key: str = ""   a, b = c
(assignment
  left: (_) @assignment.target
  right: (_) @assignment.value) @assignment

; if not (key := os.getenv("MISTRAL_API_KEY")):
(named_expression
  name: (_) @assignment.target
  value: (_) @assignment.value) @assignment

; key: str
(assignment
  left: (_)
  type: (_)
  !right) @binding

; def get_client(): …
(function_definition) @function

; lambda: client
(lambda) @function

; class Chat: …
(class_definition) @class

; @app.post("/chat")
(decorated_definition
  definition: (_) @decorated.definition) @decorated

; for message in messages:
(for_statement
  left: (_) @loop.pattern
  right: (_) @loop.value) @loop

; [m for m in messages]
(for_in_clause
  left: (_) @loop.pattern
  right: (_) @loop.value) @loop

; with Mistral() as client:
(with_item
  value: (as_pattern
    (_) @context.value
    alias: (as_pattern_target (_) @context.pattern))) @context

; with recorded("chat"):
(with_item
  value: (call) @context.value) @context

; global client
(global_statement) @outer

; nonlocal client
(nonlocal_statement) @outer

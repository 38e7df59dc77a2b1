; What runs, and when it does not, in Python.

; client.chat.complete(model="…")   Mistral()
(call) @call

; if not key: raise …
(if_statement
  condition: (_) @guard.condition
  consequence: (_) @guard.then
  alternative: (_)* @guard.otherwise) @guard

; elif not key: raise …
(elif_clause
  condition: (_) @guard.condition
  consequence: (_) @guard.then) @guard

; match model: case "…": …
(match_statement
  subject: (_) @cases.subject
  body: (_) @cases.body) @cases

; [name for name in names if name in allowed]
(list_comprehension
  body: (_) @guard.then
  (if_clause (_) @guard.condition)) @guard
(set_comprehension
  body: (_) @guard.then
  (if_clause (_) @guard.condition)) @guard
(generator_expression
  body: (_) @guard.then
  (if_clause (_) @guard.condition)) @guard

; assert key
(assert_statement . (_) @assertion.condition) @assertion

; try: …
(try_statement
  body: (_) @handler.body
  (except_clause)* @handler.catch
  (finally_clause)? @handler.finally) @handler

; raise ValueError("…")
(raise_statement (_)? @exit.value) @raise

; return client
(return_statement (_)? @exit.value) @return

; yield client   yield
(yield (_)? @yield.value) @yield

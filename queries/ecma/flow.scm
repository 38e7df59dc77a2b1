; What runs, and when it does not, in TypeScript, TSX and JavaScript.

; client.chat.complete(request)
(call_expression) @call

; new Mistral()
(new_expression) @call

; if (!key) { throw … } else { … }
(if_statement
  condition: (_) @guard.condition
  consequence: (_) @guard.then
  alternative: (_)? @guard.otherwise) @guard

; switch (model) { case "…": … }
(switch_statement
  value: (_) @cases.subject
  body: (_) @cases.body) @cases

; try { … } catch (error) { … } finally { … }
(try_statement
  body: (_) @handler.body
  handler: (catch_clause
    parameter: (_)? @handler.parameter
    body: (_) @handler.catch)?
  finalizer: (finally_clause)? @handler.finally) @handler

; throw new Error("…");
(throw_statement (_) @exit.value) @raise

; return client;
(return_statement (_)? @exit.value) @return

; yield client;
(yield_expression (_) @yield.value) @yield

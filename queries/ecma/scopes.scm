; Which parts of the text have names of their own, and what is said beside the code, in
; TypeScript, TSX and JavaScript. Functions and classes are scopes too.

; the file
(program) @scope

; { … }
(statement_block) @scope

; for (const a of b) { … }
(for_in_statement) @scope
(for_statement) @scope

; catch (error) { … }
(catch_clause) @scope

; switch (a) { … }
(switch_body) @scope

; // windbreak-ignore …
(comment) @comment

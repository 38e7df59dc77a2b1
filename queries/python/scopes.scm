; Which parts of the text have names of their own, and what is said beside the code, in Python.
; Functions and classes are scopes too.

; the file
(module) @scope

; the indented statements of an if, a function, a class …
(block) @block

; [m for m in messages]
(list_comprehension) @scope
(set_comprehension) @scope
(dictionary_comprehension) @scope
(generator_expression) @scope

; # windbreak-ignore …
(comment) @comment

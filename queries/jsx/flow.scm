; What components are given, in TSX and JavaScript.

; <Chat url={url} />
(jsx_self_closing_element) @call

; <Chat url={url}>…</Chat>
(jsx_opening_element) @call

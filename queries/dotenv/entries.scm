; The lines of an env file.

; MISTRAL_API_KEY=…
(entry) @entry

; # windbreak-ignore …
(comment) @comment

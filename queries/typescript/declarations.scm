; What TypeScript and TSX add.

; abstract class Chat { … }
(abstract_class_declaration) @class

; enum Model { Small = "mistral-small-latest" }
(enum_declaration) @class

; type Model = "mistral-small-latest" | "mistral-large-latest";
(type_alias_declaration) @alias

; interface Deps { client: Mistral }
(interface_declaration) @alias

; What TypeScript and TSX add.

; abstract class Chat { … }
(abstract_class_declaration) @class

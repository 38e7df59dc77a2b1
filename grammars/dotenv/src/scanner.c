// The decisions of the `.env` grammar that need a look ahead: whether a line is an entry,
// whether a quote closes, whether a `${` is balanced.
//
// It keeps no state. Each look ahead ends at the latest where the next one of its kind would
// begin, or is made once for a value, so that the whole file costs time linear in its length.

#include "tree_sitter/parser.h"

// The order is that of `externals` in `grammar.js`.
enum TokenType {
  NEWLINE,
  COMMENT,
  EXPORT,
  DOUBLE_OPEN,
  SINGLE_OPEN,
  BACKTICK_OPEN,
  DOUBLE_STRAY,
  SINGLE_STRAY,
  BACKTICK_STRAY,
  BARE_TEXT,
  DOUBLE_TEXT,
  SINGLE_TEXT,
  BACKTICK_TEXT,
  OPERAND_TEXT,
  DOLLAR,
  BRACE_OPEN,
  QUOTED_BRACE_OPEN,
  NESTED_BRACE_OPEN,
  TEXT_DOLLAR,
  BROKEN_BRACE,
  GARBAGE,
};

// Interpolations nested deeper than this are read as text, so that no file makes a tree
// whose depth a recursive reader could not bear.
#define MAX_NESTING 64

static inline void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

static inline bool at_end(TSLexer *lexer) {
  return lexer->lookahead == 0 && lexer->eof(lexer);
}

static inline bool is_blank(int32_t c) { return c == ' ' || c == '\t'; }

static inline bool is_line_end(int32_t c) { return c == '\n' || c == '\r'; }

static inline bool at_line_end(TSLexer *lexer) {
  return is_line_end(lexer->lookahead) || at_end(lexer);
}

static inline bool is_letter(int32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }

static inline bool begins_variable(int32_t c) { return is_letter(c) || c == '_'; }

static inline bool is_name_char(int32_t c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
}

// Passes blanks over, inside a token; says whether there were any.
static bool pass_blanks(TSLexer *lexer) {
  bool any = false;
  while (is_blank(lexer->lookahead)) {
    advance(lexer);
    any = true;
  }
  return any;
}

static bool emit(TSLexer *lexer, enum TokenType type) {
  lexer->result_symbol = type;
  return true;
}

// A line end is `\n`, `\r\n` or `\r`.
static bool scan_newline(TSLexer *lexer) {
  if (lexer->lookahead == '\r') advance(lexer);
  if (lexer->lookahead == '\n') advance(lexer);
  lexer->mark_end(lexer);
  return emit(lexer, NEWLINE);
}

// The rest of the line, without the blanks at its end.
static bool scan_rest_of_line(TSLexer *lexer, enum TokenType type) {
  while (!at_line_end(lexer)) {
    bool blank = is_blank(lexer->lookahead);
    advance(lexer);
    if (!blank) lexer->mark_end(lexer);
  }
  return emit(lexer, type);
}

// After a name: can this line go on as an entry?
static bool entry_goes_on(TSLexer *lexer) {
  if (lexer->lookahead == ':') {
    advance(lexer);
    return is_blank(lexer->lookahead) || at_line_end(lexer);
  }
  bool blanks = pass_blanks(lexer);
  return lexer->lookahead == '=' || at_line_end(lexer) || (blanks && lexer->lookahead == '#');
}

// At the first character of a line. Most lines are entries, for which this returns false
// (the name is a token of the grammar) unless they begin with the keyword `export`.
static bool scan_line_start(TSLexer *lexer) {
  static const char keyword[] = "export";
  unsigned length = 0;
  bool is_export = true;
  while (is_name_char(lexer->lookahead)) {
    if (length >= sizeof keyword - 1 || lexer->lookahead != keyword[length]) is_export = false;
    if (length < sizeof keyword) length++;
    advance(lexer);
  }
  is_export = is_export && length == sizeof keyword - 1;
  if (length > 0) {
    lexer->mark_end(lexer);
    if (is_export && is_blank(lexer->lookahead)) {
      pass_blanks(lexer);
      if (is_name_char(lexer->lookahead)) {
        while (is_name_char(lexer->lookahead)) advance(lexer);
        if (entry_goes_on(lexer)) return emit(lexer, EXPORT);
      } else if (lexer->lookahead == '=' || lexer->lookahead == '#' || at_line_end(lexer)) {
        return false;
      }
    } else if (entry_goes_on(lexer)) {
      return false;
    }
  }
  lexer->mark_end(lexer);
  return scan_rest_of_line(lexer, GARBAGE);
}

// After an opening quote: which token is it? On the line of that quote, the first quote
// closes the value; if text is glued to it, both quotes are no more than text of a bare
// value. On a later line the value may close only where its line ends too: else the quote
// met there belongs to another entry, and the first one was never closed.
static enum TokenType look_for_closing(TSLexer *lexer, int32_t quote, enum TokenType open,
                                       enum TokenType stray) {
  bool same_line = true;
  while (!at_end(lexer)) {
    int32_t c = lexer->lookahead;
    advance(lexer);
    if (c == '\\' && !at_end(lexer)) {
      c = lexer->lookahead;
      advance(lexer);
    } else if (c == quote) {
      bool blanks = pass_blanks(lexer);
      c = lexer->lookahead;
      if (at_line_end(lexer)) return open;
      if (!same_line) return blanks && c == '#' ? open : stray;
      return blanks || c == '#' || c == ';' || c == ',' ? open : BARE_TEXT;
    }
    if (is_line_end(c)) same_line = false;
  }
  return stray;
}

static bool scan_quote(TSLexer *lexer, enum TokenType open, enum TokenType stray) {
  int32_t quote = lexer->lookahead;
  advance(lexer);
  lexer->mark_end(lexer);
  return emit(lexer, look_for_closing(lexer, quote, open, stray));
}

// After `${`: a name, then `}` or an operator. Passes the name and the operator over, but
// not the `}`.
static bool well_formed_head(TSLexer *lexer) {
  if (!begins_variable(lexer->lookahead)) return false;
  while (begins_variable(lexer->lookahead) || is_digit(lexer->lookahead) ||
         lexer->lookahead == '.') {
    advance(lexer);
  }
  if (lexer->lookahead == '}') return true;
  if (lexer->lookahead == ':') advance(lexer);
  switch (lexer->lookahead) {
    case '-':
    case '=':
    case '+':
    case '?':
      advance(lexer);
      return true;
    default:
      return false;
  }
}

// After the head of an interpolation: is its `}` ahead, within the value? A quoted value
// ends at its quote, a bare one with the line or at a comment.
static bool is_balanced(TSLexer *lexer, bool quoted) {
  unsigned depth = 1;
  bool after_blank = false;
  while (!at_end(lexer)) {
    int32_t c = lexer->lookahead;
    if (quoted ? c == '"' : is_line_end(c) || (c == '#' && after_blank)) return false;
    after_blank = is_blank(c);
    advance(lexer);
    if (c == '}') {
      if (--depth == 0) return true;
    } else if (c == '\\') {
      if (!quoted && is_line_end(lexer->lookahead)) return false;
      if (!at_end(lexer)) advance(lexer);
    } else if (c == '$' && lexer->lookahead == '$') {
      advance(lexer);
    } else if (c == '$' && lexer->lookahead == '{') {
      advance(lexer);
      if (well_formed_head(lexer) && ++depth > MAX_NESTING) return false;
    }
  }
  return false;
}

// At a `$` that begins a token. A `${` without a well-formed head is text. So is one whose
// `}` is missing, and then the rest of the value holds no interpolation, lest every `${` in
// it look ahead to the end again. Inside an interpolation no look ahead is needed: the
// outermost one has made it.
static bool scan_dollar(TSLexer *lexer, const bool *valid) {
  advance(lexer);
  if (lexer->lookahead == '$') {
    advance(lexer);
  } else if (begins_variable(lexer->lookahead)) {
    lexer->mark_end(lexer);
    return emit(lexer, DOLLAR);
  } else if (lexer->lookahead == '{') {
    advance(lexer);
    lexer->mark_end(lexer);
    if (!well_formed_head(lexer)) return emit(lexer, TEXT_DOLLAR);
    if (valid[NESTED_BRACE_OPEN]) return emit(lexer, NESTED_BRACE_OPEN);
    bool quoted = valid[QUOTED_BRACE_OPEN];
    if (!is_balanced(lexer, quoted)) return emit(lexer, BROKEN_BRACE);
    return emit(lexer, quoted ? QUOTED_BRACE_OPEN : BRACE_OPEN);
  }
  lexer->mark_end(lexer);
  return emit(lexer, TEXT_DOLLAR);
}

// At a `$` amid text, which it passes over: does it belong to the text? `$$` stands for a
// dollar sign and is passed over as a whole.
static bool dollar_is_text(TSLexer *lexer) {
  advance(lexer);
  if (lexer->lookahead == '$') {
    advance(lexer);
    return true;
  }
  return lexer->lookahead != '{' && !begins_variable(lexer->lookahead);
}

// The text of a bare value, to the end of the line or to a comment. A backslash protects
// the character after it, unless that is a blank.
static bool scan_bare_text(TSLexer *lexer, bool interpolates) {
  bool any = false;
  bool after_blank = false;
  while (!at_line_end(lexer)) {
    int32_t c = lexer->lookahead;
    if (is_blank(c)) {
      pass_blanks(lexer);
      after_blank = true;
      continue;
    }
    if (c == '#' && after_blank) break;
    if (c == '$' && interpolates) {
      if (!dollar_is_text(lexer)) break;
    } else {
      advance(lexer);
      if (c == '\\' && !is_blank(lexer->lookahead) && !at_line_end(lexer)) advance(lexer);
    }
    lexer->mark_end(lexer);
    any = true;
    after_blank = false;
  }
  return any && emit(lexer, BARE_TEXT);
}

static bool is_escapable(int32_t c) {
  switch (c) {
    case 'a':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
    case 'v':
    case '"':
    case '\'':
    case '`':
    case '\\':
    case '$':
      return true;
    default:
      return false;
  }
}

// Text inside double quotes, to the quote, an escape sequence or an interpolation.
static bool scan_double_text(TSLexer *lexer, bool interpolates) {
  bool any = false;
  while (!at_end(lexer) && lexer->lookahead != '"') {
    int32_t c = lexer->lookahead;
    if (c == '$' && interpolates) {
      if (!dollar_is_text(lexer)) break;
    } else {
      advance(lexer);
      if (c == '\\' && is_escapable(lexer->lookahead)) break;
    }
    lexer->mark_end(lexer);
    any = true;
  }
  return any && emit(lexer, DOUBLE_TEXT);
}

// Text inside the other quotes. Literal, but a backslash keeps the next quote from closing.
static bool scan_literal_text(TSLexer *lexer, int32_t quote, enum TokenType type) {
  bool any = false;
  while (!at_end(lexer) && lexer->lookahead != quote) {
    bool protects = lexer->lookahead == '\\';
    advance(lexer);
    if (protects && !at_end(lexer)) advance(lexer);
    any = true;
  }
  lexer->mark_end(lexer);
  return any && emit(lexer, type);
}

// Text between the operator and the `}` of an interpolation.
static bool scan_operand_text(TSLexer *lexer) {
  bool any = false;
  while (!at_end(lexer) && lexer->lookahead != '}') {
    int32_t c = lexer->lookahead;
    if (c == '$') {
      if (!dollar_is_text(lexer)) break;
    } else {
      advance(lexer);
      if (c == '\\' && !at_end(lexer)) advance(lexer);
    }
    lexer->mark_end(lexer);
    any = true;
  }
  return any && emit(lexer, OPERAND_TEXT);
}

// Inside quotes or an interpolation, where blanks and line ends belong to the text.
static bool scan_inside(TSLexer *lexer, const bool *valid) {
  if (valid[SINGLE_TEXT]) return scan_literal_text(lexer, '\'', SINGLE_TEXT);
  if (valid[BACKTICK_TEXT]) return scan_literal_text(lexer, '`', BACKTICK_TEXT);
  if (valid[DOLLAR] && lexer->lookahead == '$') return scan_dollar(lexer, valid);
  if (valid[DOUBLE_TEXT]) return scan_double_text(lexer, valid[DOLLAR]);
  if (valid[OPERAND_TEXT]) return scan_operand_text(lexer);
  return false;
}

// Where a line may end: before an entry, after its name, in a bare value, after any value.
static bool scan_in_line(TSLexer *lexer, const bool *valid) {
  bool blanks = false;
  while (is_blank(lexer->lookahead)) {
    lexer->advance(lexer, true);
    blanks = true;
  }
  if (at_end(lexer)) return false;
  if (is_line_end(lexer->lookahead)) return scan_newline(lexer);
  // Every token is valid only while the parser looks for a way out of an error.
  if (valid[GARBAGE]) return scan_rest_of_line(lexer, GARBAGE);
  if (lexer->lookahead == '#' && (blanks || !valid[BARE_TEXT])) {
    return scan_rest_of_line(lexer, COMMENT);
  }
  if (valid[EXPORT]) return scan_line_start(lexer);
  if (valid[DOUBLE_OPEN]) {
    switch (lexer->lookahead) {
      case '"':
        return scan_quote(lexer, DOUBLE_OPEN, DOUBLE_STRAY);
      case '\'':
        return scan_quote(lexer, SINGLE_OPEN, SINGLE_STRAY);
      case '`':
        return scan_quote(lexer, BACKTICK_OPEN, BACKTICK_STRAY);
    }
  }
  if (valid[DOLLAR] && lexer->lookahead == '$') return scan_dollar(lexer, valid);
  return valid[BARE_TEXT] && scan_bare_text(lexer, valid[DOLLAR]);
}

bool tree_sitter_dotenv_external_scanner_scan(void *payload, TSLexer *lexer,
                                              const bool *valid) {
  (void)payload;
  return valid[NEWLINE] ? scan_in_line(lexer, valid) : scan_inside(lexer, valid);
}

void *tree_sitter_dotenv_external_scanner_create(void) { return NULL; }

void tree_sitter_dotenv_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_dotenv_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}

void tree_sitter_dotenv_external_scanner_deserialize(void *payload, const char *buffer,
                                                     unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}

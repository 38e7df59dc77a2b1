/**
 * @file A grammar for `.env` files.
 *
 * It takes what the common readers of such files take: dotenv for Node.js, python-dotenv,
 * Docker and Compose env files, and the assignments of an `.envrc`. Where they differ, the
 * reading that loses least of the value is chosen; `README.md` lists these choices.
 *
 * One line is one entry, so the line end is a token, and only blanks are skipped. What takes
 * a look ahead (does this quote ever close? is this `${` balanced? is this line an entry at
 * all?) is decided in `src/scanner.c`, which then hands out one of two tokens. The rules
 * below therefore hold no ambiguity, and the only error in a tree is a text that no entry
 * can hold, which ends with its line.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

module.exports = grammar({
  name: 'dotenv',

  // The order is that of `enum TokenType` in `src/scanner.c`.
  externals: ($) => [
    $._newline,
    $.comment,
    $._export,

    // An opening quote whose closing quote was seen ahead.
    $._double_open,
    $._single_open,
    $._backtick_open,

    // An opening quote that nothing closes: its value ends with the line.
    $._double_stray,
    $._single_stray,
    $._backtick_stray,

    // Text, by where it stands, up to what ends it or must be a node of its own.
    $._bare_text,
    $._double_text,
    $._single_text,
    $._backtick_text,
    $._operand_text,

    // `$` before a name.
    $._dollar,

    // `${` of a well-formed interpolation, by where it stands.
    $._brace_open,
    $._quoted_brace_open,
    $._nested_brace_open,

    // `$` or `${` that is text.
    $._text_dollar,

    // `${` that is never closed: the rest of the value holds no interpolation.
    $._broken_brace,

    // Allowed by no rule: the part of a line that cannot be read, as one token.
    $._garbage,
  ],

  extras: () => [/[ \t]/],

  // For fewer steps a line, in trees of the same shape.
  inline: ($) => [$._line, $._value, $._bare_part, $._double_part],

  rules: {
    source_file: ($) => seq(repeat(seq(optional($._line), $._newline)), optional($._line)),

    _line: ($) => choice(seq($.entry, optional($.comment)), $.comment),

    // `NAME=value`, `export NAME=value`, `NAME: value`, `NAME=`, or `NAME` alone, which
    // passes on a variable of the surrounding environment.
    entry: ($) =>
      seq(
        optional(alias($._export, 'export')),
        field('name', $.name),
        optional(seq(choice('=', token.immediate(':')), optional(field('value', $._value)))),
      ),

    name: () => /[A-Za-z0-9_.-]+/,

    _value: ($) =>
      choice(
        $.unquoted_value,
        $.double_quoted_value,
        $.single_quoted_value,
        $.backtick_quoted_value,
      ),

    // Blanks inside the value are in its range, blanks after it are not.
    unquoted_value: ($) => $._bare,

    _bare: ($) => choice(seq(repeat1($._bare_part), optional($._bare_tail)), $._bare_tail),

    _bare_part: ($) =>
      choice($._bare_text, $._text_dollar, alias($._bare_interpolation, $.interpolation)),

    _bare_tail: ($) => seq($._broken_brace, optional($._bare_text)),

    // The content is that of a bare value where the quote is a stray one.
    double_quoted_value: ($) =>
      choice(
        seq(
          alias($._double_open, '"'),
          optional(field('content', alias($._double_content, $.content))),
          token.immediate('"'),
        ),
        seq(
          alias($._double_stray, $.stray_quote),
          optional(field('content', alias($._bare, $.content))),
        ),
      ),

    _double_content: ($) =>
      choice(seq(repeat1($._double_part), optional($._double_tail)), $._double_tail),

    _double_part: ($) =>
      choice(
        $._double_text,
        $._text_dollar,
        $.escape_sequence,
        alias($._quoted_interpolation, $.interpolation),
      ),

    _double_tail: ($) =>
      seq($._broken_brace, repeat(choice($._double_text, $.escape_sequence))),

    // The same characters as in `is_escapable` of `src/scanner.c`.
    escape_sequence: () => token.immediate(/\\[abfnrtv"'`\\$]/),

    single_quoted_value: ($) =>
      choice(
        seq(
          alias($._single_open, "'"),
          optional(field('content', alias($._single_text, $.content))),
          token.immediate("'"),
        ),
        seq(
          alias($._single_stray, $.stray_quote),
          optional(field('content', alias($._bare_text, $.content))),
        ),
      ),

    backtick_quoted_value: ($) =>
      choice(
        seq(
          alias($._backtick_open, '`'),
          optional(field('content', alias($._backtick_text, $.content))),
          token.immediate('`'),
        ),
        seq(
          alias($._backtick_stray, $.stray_quote),
          optional(field('content', alias($._bare_text, $.content))),
        ),
      ),

    // One rule for each place, since what closes a `${` depends on it; one kind in the tree.
    _bare_interpolation: ($) => interpolation($, $._brace_open),
    _quoted_interpolation: ($) => interpolation($, $._quoted_brace_open),
    _nested_interpolation: ($) => interpolation($, $._nested_brace_open),

    _variable: () => token.immediate(/[A-Za-z_][A-Za-z0-9_]*/),
    _braced_variable: () => token.immediate(/[A-Za-z_][A-Za-z0-9_.]*/),

    default_value: ($) => $._operand,
    alternative: ($) => $._operand,

    // What stands between the operator and `}`. The scanner has seen that `}`.
    _operand: ($) =>
      repeat1(
        choice(
          $._operand_text,
          $._text_dollar,
          alias($._nested_interpolation, $.interpolation),
        ),
      ),
  },
});

/** `$NAME`, `${NAME}`, or `${NAME` with an operator and what it falls back on. */
function interpolation($, braceOpen) {
  const operator = (...signs) =>
    field('operator', choice(...signs.map((sign) => token.immediate(sign))));
  return choice(
    seq(alias($._dollar, '$'), field('name', alias($._variable, $.name))),
    seq(
      alias(braceOpen, '${'),
      field('name', alias($._braced_variable, $.name)),
      optional(
        choice(
          // If the variable is unset (or, with a colon, empty), this stands for it.
          seq(operator(':-', '-', ':=', '='), optional(field('default', $.default_value))),
          // If it is set, this stands for it; or if it is unset, this is the complaint.
          seq(operator(':+', '+', ':?', '?'), optional(field('alternative', $.alternative))),
        ),
      ),
      token.immediate('}'),
    ),
  );
}

//! What IPython understands and Python does not: magics (`%env A=b`, `%%bash`), shell lines
//! (`!pip install`), help (`client?`).
//!
//! Such lines are found where IPython finds them, at the beginning of a logical line, and blanked:
//! the code keeps its length, so that every place in it stays what it was. What they do that
//! matters elsewhere is told.

use std::ops::Range;

/// Cell magics that run the rest of their cell as the cell would be run.
const TRANSPARENT: [&str; 12] = [
    "capture", "debug", "ipytest", "memit", "mprun", "prun", "pypy", "python", "python3",
    "snakeviz", "time", "timeit",
];

/// Cell magics whose cell is a shell script.
const SHELLS: [&str; 7] = ["bash", "sh", "zsh", "script", "cmd", "system", "sx"];

/// What a magic does that matters to more than its own line. Ranges are bytes of the cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Command {
    /// A shell runs this.
    Shell(Range<usize>),
    /// A variable of the environment is set; to this value, if it is written out.
    SetEnv {
        name: Range<usize>,
        value: Option<Range<usize>>,
    },
    /// This is in another language, or is a file to be written.
    Foreign(Range<usize>),
}

/// The Python of a cell.
pub(super) struct Python {
    /// The cell with what is not Python blanked; as long as the cell.
    pub(super) code: String,
    /// What was blanked, as far as it matters.
    pub(super) commands: Vec<Command>,
    /// What closes the brackets and quotes that the cell leaves open.
    pub(super) closing: String,
}

/// Tells the Python of a cell from the rest.
pub(super) fn python(cell: &str) -> Python {
    let mut scan = Scan {
        cell,
        code: cell.as_bytes().to_vec(),
        commands: Vec::new(),
        open: Vec::new(),
        quote: None,
        continued: false,
    };
    let body = scan.cell_magic();
    scan.lines(body);
    let mut closing = scan.quote.map_or("", Quote::closing).to_owned();
    closing.extend(scan.open.iter().rev().map(|byte| char::from(*byte)));
    Python {
        // Only whole lines, or what follows an ASCII sign, were blanked.
        code: String::from_utf8(scan.code).unwrap_or_else(|_| " ".repeat(cell.len())),
        commands: scan.commands,
        closing,
    }
}

/// The quotes around the string that a line begins or ends in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    Double,
    Single,
    TripleDouble,
    TripleSingle,
}

impl Quote {
    fn closing(self) -> &'static str {
        match self {
            Self::Double => "\"",
            Self::Single => "'",
            Self::TripleDouble => "\"\"\"",
            Self::TripleSingle => "'''",
        }
    }

    fn at(rest: &str) -> Option<Self> {
        [
            Self::TripleDouble,
            Self::TripleSingle,
            Self::Double,
            Self::Single,
        ]
        .into_iter()
        .find(|quote| rest.starts_with(quote.closing()))
    }

    fn is_triple(self) -> bool {
        matches!(self, Self::TripleDouble | Self::TripleSingle)
    }
}

/// Brackets nested deeper than this are not closed.
const MAX_OPEN: usize = 64;

struct Scan<'a> {
    cell: &'a str,
    code: Vec<u8>,
    commands: Vec<Command>,
    /// What closes the brackets that are open.
    open: Vec<u8>,
    quote: Option<Quote>,
    /// The line before ends with a backslash.
    continued: bool,
}

impl Scan<'_> {
    /// Blanks a cell magic; gives where the Python after it begins.
    fn cell_magic(&mut self) -> usize {
        let start = self.cell.len() - self.cell.trim_start().len();
        let Some(rest) = self.cell[start..].strip_prefix("%%") else {
            return 0;
        };
        let line_end = self.line_end(start);
        let name = word(rest);
        if TRANSPARENT.contains(&name) {
            self.blank(start..line_end, "");
            return line_end;
        }
        let body = (line_end + 1).min(self.cell.len())..self.cell.len();
        self.commands.push(match SHELLS.contains(&name) {
            true => Command::Shell(body),
            false => Command::Foreign(body),
        });
        self.blank(start..self.cell.len(), "");
        self.cell.len()
    }

    fn lines(&mut self, mut at: usize) {
        while at < self.cell.len() {
            let end = self.line_end(at);
            let is_logical_start = self.open.is_empty() && self.quote.is_none() && !self.continued;
            let indent = self.cell[at..end].len() - self.cell[at..end].trim_start().len();
            let start = at + indent;
            let is_magic = self.cell[start..end].starts_with(['%', '!', '?', ',', ';', '/']);
            if is_logical_start && is_magic {
                at = self.magic_line(start) + 1;
                continue;
            }
            at = match self.code_line(at, end) {
                Some(magic) => self.assigned_magic(magic) + 1,
                None => end + 1,
            };
        }
    }

    /// Blanks a line that is a magic, with those that continue it; gives its end.
    fn magic_line(&mut self, start: usize) -> usize {
        let end = self.continued_line_end(start);
        self.tell(start..end);
        self.blank(start..end, "pass");
        end
    }

    /// Blanks the magic that gives a name its value (`files = !ls`); gives its end.
    fn assigned_magic(&mut self, start: usize) -> usize {
        let end = self.continued_line_end(start);
        if self.cell[start..].starts_with('!') {
            self.tell(start..end);
        }
        self.blank(start..end, "...");
        end
    }

    /// Notes what a magic does.
    fn tell(&mut self, line: Range<usize>) {
        let text = &self.cell[line.clone()];
        if text.starts_with('!') {
            let marks = text.len() - text.trim_start_matches('!').len();
            self.commands
                .push(Command::Shell(line.start + marks..line.end));
            return;
        }
        let Some(rest) = text.strip_prefix('%') else {
            return;
        };
        let name = word(rest);
        let arguments = line.start + 1 + name.len()..line.end;
        match name {
            "env" | "set_env" => self.commands.extend(set_env(self.cell, arguments)),
            "sx" | "system" | "sc" => self.commands.push(Command::Shell(arguments)),
            _ => {}
        }
    }

    /// Follows the brackets and quotes of a line of code; gives where a magic begins that gives a
    /// name its value. A line with a question mark outside of strings asks for help.
    fn code_line(&mut self, start: usize, end: usize) -> Option<usize> {
        self.continued = false;
        let is_logical_start = self.open.is_empty() && self.quote.is_none();
        let bytes = self.cell.as_bytes();
        let mut at = start;
        while at < end {
            if let Some(quote) = self.quote {
                at = self.in_string(at, end, quote);
                continue;
            }
            match bytes[at] {
                b'#' => break,
                b'"' | b'\'' => {
                    self.quote = Quote::at(&self.cell[at..end]);
                    at += self.quote.map_or(1, |quote| quote.closing().len());
                    continue;
                }
                byte @ (b'(' | b'[' | b'{') if self.open.len() < MAX_OPEN => {
                    self.open.push(match byte {
                        b'(' => b')',
                        b'[' => b']',
                        _ => b'}',
                    });
                }
                byte @ (b')' | b']' | b'}') if self.open.last() == Some(&byte) => {
                    self.open.pop();
                }
                b'?' if is_logical_start && self.open.is_empty() => {
                    self.blank(start..end, "pass");
                    return None;
                }
                b'=' if self.open.is_empty() => {
                    if let Some(magic) = self.magic_after_equals(start, at, end) {
                        return Some(magic);
                    }
                }
                b'\\' if at + 1 == end || self.cell[at + 1..end].trim_end().is_empty() => {
                    self.continued = true;
                }
                _ => {}
            }
            at += 1;
        }
        // A string in simple quotes ends with its line.
        if self.quote.is_some_and(|quote| !quote.is_triple()) && !self.continued {
            self.quote = None;
        }
        None
    }

    /// Goes on in a string; gives where to go on.
    fn in_string(&mut self, at: usize, end: usize, quote: Quote) -> usize {
        if self.cell.as_bytes()[at] == b'\\' {
            self.continued = at + 1 >= end;
            return at + 2;
        }
        if self.cell.as_bytes()[at..].starts_with(quote.closing().as_bytes()) {
            self.quote = None;
            return at + quote.closing().len();
        }
        at + 1
    }

    /// Where a magic begins after an `=` that is no part of another operator.
    fn magic_after_equals(&self, start: usize, equals: usize, end: usize) -> Option<usize> {
        let before = self.cell[start..equals].trim_end().bytes().last()?;
        let is_target =
            before.is_ascii_alphanumeric() || matches!(before, b'_' | b']' | b')' | b',');
        let rest = self.cell[equals + 1..end].trim_start();
        let is_magic = rest.starts_with('!') || rest.starts_with('%');
        (is_target && is_magic).then(|| end - rest.len())
    }

    /// The end of the line around a byte, without its line break.
    fn line_end(&self, at: usize) -> usize {
        self.cell[at..]
            .find('\n')
            .map_or(self.cell.len(), |n| at + n)
    }

    /// The end of a line and those that a backslash joins to it.
    fn continued_line_end(&self, at: usize) -> usize {
        let mut end = self.line_end(at);
        while end < self.cell.len() && self.cell[..end].trim_end_matches('\r').ends_with('\\') {
            end = self.line_end(end + 1);
        }
        end
    }

    /// Blanks a range, but for line breaks, and puts `instead` at its start if it fits.
    fn blank(&mut self, range: Range<usize>, instead: &str) {
        let (start, len) = (range.start, range.len());
        for byte in &mut self.code[range] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
        let first_line = self.line_end(start) - start;
        let instead = match instead {
            _ if len == 0 || instead.is_empty() => return,
            _ if instead.len() > first_line => "0",
            fits => fits,
        };
        // The line may begin with white space, which is its indentation.
        let line = &self.cell[start..start + first_line];
        let indent = line.len() - line.trim_start().len();
        let indent = if indent + instead.len() > first_line {
            0
        } else {
            indent
        };
        let at = start + indent;
        self.code[at..at + instead.len()].copy_from_slice(instead.as_bytes());
    }
}

/// `NAME=value`, `NAME value`; nothing for `%env` alone and `%env NAME`, which print.
fn set_env(cell: &str, arguments: Range<usize>) -> Option<Command> {
    let text = &cell[arguments.clone()];
    let start = arguments.start + text.len() - text.trim_start().len();
    let text = text.trim();
    let split = text.find(['=', ' ', '\t'])?;
    let value = text[split..].trim_start_matches([' ', '\t']);
    let value = value.strip_prefix('=').unwrap_or(value).trim_start();
    let name_len = text[..split].trim_end().len();
    let end = start + text.len();
    let mut range = end - value.len()..end;
    if let Some(quote @ ('"' | '\'')) = value.chars().next()
        && value.len() > 1
        && value.ends_with(quote)
    {
        range = range.start + 1..range.end - 1;
    }
    // IPython puts the values of variables in the place of `$name` and `{name}`.
    let is_literal = !value.is_empty() && !value.contains(['$', '{']);
    Some(Command::SetEnv {
        name: start..start + name_len,
        value: is_literal.then_some(range),
    })
}

/// The word that a text begins with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(cell: &str) -> String {
        let code = python(cell).code;
        assert_eq!(code.len(), cell.len());
        let lines: Vec<_> = code.lines().map(str::trim_end).collect();
        lines.join("\n")
    }

    #[test]
    fn magics_are_blanked_where_a_logical_line_begins() {
        assert_eq!(
            code("%pip install x\n!ls\nif a:\n  !!ls\nb = 1"),
            "pass\n0\nif a:\n  pass\nb = 1"
        );
        assert_eq!(code("!curl \\\n  -H a\nb"), "pass\n\nb");
        assert_eq!(
            code("x = (a\n  % b)\ny = '''\n%env A=b\n!c'''\nz = a \\\n % b"),
            "x = (a\n  % b)\ny = '''\n%env A=b\n!c'''\nz = a \\\n % b"
        );
        assert_eq!(
            code("x = !ls é\ny, z = %who\nw = a != b\nv=%who"),
            "x = ...\ny, z = ...\nw = a != b\nv=..."
        );
        assert_eq!(
            code("client?\n?client\n??c\nlen(a)?\nb = 'why?' # ?"),
            "pass\npass\n0\npass\nb = 'why?' # ?"
        );
        assert_eq!(code("a = 'it\\'s (' # (\n%pwd"), "a = 'it\\'s (' # (\npass");
    }

    #[test]
    fn cell_magics_hide_their_cell_unless_it_is_python() {
        assert_eq!(code("\n%%time\n%ls -l\na"), "\n\npass\na");
        assert_eq!(code("%%bash\nexport A=b\n"), "\n");
        let bash = python("%%bash -e\nexport A=b");
        assert_eq!(bash.commands, [Command::Shell(10..20)]);
        assert_eq!(
            python("%%writefile a.py\nb").commands,
            [Command::Foreign(17..18)]
        );
        assert_eq!(python("%%html").commands, [Command::Foreign(6..6)]);
    }

    #[test]
    fn what_a_magic_sets_is_told() {
        let set = |cell: &str| {
            let commands = python(cell).commands;
            let [Command::SetEnv { name, value }] = commands.as_slice() else {
                return format!("{commands:?}");
            };
            let value = value.clone().map(|value| &cell[value]);
            format!("{} {value:?}", &cell[name.clone()])
        };
        assert_eq!(set("%env A=b c"), "A Some(\"b c\")");
        assert_eq!(set("  %env A = 'b'  "), "A Some(\"b\")");
        assert_eq!(set("%set_env A b"), "A Some(\"b\")");
        assert_eq!(set("%env A="), "A None");
        assert_eq!(set("%env A=$b"), "A None");
        assert_eq!(set("%env A"), "[]");
        assert_eq!(set("%env"), "[]");
        assert_eq!(set("!export A=b"), "[Shell(1..11)]");
        assert_eq!(set("x = !cat é"), "[Shell(5..11)]");
    }

    #[test]
    fn what_is_left_open_is_closed() {
        for (cell, closing) in [
            ("f(a, [b", "])"),
            ("x = '''\n(", "'''"),
            ("f(\"\"\"", "\"\"\")"),
            ("x = 'abc\ny", ""),
            ("a)]", ""),
        ] {
            assert_eq!(python(cell).closing, closing, "{cell}");
        }
    }
}

//! The shape of a notebook's file: `nbformat` 4, where cells are a list, and 3, where they are in
//! worksheets. Everything else in it is passed over.

use super::json::{Reader, unescaped};
use crate::text::TextRange;

/// What a file says of a notebook. Ranges are bytes of the file.
#[derive(Default)]
pub(super) struct Format {
    pub(super) cells: Vec<RawCell>,
    /// The language that its kernel runs, and the kernel's name.
    pub(super) language: Option<String>,
    pub(super) kernel: Option<String>,
    /// Whether there is a list of cells.
    pub(super) has_cells: bool,
    /// Where the file stops being JSON.
    pub(super) broken: Option<usize>,
}

/// One cell.
#[derive(Default)]
pub(super) struct RawCell {
    pub(super) is_code: bool,
    /// The language, if it is another than the notebook's.
    pub(super) language: Option<String>,
    pub(super) source: Option<Multiline>,
    /// The text outputs.
    pub(super) outputs: Vec<Multiline>,
}

/// A text that is written as one string, or as a list of strings.
#[derive(Default)]
pub(super) struct Multiline {
    /// What stands between the quotes of each string.
    pub(super) strings: Vec<TextRange>,
    pub(super) is_list: bool,
}

/// Reads a notebook's file as far as it goes.
pub(super) fn read(raw: &str) -> Format {
    let mut reader = Reader::new(raw);
    let mut format = Format::default();
    reader.object(|reader, name| match name {
        "cells" => {
            format.has_cells |= reader.is_next(b'[');
            cells(reader, &mut format.cells);
        }
        "worksheets" => reader.array(|reader| {
            reader.object(|reader, name| match name {
                "cells" => {
                    format.has_cells |= reader.is_next(b'[');
                    cells(reader, &mut format.cells);
                }
                _ => reader.skip(),
            });
        }),
        "metadata" => metadata(reader, &mut format),
        _ => reader.skip(),
    });
    reader.end();
    format.broken = reader.broken();
    format
}

fn metadata(reader: &mut Reader<'_>, format: &mut Format) {
    reader.object(|reader, name| match name {
        "kernelspec" => reader.object(|reader, name| match name {
            "language" => format.language = text(reader).or(format.language.take()),
            "name" => format.kernel = text(reader),
            _ => reader.skip(),
        }),
        "language_info" => reader.object(|reader, name| match name {
            // What ran last knows better than what was chosen.
            "name" => format.language = text(reader).or(format.language.take()),
            _ => reader.skip(),
        }),
        _ => reader.skip(),
    });
}

fn cells(reader: &mut Reader<'_>, cells: &mut Vec<RawCell>) {
    reader.array(|reader| {
        let mut cell = RawCell::default();
        reader.object(|reader, name| match name {
            "cell_type" => cell.is_code = text(reader).as_deref() == Some("code"),
            "source" | "input" => cell.source = Some(multiline(reader)),
            "outputs" => outputs(reader, &mut cell.outputs),
            // `nbformat` 3.
            "language" => cell.language = text(reader),
            "metadata" => cell_metadata(reader, &mut cell),
            _ => reader.skip(),
        });
        cells.push(cell);
    });
}

/// VS Code notes here which language a cell is in.
fn cell_metadata(reader: &mut Reader<'_>, cell: &mut RawCell) {
    reader.object(|reader, name| match name {
        "vscode" => reader.object(|reader, name| match name {
            "languageId" => cell.language = text(reader),
            _ => reader.skip(),
        }),
        _ => reader.skip(),
    });
}

fn outputs(reader: &mut Reader<'_>, outputs: &mut Vec<Multiline>) {
    reader.array(|reader| {
        reader.object(|reader, name| match name {
            "text" | "traceback" => outputs.push(multiline(reader)),
            "data" => reader.object(|reader, name| match name {
                "text/plain" => outputs.push(multiline(reader)),
                _ => reader.skip(),
            }),
            _ => reader.skip(),
        });
    });
}

fn multiline(reader: &mut Reader<'_>) -> Multiline {
    let mut text = Multiline {
        strings: Vec::new(),
        is_list: reader.is_next(b'['),
    };
    match text.is_list {
        true => reader.array(|reader| text.strings.extend(reader.string())),
        false => text.strings.extend(reader.string()),
    }
    text
}

fn text(reader: &mut Reader<'_>) -> Option<String> {
    let range = reader.string()?;
    Some(unescaped(reader.source(range)).to_lowercase())
}

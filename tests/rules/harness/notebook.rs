//! Notebooks, written readably: a line `# %%` begins a cell, `# %% markdown` and `# %% raw` one of
//! that kind, `# %% output` what the cell before printed, `# %% kernel typescript` says the language
//! (`//` will do for `#`).

use serde_json::{Value, json};
use windbreak::syntax::{Notebook, PartKind};
use windbreak::text::Document;

/// The lines of one text of a notebook.
struct Part {
    kind: String,
    cell: u32,
    output: u32,
    /// The numbers of the lines, from 0.
    lines: Vec<usize>,
}

/// The JSON of the notebook that these lines are, and for each line where it begins in the text
/// that the notebook's cells make; lines between cells begin nowhere.
pub fn notebook(lines: &[String]) -> (String, Vec<Option<usize>>) {
    let (parts, kernel) = parts(lines);
    let source = |part: &Part| -> Vec<String> {
        let last = part.lines.len().saturating_sub(1);
        let line = |(n, line): (usize, &usize)| match n == last {
            true => lines[*line].clone(),
            false => format!("{}\n", lines[*line]),
        };
        part.lines.iter().enumerate().map(line).collect()
    };
    let mut cells: Vec<Value> = Vec::new();
    for part in &parts {
        match (part.kind.as_str(), cells.last_mut()) {
            ("output", Some(cell)) => {
                let output = json!({ "name": "stdout", "output_type": "stream", "text": source(part) });
                cell["outputs"].as_array_mut().expect("outputs are a list").push(output);
            }
            ("code", _) => cells.push(json!({
                "cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": source(part),
            })),
            (kind, _) => cells.push(json!({ "cell_type": kind, "metadata": {}, "source": source(part) })),
        }
    }
    let metadata = json!({ "language_info": { "name": kernel } });
    let raw = json!({ "cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5 });
    let raw = serde_json::to_string_pretty(&raw).expect("it is JSON") + "\n";

    let read = Notebook::read(Document::new(raw.as_str()));
    let mut starts = vec![None; lines.len()];
    for part in &parts {
        let is_it = |known: &&windbreak::syntax::Part| {
            known.cell == part.cell
                && match known.kind {
                    PartKind::Output(output) => part.kind == "output" && output == part.output,
                    _ => part.kind != "output",
                }
        };
        let mut at = read
            .parts()
            .iter()
            .find(is_it)
            .expect("the cell is there")
            .range
            .start();
        for line in &part.lines {
            starts[*line] = Some(at);
            at += lines[*line].len() + 1;
        }
    }
    (raw, starts)
}

fn parts(lines: &[String]) -> (Vec<Part>, String) {
    let (mut parts, mut kernel) = (Vec::<Part>::new(), "python".to_owned());
    let mut cells = 0;
    for (n, line) in lines.iter().enumerate() {
        let mark = ["# %%", "// %%"]
            .iter()
            .find_map(|mark| line.strip_prefix(mark));
        let Some(mark) = mark else {
            parts
                .last_mut()
                .expect("a notebook begins with `# %%`")
                .lines
                .push(n);
            continue;
        };
        let mut part = Part {
            kind: mark.trim().to_owned(),
            cell: cells,
            output: 0,
            lines: Vec::new(),
        };
        if let Some(name) = part.kind.strip_prefix("kernel ") {
            kernel = name.to_owned();
            continue;
        }
        if part.kind.is_empty() {
            part.kind = "code".to_owned();
        }
        match part.kind.as_str() {
            "output" => {
                part.cell = cells - 1;
                part.output = parts
                    .last()
                    .filter(|before| before.kind == "output")
                    .map_or(0, |before| before.output + 1);
            }
            _ => cells += 1,
        }
        parts.push(part);
    }
    for part in &mut parts {
        while part
            .lines
            .last()
            .is_some_and(|line| lines[*line].trim().is_empty())
        {
            part.lines.pop();
        }
    }
    (parts, kernel)
}

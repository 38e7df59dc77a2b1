"""Draws the picture in README.md from what windbreak really prints.

    cargo build --release
    python3 -m venv target/venv && target/venv/bin/pip install rich
    target/venv/bin/python docs/images/render.py
"""

import os
import re
import subprocess
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).resolve().parents[2]
WINDBREAK = os.environ.get("WINDBREAK_BINARY", ROOT / "target/release/windbreak")
ARGUMENTS = ["check", "examples/nextjs-chat/components", "examples/nextjs-chat/lib"]
WIDTH = 130

# No fonts from elsewhere: the reader's own monospaced one.
FRAME = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="Output of windbreak check">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px; line-height: {line_height}px; white-space: pre; }}
{styles}
</style>
<rect fill="#1c1c1c" width="{width}" height="{height}" rx="8"/>
<g transform="translate(12, 12)"><g class="{unique_id}-matrix">{backgrounds}
{matrix}</g></g>
</svg>
"""


def main() -> None:
    run = subprocess.run([WINDBREAK, "--color", "always", *ARGUMENTS], cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode != 1:
        raise SystemExit(f"windbreak exits with {run.returncode}: {run.stderr}")
    console = Console(record=True, width=WIDTH, file=open(os.devnull, "w"), force_terminal=True, color_system="truecolor")
    console.print(Text(f"$ windbreak {' '.join(ARGUMENTS)}", style="bold"))
    # What links in a terminal is the same text in a picture.
    plain_links = re.sub(r"\x1b\]8;[^\x1b]*\x1b\\", "", run.stdout)
    console.print(Text.from_ansi(plain_links))
    svg = console.export_svg(theme=MONOKAI, code_format=FRAME, unique_id="t", title="")
    svg = re.sub(r' ?clip-path="[^"]*"', "", svg)
    # Line ends, each drawn as an empty piece of text, and the room for a window's frame.
    svg = re.sub(r"<text[^>]*>\n</text>", "\n", svg)
    height = max(float(y) for y in re.findall(r' y="([0-9.]+)"', svg)) + 40
    svg = re.sub(r'(viewBox="0 0 [0-9.]+ |height=")[0-9.]+"', rf'\g<1>{height:.0f}"', svg)
    (ROOT / "docs/images/check.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()

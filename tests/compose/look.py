"""Takes a picture of every preview at the width of a phone and of a desk: `python tests/compose/look.py FOLDER [NAME]`.

For people who change a template; needs Debian's chromium. Asserts nothing and is no test.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from mailflow.compose.templates import Templates

SIZES = {"phone": (390, 1600), "desk": (1280, 1200)}


def look(folder: Path, wanted: str = "") -> list[Path]:
    """A PNG for each language, sample and size."""
    known, pictures = Templates(), []
    folder.mkdir(parents=True, exist_ok=True)
    for language in known.languages:
        for name, sheet in known.samples(language).items():
            if wanted not in ("", name, f"{language}/{name}"):
                continue
            page = folder / f"{language}-{name}.html"
            page.write_text(known.render(sheet).html, encoding="utf-8")
            pictures += [shoot(page, size) for size in SIZES]
    return pictures


def shoot(page: Path, size: str) -> Path:
    """One page at one size, without any network. Chromium lays nothing out below 500 px, so a frame makes a phone."""
    width, height = SIZES[size]
    picture = page.with_name(f"{page.stem}-{size}.png")
    with tempfile.TemporaryDirectory() as profile:
        frame = Path(profile) / "frame.html"
        style = f"border:0;width:{width}px;height:{height}px"
        frame.write_text(
            f'<body style="margin:0"><iframe src="{page.resolve().as_uri()}" style="{style}">', encoding="utf-8"
        )
        command = [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--no-first-run", "--hide-scrollbars",
            f"--user-data-dir={profile}/data", f"--window-size={max(width, 500)},{height}",
            f"--screenshot={picture.resolve()}", frame.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    return picture


if __name__ == "__main__":
    for made in look(Path(sys.argv[1]), *sys.argv[2:3]):
        sys.stdout.write(f"{made}\n")

"""Every mail, word for word, as it stands in expected/: a change of wording is seen and agreed to.

`MAILFLOW_REWRITE=1 pytest tests/compose/test_expected.py` writes them anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

FOLDER = Path(__file__).parent / "expected"


def written(subject: str, text: str) -> str:
    """As stored. A record's code hangs on the digest of its process file, which other changes touch: left out."""
    return re.sub(r"· [0-9A-F]{4}-[0-9A-F]{4}\b", "· CODE", f"{subject}\n\n{text}")


def test_every_mail_reads_as_agreed(mails):
    now = {f"{language}/{name}.txt": written(mail.subject, mail.text) for (language, name), mail in mails.items()}
    if os.environ.get("MAILFLOW_REWRITE"):
        for old in FOLDER.glob("*/*.txt"):
            old.unlink()
        for path, text in now.items():
            (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
            (FOLDER / path).write_text(text, encoding="utf-8")
    stored = {f"{one.parent.name}/{one.name}": one.read_text(encoding="utf-8") for one in FOLDER.glob("*/*.txt")}
    assert set(stored) == set(now)
    for path, text in now.items():
        assert text == stored[path], path

"""The shipped templates, and the sample of every mail in every language."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mailflow.compose.headers import Rendered
from mailflow.compose.sheet import Sheet
from mailflow.compose.templates import Templates

LANGUAGES = ("en", "zh")


@pytest.fixture(scope="session")
def templates() -> Templates:
    """What is shipped, without anybody's own."""
    return Templates()


@pytest.fixture(scope="session")
def samples(templates: Templates) -> Mapping[str, Mapping[str, Sheet]]:
    """Language -> name -> the sheet of that mail."""
    return {language: templates.samples(language) for language in LANGUAGES}


@pytest.fixture(scope="session")
def mails(templates: Templates, samples: Mapping[str, Mapping[str, Sheet]]) -> Mapping[tuple[str, str], Rendered]:
    """(language, name) -> the rendered mail."""
    return {
        (language, name): templates.render(sheet)
        for language, found in samples.items()
        for name, sheet in found.items()
    }

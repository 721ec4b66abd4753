"""The only door to Jinja and css-inline: a sheet becomes a view, a view becomes a subject, a text and a page.

One template file for each language and name is rendered twice, with the parts of `text/` and of `html/`, so that both
say the same. Values are never template source; a user's folder comes first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from css_inline import CSSInliner
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from mailflow.compose.appointment import Agenda, appointment
from mailflow.compose.dates import Patterns
from mailflow.compose.headers import Rendered
from mailflow.compose.refusal import RenderError, has_control
from mailflow.compose.sheet import Sheet
from mailflow.compose.views import VIEWS
from mailflow.compose.views.desk import Desk
from mailflow.compose.views.view import View
from mailflow.config.data import data_root

FLAVOURS = ("text", "html")
OWN = "signed"  # the view of a template that a process names for the end of a step and that isn't among ours
LONGEST_LINK = 1800  # characters: some browsers and mail programs cut a mailto: link near 2,000
_TEMPLATE_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]+)?")
_BLANK_LINES = re.compile(r"\n{3,}")


class Templates:
    """The templates of every language, `user_folder`'s before ours."""

    def __init__(self, user_folder: Path | None = None) -> None:
        self._folders = [*([user_folder] if user_folder else []), data_root() / "templates" / "email"]
        self._environments = {flavour: _environment(flavour, self._folders) for flavour in FLAVOURS}
        self._inliner = CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that mails can be written in."""
        found = {path.parent.name for folder in self._folders for path in folder.glob("*/words.j2")}
        return tuple(sorted(found))

    def render(self, sheet: Sheet) -> Rendered:
        """The mail of a sheet; RenderError, with the reason, whatever goes wrong."""
        name, language = sheet.letters[0].template, sheet.person.language
        try:
            view = VIEWS.get(name, VIEWS[OWN]).of(self.desk(sheet))
        except RenderError:
            raise
        except (LookupError, TypeError, ValueError, AttributeError, StopIteration) as error:
            raise RenderError(f"{name}: the facts don't fit: {type(error).__name__}: {error}") from error
        return self.render_view(name, language, view)

    def render_view(self, name: str, language: str, view: View) -> Rendered:
        """A mail from its view."""
        if not _TEMPLATE_NAME.fullmatch(name) or not _LANGUAGE.fullmatch(language):
            raise RenderError(f"no template is called {language}/{name}")
        try:
            subject, text = self._render("text", f"{language}/{name}.j2", view)
            _, page = self._render("html", f"{language}/{name}.j2", view)
            rendered = Rendered(" ".join(subject.split(" ")), _tidy_text(text), self._inliner.inline(page))
            for one in (rendered.subject, rendered.text, rendered.html):
                one.encode()
        except TemplateNotFound as error:
            raise RenderError(f"there is no template {error.name}") from error
        except (TemplateError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise RenderError(f"{language}/{name}.j2: {type(error).__name__}: {error}") from error
        if not rendered.subject or has_control(rendered.subject):
            raise RenderError(f"{language}/{name}.j2: the subject isn't one plain line: {rendered.subject[:80]!a}")
        return rendered

    def appointment(self, sheet: Sheet) -> bytes:
        """The iCalendar object that goes with the mail of a sheet; none where it is about no meeting."""
        words = self.words(sheet.person.language)["agenda"]
        return appointment(self.desk(sheet), Agenda(**words))

    def desk(self, sheet: Sheet) -> Desk:
        """Where the view of a sheet is made, in its reader's language."""
        words = self.words(sheet.person.language)
        try:
            patterns = Patterns(**words["patterns"])
            return Desk(sheet, patterns, words["joiner"], words["unanswered"], words["colon"])
        except (LookupError, TypeError) as error:
            raise RenderError(f"{sheet.person.language}/words.j2: {error}") from error

    def samples(self, language: str) -> dict[str, Sheet]:
        """A sheet for every template, by its name, and further ones as `name-what`, in this language."""
        from mailflow.compose.sample import sheets  # noqa: PLC0415 - reads the shipped procedures: not for a daemon

        return sheets(language, self.data(language, "sample"))

    def words(self, language: str) -> Mapping[str, Any]:
        """What `words.j2` of a language sets."""
        return self.data(language, "words")

    def data(self, language: str, name: str) -> Mapping[str, Any]:
        """What a file of one language sets: words, or the texts of the sample."""
        if not _LANGUAGE.fullmatch(language):
            raise RenderError(f"not a language: {language!a}")
        try:
            module = self._environments["text"].get_template(f"{language}/{name}.j2").module
        except TemplateError as error:
            raise RenderError(f"{language}/{name}.j2: {error or type(error).__name__}") from error
        return {key: value for key, value in vars(module).items() if not key.startswith("_")}

    def _render(self, flavour: str, path: str, view: View) -> tuple[str, str]:
        environment = self._environments[flavour]
        words = environment.get_template(f"{view.language}/words.j2").module
        values = {"view": view, "words": words}
        values["parts"] = environment.get_template("parts.j2").make_module(dict(values))
        template = environment.get_template(path)
        context = template.new_context(values)
        subject = "".join(template.blocks["subject"](context)).strip()
        framed = str(words.framed(subject, view))  # type: ignore[attr-defined]  # a macro of words.j2
        return framed.strip(), template.render(values)


def mailto(address: str, subject: str, body: str) -> str:
    """A link that opens a new mail with everything filled in; "" where it would be too long to be safe."""
    said = f"subject={quote(subject, safe='')}&body={quote(body.replace(chr(10), chr(13) + chr(10)), safe='')}"
    link = f"mailto:{quote(address, safe='@+')}?{said}"
    return link if len(link) <= LONGEST_LINK else ""


def _environment(flavour: str, folders: list[Path]) -> ImmutableSandboxedEnvironment:
    loaders: list[BaseLoader] = [FileSystemLoader([folder / flavour, folder]) for folder in folders]
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader(loaders),
        autoescape=flavour == "html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["tidy"] = _tidy
    environment.globals["mailto"] = mailto
    return environment


def _tidy(text: str) -> str:
    """The lines of a part without the template's own indentation and empty lines."""
    lines = [line for one in text.split("\n") if (line := one.strip())]
    return Markup("\n").join(lines) if isinstance(text, Markup) else "\n".join(lines)


def _tidy_text(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


__all__ = ["RenderError", "Rendered", "Templates", "mailto"]

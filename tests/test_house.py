"""The laws of the house that no other tool checks: doors of libraries, parity of languages, no stray clock or text."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import mailflow
from mailflow.cli.main import COMMANDS
from mailflow.config.data import data_root
from mailflow.workflow.steps import KINDS

ROOT = Path(mailflow.__file__).parent
REPOSITORY = ROOT.parent
OTHERS = sorted(path for part in ("tests", "benchmarks") for path in (REPOSITORY / part).rglob("*.py"))
FILES = sorted(path for path in ROOT.rglob("*.py") if "_data" not in path.parts)
DOORS = {  # library -> the only places that may import it
    "mailparser": {"parsers/message/reader.py"},
    "imapclient": {"transport/imap.py"},
    "imaplib": {"transport/imap.py"},
    "aiosmtplib": {"transport/smtp.py"},
    "sqlalchemy": {"store/"},
    "alembic": {"store/"},
    "ruamel": {"config/"},
    "pydantic": {"config/"},
    "jinja2": {"compose/templates.py"},
    "icalendar": {"compose/invitation.py"},
    "css_inline": {"compose/templates.py"},
    "babel": {"compose/"},
    "selectolax": {"parsers/page/reader.py"},
    "docx": {"parsers/form/word.py", "reports/word.py", "reports/ooxml.py"},  # one reads, one writes
    "openpyxl": {"parsers/form/sheet.py", "reports/workbook.py"},
    "typst": {"reports/pdf.py"},
    "chardet": {"parsers/message/charset.py"},
    "authres": {"parsers/origin.py"},
    "pymap": {"sandbox/embedded.py"},
    "aiosmtpd": {"sandbox/embedded.py"},
    "apscheduler": {"daemon/run.py"},
    "structlog": {"daemon/", "cli/"},
    "typer": {"cli/"},
    "rich": {"cli/"},
}
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}  # of datetime, date, time
MAY_KNOW_THE_TIME = {"daemon/", "cli/", "transport/"}  # roots, and timeouts of the network
MAY_THROW_DICE = {"daemon/clock.py", "sandbox/clock.py", "transport/probe.py", "cli/init.py"}
NO_TEXT = {  # where Chinese characters in code are no text for people
    "sandbox/people.py",  # writes what people's mail programs write
    "config/kinds.py", "config/process.py",  # show the operator how a label is written in both languages
    "parsers/automatic/absence.py", "parsers/dates.py", "parsers/form/labels.py",  # shapes of dates, numbers
    "parsers/letter/quotes.py",
    "parsers/message/charset.py", "parsers/letter/cards.py",
}  # fmt: skip
FORBIDDEN_NAMES = frozenset("task job ticket handler manager helper util utils common base misc".split())  # noqa: SIM905 - words


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_in(path: Path, places: set[str]) -> bool:
    return any(place(path) == one or (one.endswith("/") and place(path).startswith(one)) for one in places)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("path", FILES, ids=place)
def test_a_library_has_one_door(path: Path) -> None:
    """Replacing a library touches one file."""
    for name in imports(path):
        doors = DOORS.get(name.partition(".")[0])
        assert doors is None or is_in(path, doors), f"{place(path)} imports {name}; its door is {doors}"


@pytest.mark.parametrize("path", FILES, ids=place)
def test_a_file_holds_one_idea(path: Path) -> None:
    """No file over 400 lines, every file says what it is for, and no name that says nothing."""
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    assert ast.get_docstring(ast.parse(text)), f"{place(path)} has no docstring"
    assert path.stem.strip("_") not in FORBIDDEN_NAMES


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_tests_are_short_too(path: Path) -> None:
    """No file over 400 lines anywhere."""
    assert path.read_text("utf-8").count("\n") <= 400


@pytest.mark.parametrize("path", [path for path in FILES if not is_in(path, MAY_KNOW_THE_TIME)], ids=place)
def test_time_comes_in_as_an_argument(path: Path) -> None:
    """Whoever decides, reads or renders asks no clock."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            assert name not in ("datetime", "date", "time"), f"{place(path)}:{node.lineno} reads a clock"


@pytest.mark.parametrize("path", [path for path in FILES if not is_in(path, MAY_THROW_DICE)], ids=place)
def test_chance_comes_in_as_an_argument(path: Path) -> None:
    """What is drawn is drawn at the roots, so that a story is the same story each time."""
    assert not {"random", "secrets", "uuid"} & {name.partition(".")[0] for name in imports(path)}


@pytest.mark.parametrize("path", [path for path in FILES if not is_in(path, NO_TEXT)], ids=place)
def test_texts_for_people_stand_outside_python(path: Path) -> None:
    """Chinese in code is a text for people in the wrong place; ranges of characters, docstrings, comments are none."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    documents = [node for node in ast.walk(tree) if isinstance(node, documented) and ast.get_docstring(node)]
    docs = {id(node.body[0].value) for node in documents}  # type: ignore[attr-defined]  # a docstring is an Expr
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            text = re.sub("[\u3400-\u9fff]-[\u3400-\u9fff]", "", node.value)
            assert not re.search("[\u3400-\u9fff]", text), f"{place(path)}:{node.lineno}: {node.value[:40]!r}"


ASKS = {
    "form": "form_ask", "signoff": "signoff", "assign": "matter", "meeting": "invitation", "track": "progress_ask",
    "close": "case_closed",
}  # fmt: skip


def test_a_kind_has_its_mail_and_its_story() -> None:
    """A step kind without a template can't ask; one without a story isn't shown to work."""
    folders = (REPOSITORY / "tests/stories", REPOSITORY / "mailflow/sandbox")
    stories = "".join(path.read_text("utf-8") for folder in folders for path in folder.glob("*.story"))
    for module in KINDS:
        asks = ASKS[module.KIND]
        for language in ("zh", "en"):
            assert list((data_root() / "templates/email" / language).glob(f"{asks}.*")), module.KIND
        assert f": {asks}" in stories, module.KIND


def test_languages_have_the_same_mails_and_words() -> None:
    """A template or a word list that one language lacks is a mail that somebody doesn't get."""
    folder = data_root() / "templates/email"
    zh, en = ({path.name for path in (folder / one).iterdir()} for one in ("zh", "en"))
    assert zh == en


def test_commands_are_documented() -> None:
    """Each command has its heading in the operator's manual."""
    manual = (REPOSITORY / "docs/operate.md").read_text("utf-8")
    for name in COMMANDS:
        assert f"`mailflow {name}" in manual, name


def test_the_project_speaks_of_itself() -> None:
    """No path of somebody's machine, no registry's host, in anything that is kept."""
    for path in [*FILES, *REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"), REPOSITORY / "Makefile"]:
        text = path.read_text("utf-8")
        assert not re.search(r"/(work|home|root)/\w|pypi\.org|registry\.npmjs", text), path


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.rglob("test_*.py")), ids=lambda path: path.stem)
def test_every_test_says_what_it_proves(path: Path) -> None:
    """By a docstring, or by a name that is a sentence."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            assert ast.get_docstring(node) or node.name.count("_") >= 3, f"{path.name}: {node.name}"

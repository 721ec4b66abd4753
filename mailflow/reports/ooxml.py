"""What python-docx has no word for: fonts for Han characters, borders, shading, page fields. Lays nothing out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

SERIF, SANS = ("Times New Roman", "SimSun"), ("Arial", "SimHei")  # Latin, Han: on every Windows and Mac with Office
INK, GREY, RULED, SHADE = "1F2933", "6B7280", "AEB7C2", "F1F4F8"
PROMPT = "Prompt"  # name of a style
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_LANGUAGES = {"zh": "zh-CN", "en": "en-US"}


def set_fonts(style: Any, fonts: tuple[str, str]) -> None:
    """A style's Latin and Han fonts; those of the theme would win, so they go."""
    properties = style.element.get_or_add_rPr()
    found = properties.find(qn("w:rFonts"))
    if found is not None:
        properties.remove(found)
    latin, han = fonts
    element = OxmlElement("w:rFonts")
    for name, font in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", han)):
        element.set(qn(f"w:{name}"), font)
    properties.insert(0, element)


def set_language(document: Document, language: str) -> None:
    """What the spelling checker and the line breaks go by. Han characters are Chinese in an English paper too."""
    latin = _LANGUAGES.get(language, language)
    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), "en-US" if latin.startswith("zh") else latin)
        found.set(qn("w:eastAsia"), "zh-CN")


def be_current(document: Document) -> None:
    """Word of today: else it opens the file in the mode of 2010."""
    for one in document.settings.element.iter(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), "15")


def drop_thumbnail(document: Document) -> None:
    """The picture of an empty page that the template of python-docx brings."""
    rels = document.part.package.rels
    for key in [key for key, one in rels.items() if one.reltype.endswith("/thumbnail")]:
        rels.pop(key)


def write(
    paragraph: Any, text: str, *, size: float = 10.5, bold: bool = False, colour: str = INK, sans: bool = False
) -> Any:
    """Add a text; its lines become lines of the paragraph."""
    run = None
    for no, line in enumerate(text.split("\n")):
        run = paragraph.add_run(line)
        if no:
            run._r.insert(0, OxmlElement("w:br"))  # noqa: SLF001 - python-docx has breaks behind a text only
        run.font.size, run.font.bold = Pt(size), bold or None
        run.font.color.rgb = RGBColor.from_string(colour)
        if sans:
            set_fonts(_Run(run), SANS)
    return run


class _Run:
    """A run seen as what has fonts."""

    def __init__(self, run: Any) -> None:
        self.element = run._r  # noqa: SLF001 - the element has no public name


def add_field(paragraph: Any, code: str, size: float) -> None:
    """PAGE or NUMPAGES: computed by the program that shows it."""
    for kind in ("begin", "", "separate", "1", "end"):
        run = write(paragraph, "1" if kind == "1" else "", size=size, colour=GREY)
        if kind == "1":
            continue
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = f" {code} "
        run._r.append(element)  # noqa: SLF001 - the element has no public name


def shade(cell: Any, fill: str) -> None:
    """A cell's background."""
    element = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        element.set(qn(f"w:{name}"), value)
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - the element has no public name
    properties.insert_element_before(element, "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign")


def rule(table: Any, sides: Sequence[str] = _SIDES, *, room: int = 90) -> None:
    """Thin lines on these sides of a table's cells, none elsewhere; `room` within on either hand, 1/20 points."""
    properties = table._tbl.tblPr  # noqa: SLF001 - the element has no public name
    borders = OxmlElement("w:tblBorders")
    for side in _SIDES:
        one = OxmlElement(f"w:{side}")
        one.set(qn("w:val"), "single" if side in sides else "nil")
        if side in sides:
            one.set(qn("w:sz"), "4")
            one.set(qn("w:space"), "0")
            one.set(qn("w:color"), RULED)
        borders.append(one)
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    margins = OxmlElement("w:tblCellMar")
    for side, size in (("top", 50), ("left", room), ("bottom", 50), ("right", room)):
        one = OxmlElement(f"w:{side}")
        one.set(qn("w:w"), str(size))
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    properties.insert_element_before(margins, "w:tblLook")


def part_rows(cell: Any, points: float) -> None:
    """Room of the page's colour above and below a shaded cell."""
    borders = OxmlElement("w:tcBorders")
    for side in ("top", "bottom"):
        one = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(round(points * 8))), ("space", "0"), ("color", "FFFFFF")):
            one.set(qn(f"w:{name}"), value)
        borders.append(one)
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - the element has no public name
    properties.insert_element_before(borders, "w:shd", "w:noWrap", "w:tcMar", "w:vAlign")


def set_widths(table: Any, centimetres: Sequence[float]) -> None:
    """Fixed columns: each program would else choose its own."""
    table.autofit = False
    for column, wide in zip(table.columns, centimetres, strict=True):
        column.width = Cm(wide)
    for row in table.rows:
        for cell, wide in zip(row.cells, centimetres, strict=True):
            cell.width = Cm(wide)


def keep_together(table: Any) -> None:
    """No page ends within this table, where it fits on one."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def keep_whole(row: Any, *, head: bool = False) -> None:
    """A row that isn't cut by the end of a page; a `head` row stands on each page again."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - the element has no public name
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def add_prompt_style(document: Document) -> None:
    """Small and grey. Some programs give a prompt the look of its style, whatever its runs say."""
    style = document.styles.add_style(PROMPT, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.size, style.font.color.rgb = Pt(8), RGBColor.from_string(GREY)


def be_prompt(paragraph: Any) -> None:
    """Say that this is help for filling in and no content, so that a reader of the form doesn't take it for a row."""
    control, properties, content = (OxmlElement(f"w:{name}") for name in ("sdt", "sdtPr", "sdtContent"))
    lock, prompt = OxmlElement("w:lock"), OxmlElement("w:showingPlcHdr")
    lock.set(qn("w:val"), "sdtContentLocked")
    properties.extend((lock, prompt))
    control.extend((properties, content))
    element = paragraph._p  # noqa: SLF001 - the element has no public name
    element.addprevious(control)
    content.append(element)


def tighten(paragraph: Any, *, before: float = 0, after: float = 0, centred: bool = False) -> Any:
    """A paragraph without the room around that styles give; points."""
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), 1.15
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph

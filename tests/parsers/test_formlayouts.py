"""One form in every layout: whatever it says, it reads back the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsers.formfiles import Attached, sheet, word_lines, word_table

from mailflow.config import load_process
from mailflow.config.data import data_root
from mailflow.parsers.form import read_form
from mailflow.parsers.page import to_text
from mailflow.workflow.reply import FormReading

FORMS = load_process(data_root() / "config" / "processes" / "cross_department.yaml").forms
LABELS = {one.key: one.label["zh"] for form in FORMS.values() for one in form.fields}
ENGLISH = {one.key: one.label["en"] for form in FORMS.values() for one in form.fields}
COLUMNS = {one.key: one.label["zh"] for one in FORMS["application"].field("items").columns}
DEPARTMENTS = ["物流部", "仓储部", "信息中心", "财务处", "质量部", "人力资源部", "采购科", "设备部"]
NAMES = ["李敏", "赵磊", "欧阳倩", "Anna Schmidt", "何芳", "Tom Baker"]
WORDS = [
    *(
        "华东区订单延迟",
        "18%",
        "沪杭专线减为一班",
        "2.3 天",
        "TimeoutException",
        "约 380 万元",
        "（含电商）",
        "A 类物料",
    ),
    *(
        "three trucks",
        "gate 2",
        "夜班移库未扫码",
        "《细则》第 3 条",
        "≥ 95%",
        "11月2日起",
        "customers wait",
        "每班 42 分钟",
    ),
]
DAYS = ["11月27日", "12月1日 18:00", "2026-12-05", "下周五前", "每缸开机前"]

text = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map("，".join)
assessments = st.fixed_dictionaries(
    {
        "lead_department": st.sampled_from(DEPARTMENTS),
        "initiator": st.sampled_from(NAMES),
        "description": text,
        "impact": text,
        "related_departments": st.lists(st.sampled_from(DEPARTMENTS), min_size=1, max_size=4, unique=True).map(tuple),
        "urgency": st.sampled_from(["urgent", "important", "routine"]),
        "cause": text,
    }
)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "department": st.sampled_from(DEPARTMENTS),
            "matter": text.map(lambda one: one.replace("，", " ")),
            "due": st.sampled_from(DAYS),
            "owner": st.sampled_from(NAMES),
        }
    ),
    min_size=1,
    max_size=4,
)
applications = st.fixed_dictionaries({"goal": text, "items": rows.map(tuple), "resources": text})
URGENCY = {"urgent": "紧急", "important": "重要", "routine": "常规"}
Fields = Mapping[str, object]


def shown(key: str, value: object) -> str:
    if key == "urgency":
        return URGENCY[str(value)]
    return "、".join(value) if isinstance(value, tuple) else str(value)


def boxed(key: str, value: object) -> str:
    if key != "urgency":
        return shown(key, value)
    return " ".join(f"{'☑' if one == value else '☐'}{label}" for one, label in URGENCY.items())


def pairs(fields: Fields) -> list[list[str]]:
    return [[LABELS[key], boxed(key, value)] for key, value in fields.items()]


def on_top(fields: Fields) -> list[list[str]]:
    halves = list(fields)[:4], list(fields)[4:]
    lines = [
        line for half in halves for line in ([LABELS[key] for key in half], [shown(key, fields[key]) for key in half])
    ]
    return [line + [""] * (4 - len(line)) for line in lines]


def by_fours(fields: Fields) -> list[list[str]]:
    cells = [cell for pair in pairs(fields) for cell in pair] + ["填表日期", "2026-11-20"]
    return [cells[at : at + 4] for at in range(0, len(cells), 4)]


def table(lines: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<td><p class='MsoNormal'>{escape(cell)}<o:p></o:p></p></td>" for cell in line) for line in lines)
    return f"<table border='1'>{''.join(f'<tr>{line}</tr>' for line in cells)}</table>"


def page(body: str) -> tuple[str, str]:
    whole = f"<div><p>各位好，评估表如下。</p>{body}<p>谢谢！</p><p>张伟</p></div>"
    return to_text(whole), whole


def framed(fields: Fields) -> str:
    rule = "+------+------+"
    return "\n".join([rule, *(part for a, b in pairs(fields) for part in (f"| {a} | {b} |", rule))])


TEXTS: dict[str, Callable[[Fields], str]] = {
    "colons": lambda fields: "\n".join(f"{a}：{b}" for a, b in pairs(fields)),
    "english": lambda fields: "\n".join(f"{ENGLISH[key]}: {shown(key, value)}" for key, value in fields.items()),
    "numbered": lambda fields: "\n".join(f"{no}. {a}: {b}" for no, (a, b) in enumerate(pairs(fields), 1)),
    "brackets": lambda fields: "\n".join(f"【{a}】{b}" for a, b in pairs(fields)),
    "below": lambda fields: "\n\n".join(f"{a}\n{b}" for a, b in pairs(fields)),
    "bold": lambda fields: "\n".join(f"**{a}：** {b}" for a, b in pairs(fields)),
    "bars": lambda fields: "\n".join(f"| {a} | {b} |" for a, b in [["项目", "内容"], ["---", "---"], *pairs(fields)]),
    "tabs": lambda fields: "\n".join(f"{a}\t{b}" for a, b in pairs(fields)),
    "framed": framed,
    "leaders": lambda fields: "\n".join(f"{a} ...... {b}" for a, b in pairs(fields)),
}
TABLES = {"pairs": pairs, "on-top": on_top, "by-fours": by_fours}


def same(found: FormReading, fields: Fields) -> None:
    assert found.fields == fields
    assert (found.missing, found.conflicts, found.unread) == ((), (), ())


@pytest.mark.parametrize("layout", list(TEXTS))
@given(fields=assessments)
@settings(max_examples=30, deadline=None)
def test_an_assessment_in_text(layout: str, fields: Fields) -> None:
    """Labels with colons, in brackets, on lines of their own, in drawn tables; between greeting and name."""
    same(read_form(f"各位好：\n\n{TEXTS[layout](fields)}\n\n谢谢！\n张伟", FORMS["assessment"]), fields)


@pytest.mark.parametrize("layout", list(TABLES))
@given(fields=assessments)
@settings(max_examples=20, deadline=None)
def test_an_assessment_in_html(layout: str, fields: Fields) -> None:
    """Labels beside and above, alone and in a table that only lays out the page."""
    for body in (table(TABLES[layout](fields)), f"<table><tr><td>{table(TABLES[layout](fields))}</td></tr></table>"):
        words, html = page(body)
        same(read_form(words, FORMS["assessment"], html=html), fields)


@pytest.mark.parametrize("layout", list(TABLES))
@given(fields=assessments)
@settings(max_examples=8, deadline=None)
def test_an_assessment_in_files(layout: str, fields: Fields) -> None:
    """The same tables in Word and Excel, and as a document's lines."""
    lines = TABLES[layout](fields)
    files = {
        "a.docx": word_table(lines, head="问题初步评估表"),
        "b.docx": word_lines(TEXTS["colons"](fields).split("\n")),
        "a.xlsx": sheet(lines),
    }
    for name, data in files.items():
        same(read_form("见附件", FORMS["assessment"], attachments=[Attached(name, data)]), fields)
    together = [Attached(name, data) for name, data in files.items()]
    same(read_form(TEXTS["colons"](fields), FORMS["assessment"], attachments=together), fields)


def cells(fields: Fields) -> list[list[str]]:
    return [list(COLUMNS.values()), *([str(row[key]) for key in COLUMNS] for row in fields["items"])]  # type: ignore[attr-defined]  # rows


def around(fields: Fields, middle: str) -> str:
    return f"协作目标：{fields['goal']}\n协作事项：\n{middle}\n所需资源支持：{fields['resources']}"


MATTERS: dict[str, Callable[[Fields], str]] = {
    "sentences": lambda fields: "\n".join(
        f"{no}. {a}：{b}，响应时限：{c}，责任人：{d}" for no, (a, b, c, d) in enumerate(cells(fields)[1:], 1)
    ),
    "dashes": lambda fields: "\n".join(f"{no}) {'——'.join(row)}" for no, row in enumerate(cells(fields)[1:], 1)),
    "semicolons": lambda fields: "\n".join("；".join(row) for row in cells(fields)[1:]),
    "blocks": lambda fields: "\n\n".join(
        "\n".join(f"{a}：{b}" for a, b in zip(COLUMNS.values(), row, strict=True)) for row in cells(fields)[1:]
    ),
    "bars": lambda fields: "\n".join(f"| {' | '.join(row)} |" for row in cells(fields)),
    "tabs": lambda fields: "\n".join("\t".join(row) for row in cells(fields)),
    "downwards": lambda fields: "\n".join(cell for row in cells(fields) for cell in row),
}


@pytest.mark.parametrize("layout", list(MATTERS))
@given(fields=applications)
@settings(max_examples=30, deadline=None)
def test_an_application_in_text(layout: str, fields: Fields) -> None:
    """Matters as sentences, with dashes, as blocks of labels, in drawn tables, a cell a line."""
    same(read_form(f"{around(fields, MATTERS[layout](fields))}\n\n孙浩", FORMS["application"]), fields)


@given(fields=applications)
@settings(max_examples=25, deadline=None)
def test_an_application_in_html_and_files(fields: Fields) -> None:
    """One table with the matters in it, or the matters' table between lines; in HTML, Word and Excel."""
    goal, resources = str(fields["goal"]), str(fields["resources"])
    whole = [["协作目标", goal, "", ""], *cells(fields), ["所需资源支持", resources, "", ""]]
    words, html = page(table(whole))
    same(read_form(words, FORMS["application"], html=html), fields)
    words, html = page(
        f"<p>协作目标：{escape(goal)}</p><p>协作事项：</p>{table(cells(fields))}<p>所需资源支持：{escape(resources)}</p>"
    )
    same(read_form(words, FORMS["application"], html=html), fields)
    for name, data in {"a.docx": word_table(whole), "a.xlsx": sheet(whole)}.items():
        same(read_form("见附件", FORMS["application"], attachments=[Attached(name, data)]), fields)

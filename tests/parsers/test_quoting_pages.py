"""What a reader of the page sees: hidden words, struck words, and two parts that say different things."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from mailflow.parsers.message import Message, read_message
from mailflow.parsers.page.reader import MAX_DEPTH, read_lines, tables, to_text
from mailflow.parsers.quoting import hidden_or_different, new_words

CLIENTS = YAML(typ="safe").load((Path(__file__).parent / "data" / "clients.yaml").read_text(encoding="utf-8"))
ZH_HEAD = CLIENTS["heads"]["zh"]
LONG = "We approve the whole plan as it stands and ask"


def _message(text: str, html: str) -> Message:
    """A mail of these two parts."""
    made = EmailMessage()
    made["From"] = "a@corp.example"
    made.set_content(text, cte="base64")
    made.add_alternative(html, subtype="html", cte="base64")
    return read_message(made.as_bytes())


HIDING = (
    "display:none",
    "visibility:hidden",
    "font-size:0",
    "font-size:0px",
    "font-size:1px",
    "opacity:0",
    "opacity:0.01",
    "mso-hide:all",
    "color:#fff",
    "color:white",
    "color:rgb(255,255,255)",
    "color:#fefefe",
    "position:absolute;left:-9999px",
    "text-indent:-5000px",
    "max-height:0;overflow:hidden",
    "height:0px;overflow:hidden",
    "color:#123456;background-color:#123457",
    "display: none !important",
)


@pytest.mark.parametrize("style", HIDING)
def test_hidden_words_are_refused(style: str) -> None:
    """Words that no reader sees make a mail one that isn't what it looks; they are never among the new words."""
    html = f'<div>不<span style="{style}">同意</span>知道</div>'
    assert hidden_or_different(_message("不知道", html)) == "hidden_text"
    assert "同意" not in new_words("不知道", html)


@pytest.mark.parametrize(
    "html",
    [
        "<style>.x{display:none}</style><p>收到</p><p class=x>同意</p>",
        "<style>/* c */ @media screen { p.x, #y { color:#ffffff } }</style><p>收到</p><p class='a x'>同意</p>",
        "<style>#y{font-size:0}</style><p>收到</p><p id=y>同意</p>",
        "<p>收到</p><p hidden>同意</p>",
        "<p>收到</p><font color=white>同意</font>",
        '<body bgcolor="#000000"><p style="color:#fff">收到</p><p style="color:#000">同意</p></body>',
    ],
)
def test_hidden_by_other_ways(html: str) -> None:
    """Style sheets, attributes and a dark ground hide as well."""
    assert hidden_or_different(_message("收到", html)) == "hidden_text"
    assert new_words("收到", html) == "收到"


@pytest.mark.parametrize(
    "html",
    [
        "<p>收到</p>",
        "<table><tr><td bgcolor='#17653a' style='color:#ffffff'>收到</td></tr></table>",
        "<p style='caret-color:rgb(255,255,255);color:rgb(0,0,0)'>收到</p>",
        "<p>收到</p><p style='display:none'>&nbsp;</p><p style='font-size:0'>—</p>",
        "<p>收到</p><div class=gmail_quote><span style='display:none'>预览：同意</span>请审阅</div>",
        f"<p>收到</p><div id=divRplyFwdMsg>x</div><span style='font-size:0'>预览：同意</span>{'请审阅' * 3}",
        "<p>收<b>到</b></p><style>a:hover{display:none}</style><a>!</a>",
        "<div>收<br>到</div>",
    ],
)
def test_visible_pages_are_taken(html: str) -> None:
    """A white word on a dark ground is seen, empty hidden elements say nothing, and a quoted preheader is ours."""
    assert hidden_or_different(_message("收到", html)) == ""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("同意", "<p>不同意</p>"),
        ("不同意", "<p>同意</p>"),
        ("不\n同意", "<p>同意</p>"),
        ("同意", "<p>收到</p>"),
        ("同意\n\n> 旧", "<p>谢谢</p><blockquote type=cite>同意</blockquote>"),
        ("不同意", "<p><s>不</s>同意</p>"),
    ],
)
def test_parts_that_say_different_things(text: str, html: str) -> None:
    """Two readers would see two answers: neither counts."""
    assert hidden_or_different(_message(text, html)) == "text_html_differ"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("同意，  请 抓紧", "<p>同意，</p><p>请<b>抓紧</b></p>"),
        ("1 | 已完成\n2 | 延期", "<table><tr><td>1</td><td>已完成</td></tr><tr><td>2</td><td>延期</td></tr></table>"),
        ("Approved\n\nSent from my iPhone", "<p>Approved</p>"),
        ("同意\n-- \n王建国\n供应链部", "<p>同意</p>"),
        (f"{LONG}\nthe warehouse to begin on Monday.", f"<p>{LONG} the warehouse to begin on Monday.</p>"),
        ("", "<p>同意</p>"),
    ],
)
def test_parts_that_say_the_same(text: str, html: str) -> None:
    """Line breaks, table rules and footers are how two parts may differ."""
    assert hidden_or_different(_message(text, html)) == ""


def test_struck_words_are_not_said() -> None:
    """A person who strikes 同意 out and writes 不同意 said 不同意."""
    for struck in (
        "<s>同意</s>",
        "<del>同意</del>",
        "<strike>同意</strike>",
        '<span style="text-decoration:line-through">同意</span>',
    ):
        assert new_words("", f"<p>{struck} 不同意</p>") == "不同意"


def test_a_question_in_one_part_only() -> None:
    """Where the parts differ by a sign, the page speaks: that is what a reader sees."""
    assert new_words("同意", "<p>同意？</p>") == "同意？"


def test_a_page_too_deep_to_read() -> None:
    """Nesting without end costs the square of its depth: such a page is not opened, and what it shows is unknown."""
    deep = "<div>" * (MAX_DEPTH + 1) + "同意"
    assert read_lines(deep) is None
    assert tables(deep) == ()
    assert hidden_or_different(_message("同意", deep)) == "hidden_text"
    assert new_words("收到", deep) == "收到"


def test_tables_give_rows_and_cells() -> None:
    """Forms come back as tables: the lines of their cells, what each covers, and the tables nested in them."""
    html = "<table><tr><td>x<table><tr><th rowspan=2>项目</th><td>a<br>b</td></tr></table></td></tr></table>"
    ((cell,),) = tables(html)[0]
    assert cell.blocks[0] == "x"
    ((label, value),) = cell.blocks[1]
    assert (label.blocks, label.rows, label.columns) == (("项目",), 2, 1)
    assert value.blocks == ("a", "b")
    assert to_text("<table><tr><td>一</td><td>二</td></tr></table><p hidden>x</p>") == "一\t二"

"""new_words case by case: quotes of others, damaged quotes, forms filled in, and what stands under the words."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from mailflow.compose.templates import Templates
from mailflow.parsers.quoting import new_words

DATA = Path(__file__).parent / "data"
CLIENTS = YAML(typ="safe").load((DATA / "clients.yaml").read_text(encoding="utf-8"))
MARKED, ZH_HEAD, TW_HEAD = CLIENTS["marked"], CLIENTS["heads"]["zh"], CLIENTS["heads"]["tw"]
CASES = YAML(typ="safe").load((DATA / "new_words.yaml").read_text(encoding="utf-8"))


def outbound(name: str) -> str:
    """The text of a mail of ours as it goes out."""
    templates = Templates()
    return templates.render(templates.samples("zh")[name]).text


def marked(text: str, mark: str = "> ") -> str:
    """Every line with the mark in front."""
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def test_a_quote_of_somebody_else_opens_nowhere() -> None:
    """赵磊 answered below our quote; 陈静 replies to him and says nothing: his 同意 isn't hers."""
    text = outbound("signoff")
    his = f"{ZH_HEAD}\n\n{text}\n\n同意"
    head = "发件人: 赵磊 <zhao.lei@corp.example>\n发送时间: 2026年11月23日 12:00\n收件人: 流程邮箱\n主题: 答复"
    hers = f"谢谢\n\n{head}\n\n{his}"
    assert new_words(hers, None, text) == "谢谢"
    assert new_words(hers) == "谢谢"
    short = f"谢谢\n\n发件人: 赵磊 <zhao.lei@corp.example>\n主题: 答复\n\n同意\n\n{text}"
    assert new_words(short, None, text) == "谢谢"


def test_a_damaged_quote_stays_a_quote() -> None:
    """A charset that lacks characters leaves question marks: what can't be known as ours must not become an answer."""
    text = outbound("signoff")
    damaged = "".join("?" if index % 3 == 0 and char > "\u2e7f" else char for index, char in enumerate(text))
    assert new_words(f"收到\n\n{TW_HEAD}\n\n{damaged}", None, text) == "收到"


@pytest.mark.parametrize("line", ["发起部门负责人 张伟 已同意提交", "同意", "Approved"])
def test_long_marked_lines_go_on_without_their_mark(line: str) -> None:
    """The rest of a line that was too long stands between two marked lines."""
    long = "> " + "请审阅跨部门协作申请单华东区订单延迟" * 2
    assert new_words(f"收到\n\n在 2026/11/23 10:12, 流程 写道:\n{long}\n{line}\n> 完") == "收到"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("协作目标：\n延迟率降到 5%\n\n所需资源支持：无", "协作目标：\n延迟率降到 5%\n\n所需资源支持：无"),
        (
            "协作目标：延迟率降到 5%\n（可衡量的结果，例如：延迟率从15%降到5%）\n\n牵头人：李敏\n（可以不填）",
            "协作目标：延迟率降到 5%\n牵头人：李敏",
        ),
    ],
)
def test_a_copied_form_keeps_its_labels(reply: str, said: str) -> None:
    """Our mail asks to copy its fields and to fill them in: the label of a filled field is part of the answer."""
    text = outbound("form_ask")
    assert new_words(f"{reply}\n\n{ZH_HEAD}\n\n{text}", None, text) == said


def test_a_form_filled_in_inside_its_quote() -> None:
    """Fields filled in behind the marks are the person's; the rest of the quote is ours."""
    text = outbound("form_ask")
    filled = text.replace("协作目标：", "协作目标：延迟率降到 5%").replace("牵头人：", "牵头人：李敏")
    reply = f"{MARKED['thunderbird-zh']}\n{marked(filled)}"
    assert new_words(reply, None, text) == "协作目标：延迟率降到 5%\n牵头人：李敏"
    assert new_words(f"{ZH_HEAD}\n\n{filled}", None, text) == "协作目标：延迟率降到 5%\n牵头人：李敏"
    nested = f"谢谢\n\n> 赵磊 于2026年11月23日 写道：\n> 好\n>\n> 在 2026/11/23 10:12, 流程 写道:\n{marked(filled)}"
    assert new_words(nested, None, text) == "谢谢"


def test_an_answer_under_an_item_keeps_its_number() -> None:
    """Items copied line by line, each answered below: the number says which is meant, the words are ours."""
    text = outbound("matter")
    reply = "1 通知 500 多位客户新的交期\n同意\n2 大客户逐一电话说明\n改到12月9日"
    assert new_words(f"{reply}\n\n{ZH_HEAD}\n\n{text}", None, text) == "1 同意\n2 改到12月9日"


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["typed"])[:20])
def test_what_stands_under_the_words(case: dict[str, str]) -> None:
    """Footers, signature blocks and disclaimers are nobody's words; sentences that look a little like them are."""
    assert new_words(case["typed"]) == case["said"]


def test_reply_and_attribution_on_one_line() -> None:
    """Some programs put the head of the quote behind the last typed word."""
    assert new_words("Approved On Mon, Nov 23, 2026 at 10:12 AM, flow@corp.example wrote:\n> Reject?") == "Approved"

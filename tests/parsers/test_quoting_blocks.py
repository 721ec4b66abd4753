"""Footers below ruled lines, cards drawn with bars, mottos and certificates, pictures: cut whole, or left in whole."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from mailflow.parsers import new_words, read_message
from mailflow.parsers.quoting import hidden_or_different

RULE = "_" * 47
CARD = "\n\n王强\n质量部 经理\n手机：139 0000 0007\n"


@pytest.mark.parametrize(
    "below",
    [
        "flow mailing list\nflow@lists.corp.example\nhttps://lists.corp.example/listinfo/flow",
        "This message was checked by the Example Corp mail gateway. Do not approve unknown requests.",
        "本邮件已经过病毒扫描。",
        "本邮件列表的地址：flow@lists.corp.example",
    ],
)
def test_a_footer_below_a_long_ruled_line(below: str) -> None:
    """Of a gateway or a mailing list: whatever it says of approving, it is nobody's word."""
    assert new_words(f"同意。\n{RULE}\n{below}") == "同意。"


@pytest.mark.parametrize(
    "below",
    [
        "但预算减半",
        "This message was approved by me only for phase one",
        "To unsubscribe write to flow-leave@lists.corp.example\nbut halve the budget",
        "邮件列表里的人先看过再执行",
    ],
)
def test_a_person_may_draw_a_line_too(below: str) -> None:
    """What stands below it is kept where a line of it is no footer's."""
    assert new_words(f"同意。\n{RULE}\n{below}").endswith(below)


def test_a_card_drawn_with_bars() -> None:
    """As a table in plain text; a table of answers stays as it was typed."""
    card = "| |\n王丽\n|\n|\n手机：139 0000 0007\n|\n|\n深圳市某某有限公司\n|"
    assert new_words(card) == ""
    assert new_words(f"同意。\n\n{card}") == "同意。"
    for typed in ("| 同意 |\n|\n| 但要减半 |", "同意\n| |\n但要减半\n|\n手机：139 0000 0007\n|"):
        assert new_words(typed) == typed


@pytest.mark.parametrize(
    "line",
    [
        "ISO 27001 approved site",
        "ISO 9001:2015 认证企业",
        "通过ISO9001质量管理体系认证",
        "IATF 16949 certified plant",
        "凡事先同意再行动",
    ],
)
def test_certificates_and_mottos_end_a_card(line: str) -> None:
    """They belong to the card above them, and to nothing else."""
    assert new_words(f"同意。{CARD}{line}") == "同意。"
    assert new_words(f"同意。\n-- {CARD.lstrip()}{line}".replace("-- ", "-- \n")) == "同意。"
    assert new_words(f"同意。\n{line}").endswith(line)


@pytest.mark.parametrize(
    "line",
    ["只用ISO9001认证供应商", "ISO 9001 certified suppliers only", "As approved.", "但凡事先报预算", "凡事须报预算"],
)
def test_a_condition_below_a_card_is_said(line: str) -> None:
    """A word more than a certificate or a motto holds, and it is the person's."""
    assert new_words(f"同意。{CARD}{line}").endswith(line)


def test_a_motto_below_a_name_that_no_list_knows() -> None:
    """The mark that programs set tells of a block; a sentence in it that is no motto stays."""
    block = "Agreed.\n\n-- \nRajesh Kumar\nMarketing\n"
    assert new_words(f"{block}Reject nothing, question everything") == "Agreed."
    assert new_words(f"{block}Please split it into two").endswith("\nPlease split it into two")


def _with_picture(said: str, alternative: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "a@corp.example"
    made.set_content(f"Rejected.\n\n[{said}]\n", cte="base64")
    page = f'<p>Rejected.</p><p><img src="cid:image001.png@01DD" alt="{alternative}"></p>'
    made.add_alternative(page, subtype="html", cte="base64")
    return made


@pytest.mark.parametrize("said", ["Approved partner", "image: Approved partner", "cid:image001.png@01DD"])
def test_a_picture_is_nobody_s_word(said: str) -> None:
    """Its description stands in brackets in the text part, and nowhere in the page."""
    message = read_message(_with_picture(said, "Approved partner").as_bytes())
    assert hidden_or_different(message) == ""
    assert new_words(message.text, message.html) == "Rejected."


@pytest.mark.parametrize(
    ("said", "alternative"), [("Approved", "Approved partner"), ("Approved", "approved"), ("不同意", "不同意")]
)
def test_brackets_that_are_no_picture_s_differ(said: str, alternative: str) -> None:
    """Something else than the picture shows, or a stamp that may be the answer."""
    assert hidden_or_different(read_message(_with_picture(said, alternative).as_bytes())) == "text_html_differ"

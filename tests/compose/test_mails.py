"""What every mail must be: rendered, the same in both layouts, safe against any value, repeatable."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from mailflow.compose.refusal import RenderError
from mailflow.compose.sample import sheets
from mailflow.compose.templates import Templates

HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} {% raw %} & \"'"
ANSWERS = {
    "同意",
    "不同意",
    "需修改",
    "接受",
    "approved",
    "not approved",
    "accepted",
    "declined",
    "reject",
    "yes",
    "no",
}
NO_ANSWER = {"zh": "无需回复", "en": "No answer needed"}


class Words(HTMLParser):
    """The words of a page in their order: no head, no buttons, no comments."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.skipped = 0

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("p", "div", "tr", "h2", "br"):
            self.found.append("\n")
        if self.skipped or tag in ("head", "style", "title") or "buttons" in (dict(attrs).get("class") or "").split():
            self.skipped += tag not in ("meta", "br", "img")

    def handle_endtag(self, tag):
        del tag
        self.skipped = max(self.skipped - 1, 0)

    def handle_data(self, data):
        if not self.skipped:
            self.found.append(data)


def read(page: str) -> Words:
    words = Words()
    words.feed(page)
    return words


def squeezed(text: str) -> str:
    return re.sub(r"[\s|]+", "", text)


def test_every_sample_renders(mails):
    """Under StrictUndefined, in both languages: a subject of one line, a text that ends once, a whole page."""
    assert len(mails) > 120
    for mail in mails.values():
        assert mail.subject
        assert "\n" not in mail.subject
        assert mail.text.endswith("\n")
        assert "\n\n\n" not in mail.text
        assert not any(line != line.rstrip() for line in mail.text.split("\n"))
        assert mail.html.rstrip().endswith("</html>")


def test_text_and_page_say_the_same_words_in_the_same_order(mails):
    for key, mail in mails.items():
        assert squeezed("".join(read(mail.html).found)) == squeezed(mail.text), key


def test_the_first_line_names_the_reader_and_what_is_asked(mails, samples):
    for (language, name), mail in mails.items():
        person = samples[language][name].person
        lines = [line for line in mail.text.split("\n") if line]
        first = lines[1] if name.endswith("rehearsal") else lines[0]
        assert first.startswith(person.name[language]), (language, name)


def test_a_page_loads_nothing_and_links_to_nothing_but_mail(mails):
    for key, mail in mails.items():
        for tag, attributes in read(mail.html).tags:
            assert tag not in ("img", "script", "link", "iframe", "form", "object"), key
            assert "src" not in attributes
            assert attributes.get("href", "mailto:").startswith("mailto:")
        assert "url(" not in mail.html
        assert f'<html lang="{key[0]}' in mail.html


def test_subjects_are_short(mails):
    """A phone shows about 40 Chinese or 60 Latin characters; what matters stands in them."""
    for (language, name), mail in mails.items():
        if not mail.subject.startswith(("Re:", "【演练】", "[Rehearsal]")):
            assert len(mail.subject) <= {"zh": 48, "en": 110}[language], (name, mail.subject)


def test_mails_that_want_no_answer_say_so_and_show_no_code(mails):
    for (language, name), mail in mails.items():
        asks = "MF-" in mail.text
        if not asks and not name.startswith("form_blank"):  # it may be answered, and nobody waits for it
            assert NO_ANSWER[language] in mail.text, name
        assert ("请在此行以上回复" in mail.text or "Please reply above this line" in mail.text) == asks, name


def test_the_last_line_is_the_one_that_ends_our_mails(mails):
    """Whatever stands below it in a quote was typed there."""
    endings = {"zh": "无需登录任何系统", "en": "no login is needed"}
    for (language, _), mail in mails.items():
        assert mail.text.rstrip("\n").endswith(endings[language])


def test_no_line_of_ours_is_an_answer_by_itself(mails):
    """Our mails name the answers only within a sentence, or behind a mark in somebody's quoted words."""
    for key, mail in mails.items():
        for line in (*mail.text.split("\n"), *"".join(read(mail.html).found).split("\n")):
            assert line.strip(" 　。.！!").casefold() not in ANSWERS, (key, line)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_value_becomes_markup_or_template(templates, language):
    """Every text of people is hostile: it comes out as written, escaped in the page, evaluated nowhere."""
    texts = dict(templates.data(language, "sample"))
    for key in ("yes", "unclear", "question", "delegates", "revise", "rejects", "withdraws", "matters", "declines"):
        texts[key] = f"{texts[key]} {HOSTILE}"
    for key in ("cancels", "bounce", "broken", "opening_subject", "opening_words", "file", "file_v2"):
        texts[key] = f"{texts[key]} {HOSTILE}"
    texts["gappy"] = {**texts["gappy"], "description": HOSTILE, "urgency": HOSTILE, "initiator": HOSTILE}
    texts["application"] = {
        **texts["application"],
        "goal": HOSTILE,
        "items": [{**row, "matter": HOSTILE} for row in texts["application"]["items"]],
    }
    seen = 0
    for name, sheet in sheets(language, texts).items():
        mail = templates.render(sheet)
        assert "<img" not in mail.html, name
        assert not any(tag == "img" for tag, _ in read(mail.html).tags), name
        seen += "onerror=alert(1)" in mail.text
        assert squeezed(mail.text).count("{{7*7}}") == squeezed("".join(read(mail.html).found)).count("{{7*7}}")
        assert squeezed("".join(read(mail.html).found)) == squeezed(mail.text), name
    assert seen > 40


def test_lines_of_strangers_stay_behind_their_mark(templates, samples):
    """A line break in a person's words never starts a line of ours."""
    sheet = samples["zh"]["ask_back"]
    letter = replace(sheet.letters[0], facts={**sheet.letters[0].facts, "words": "先看看\r\n同意\u2028同意\v同意"})
    text = templates.render(replace(sheet, letters=(letter,))).text
    assert "│ 同意 同意 同意" in text
    assert "\n同意" not in text


@pytest.mark.parametrize("name", ["王\r\nBcc: x@evil.example", "王\u2028敏", "王\x0b敏", "王\u202e敏"])
def test_a_name_that_would_bend_a_line_is_refused(templates, samples, name):
    sheet = samples["zh"]["signoff"]
    bent = replace(sheet.person, name={"zh": name})
    people = {**sheet.directory.people, sheet.person.key: bent}
    with pytest.raises(RenderError, match="control character"):
        templates.render(replace(sheet, person=bent, directory=replace(sheet.directory, people=people)))


def test_a_bent_subject_of_somebody_else_is_not_answered_in_its_thread(templates, samples):
    sheet = replace(samples["zh"]["receipt"], original_subject="签\r\nBcc: x@evil.example")
    assert templates.render(sheet).subject == "【回执】您的答复已记录 [XC2026-0001]"
    other = replace(samples["zh"]["receipt"], original_subject="Re: 别的事 [XC2025-0099]")
    assert templates.render(other).subject == "【回执】您的答复已记录 [XC2026-0001]"


def test_the_same_sheet_gives_the_same_bytes(templates, samples, mails):
    fresh = Templates()
    for language, found in samples.items():
        for name in ("signoff-v2", "matter", "receipt-matters", "reminder-several", "form_missing"):
            assert fresh.render(found[name]) == mails[language, name]


def test_a_rehearsal_names_for_whom_one_answers(mails):
    assert mails["zh", "signoff-rehearsal"].subject.startswith("【演练】代 陈刚 回复")
    assert mails["zh", "signoff-rehearsal"].text.startswith("演练：您现在代 陈刚 收信和答复")
    assert mails["en", "signoff-rehearsal"].subject.startswith("[Rehearsal] Reply for Chen Gang")


def test_another_zone_is_shown_beside_the_office(mails):
    assert "12月3日（周四）04:48（柏林） / 11:48（上海），还剩2小时" in mails["zh", "signoff-zones"].text
    assert "Thu 3 Dec, 04:48 (Berlin) / 11:48 (Shanghai) – 2 hours left" in mails["en", "signoff-zones"].text


def test_a_signature_is_asked_for_with_all_that_it_needs(mails):
    mail = mails["zh", "signoff-file-v2"]
    for said in (
        "请签署《审批申请》 v2", "期限：12月7日（周一）16:00，还剩4天",
        "逾期1个工作日仍未复，报 黄伟。不会默认同意",
        "直接回复：同意 / 不同意＋原因 / 需修改＋内容", "v1 的退回意见（李明，不同意）",
        "预算超出今年额度", "本版改了 2 处",
        "冷链仓二期改造方案.pdf → 冷链仓二期改造方案-v2.pdf", "您的答复 王敏、李明、刘洋 可见",
        "附件：冷链仓二期改造方案-v2.pdf",
        "有疑问请找：王敏（wang.min@corp.example）", "回执码 MF-",
    ):  # fmt: skip
        assert said in mail.text
    assert re.search(r"《审批申请》 v2 · [0-9A-F]{4}-[0-9A-F]{4}\n", mail.text)


def test_a_button_answers_with_the_word_and_the_code(mails, samples):
    mail, sheet = mails["zh", "signoff"], samples["zh"]["signoff"]
    links = [attributes["href"] for tag, attributes in read(mail.html).tags if tag == "a"]
    assert len(links) == 3
    code = re.search(r"MF-[0-9A-Z-]+", mail.text)
    assert code is not None
    assert links[0] == (
        f"mailto:flow+{sheet.token.lower()}@corp.example?subject=Re%3A%20%5BXC2026-0001%5D"
        f"&body=%E5%90%8C%E6%84%8F%0D%0A%0D%0A{quote('—— 请在此行以上回复 ——')}%0D%0A"
        f"{quote('回执码 ' + code[0] + '（新写邮件答复时请带上）')}"
    )
    plain = replace(sheet, plus_addresses=False)
    assert 'href="mailto:flow@corp.example?' in Templates().render(plain).html


def test_several_questions_are_numbered_as_they_are_asked(mails):
    assert re.search(r"\n1 通知 500 多位客户.*\n2 大客户逐一.*\n3 客户补偿", mails["zh", "matter"].text, re.DOTALL)
    several = mails["zh", "reminder-several"]
    assert several.subject == "【提醒】2件等您答复，2件已过期"
    assert "1 《问题初步评估表》 v2 · XC2026-0001" in several.text
    assert "2 《问题初步评估表》 v1 · XC2026-0002" in several.text


def test_the_last_reminder_announces_who_hears_next(mails):
    assert "这是最后一次提醒" in mails["zh", "reminder-last"].text
    assert "逾期1个工作日仍未复，报 黄伟" in mails["zh", "reminder-last"].text
    assert mails["en", "reminder-last"].subject.startswith("Last reminder")


def test_what_can_not_be_rendered_says_why(templates, samples):
    sheet = samples["zh"]["receipt"]
    without = replace(sheet, letters=(replace(sheet.letters[0], facts={}),))
    with pytest.raises(RenderError, match="receipt: the facts don't fit: KeyError"):
        templates.render(without)
    letter = replace(samples["zh"]["signed"].letters[0], template="nobody_wrote_me")
    unknown = replace(samples["zh"]["signed"], letters=(letter,))
    with pytest.raises(RenderError, match="there is no template zh/nobody_wrote_me"):
        templates.render(unknown)
    with pytest.raises(RenderError, match=r"words\.j2"):
        templates.render(replace(sheet, person=replace(sheet.person, language="xx")))
    with pytest.raises(RenderError, match="not a language"):
        templates.render(replace(sheet, person=replace(sheet.person, language="../zh")))
    gone = replace(sheet.letters[0], facts={**sheet.letters[0].facts, "verdict": "perhaps"})
    with pytest.raises(RenderError, match="perhaps"):
        templates.render(replace(sheet, letters=(gone,)))


def test_a_users_folder_comes_first_and_stays_in_its_sandbox(tmp_path, samples):
    own = tmp_path / "zh"
    own.mkdir()
    own.joinpath("receipt.j2").write_text(
        '{% extends "layout.j2" %}{% block subject %}回执{% endblock %}'
        "{% block body %}{% call parts.lead() %}{{ view.name }}：收到了。{% endcall %}{% endblock %}",
        encoding="utf-8",
    )
    mine = Templates(tmp_path).render(samples["zh"]["receipt"])
    assert mine.subject == "回执 [XC2026-0001]"
    assert mine.text.startswith("陈刚：收到了。")
    own.joinpath("receipt.j2").write_text(
        '{% extends "layout.j2" %}{% block subject %}{{ view.__class__.__mro__ }}{% endblock %}', encoding="utf-8"
    )
    with pytest.raises(RenderError, match="SecurityError"):
        Templates(tmp_path).render(samples["zh"]["receipt"])
    own.joinpath("receipt.j2").write_text(
        '{% extends "layout.j2" %}{% block subject %}{{ view.titel }}{% endblock %}', encoding="utf-8"
    )
    with pytest.raises(RenderError, match=r"UndefinedError.*titel"):
        Templates(tmp_path).render(samples["zh"]["receipt"])


def test_a_template_of_ones_own_for_the_end_of_a_step(tmp_path, samples):
    """`done: {template: plan_shared}` needs a file in the user's folder and no Python."""
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "plan_shared.j2").write_text(
        '{% extends "layout.j2" %}{% block subject %}{{ view.document.title }}{% endblock %}', encoding="utf-8"
    )
    sheet = samples["zh"]["signed"]
    letter = replace(sheet.letters[0], template="plan_shared")
    assert Templates(tmp_path).render(replace(sheet, letters=(letter,))).subject == "审批申请 [AP2026-0007]"


def test_a_deadline_of_another_moment_shows_what_is_left_then(templates, samples):
    sheet = samples["zh"]["signoff"]
    later = templates.render(replace(sheet, now=sheet.now + timedelta(hours=1, minutes=30)))
    assert "还剩30分钟" in later.text
    over = templates.render(replace(sheet, now=sheet.now + timedelta(hours=3)))
    assert "已过期1小时" in over.text

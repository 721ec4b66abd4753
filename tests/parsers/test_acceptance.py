"""Answers to matters: taken, refused, another date, another person; doubt is asked back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mailflow.parsers.acceptance import read_acceptance
from mailflow.workflow.reply import Taking

TODAY = date(2026, 11, 25)  # a Wednesday
DATA = Path(__file__).parent / "data"
READ = YAML(typ="safe").load((DATA / "short_acceptances.yaml").read_text(encoding="utf-8"))
OWN = YAML(typ="safe").load((DATA / "acceptances_own.yaml").read_text(encoding="utf-8"))
TRAPS = YAML(typ="safe").load((DATA / "acceptance_traps.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("verdict", "text"),
    [(verdict, text) for one in (READ, OWN) for verdict, texts in one.items() for text in texts],
)
def test_an_answer_is_read(verdict: str, text: str) -> None:
    """What owners of matters and invited people write."""
    assert read_acceptance(text, TODAY).verdict == verdict


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("可以，但要到12月10日", date(2026, 12, 10)),
        ("最快下周三才能完成", date(2026, 12, 2)),
        ("12月9日太紧，延到12月15日", date(2026, 12, 15)),
        ("OK but I need until Dec 12", date(2026, 12, 12)),
        ("好的，12月10日前完成", date(2026, 12, 10)),
        ("需要延到周五18:00", datetime(2026, 11, 27, 18)),
        ("来不及，最早12月11日", date(2026, 12, 11)),
    ],
)
def test_another_date_is_a_counter(text: str, due: date) -> None:
    """The date that is wanted, not the one that is turned down."""
    read = read_acceptance(text, TODAY)
    assert (read.verdict, read.new_due) == (Taking.COUNTER, due)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("这个应该找李强", "李强"),
        ("转 李强", "李强"),
        ("这事归李强管", "李强"),
        ("不是我负责的，请找李强", "李强"),
        ("由李强代我参加", "李强"),
        ("Please ask Tom Baker", "Tom Baker"),
        ("This should go to Li Qiang", "Li Qiang"),
        ("请转给 liqiang@corp.example", "liqiang@corp.example"),
    ],
)
def test_another_person_is_named(text: str, who: str) -> None:
    """The name as written, for the directory to look up."""
    read = read_acceptance(text, TODAY)
    assert (read.verdict, read.to) == (Taking.HAND_OVER, who)


TRADITIONAL = str.maketrans(
    dict(pair for pair in zip("处理参时准会应该无发务协转给让", "處理參時準會應該無發務協轉給讓", strict=True))
)
DRESSES = {
    "greeting": lambda text: f"王经理，您好：\n\n{text}",
    "english greeting": lambda text: f"Hi all,\n\n{text}",
    "footer": lambda text: f"{text}\n\n发自我的iPhone",
    "name": lambda text: f"{text}\n\n李建国\n生产部 部长",
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "blanks": lambda text: f"  {text}\u3000\n\n",
    "half width": lambda text: text.replace("，", ",").replace("！", "!"),
    "traditional": lambda text: text.translate(TRADITIONAL),
}
SPOKEN = [text for one in (READ, OWN) for verdict, texts in one.items() if verdict != "none" for text in texts]


@pytest.mark.parametrize("name", DRESSES)
def test_what_stands_round_the_words_changes_nothing(name: str) -> None:
    """Greetings, footers, typed names, width and script leave the answer as it is."""
    for text in SPOKEN:
        bare, dressed = read_acceptance(text, TODAY), read_acceptance(DRESSES[name](text), TODAY)
        assert (dressed.verdict, dressed.new_due) == (bare.verdict, bare.new_due), text
        assert dressed.to == (bare.to.translate(TRADITIONAL) if name == "traditional" else bare.to), text


@pytest.mark.parametrize("text", TRAPS)
def test_what_comes_near_a_yes_is_none(text: str) -> None:
    """Put off, limited, passed on, taken by others, mused about: nothing is accepted."""
    assert read_acceptance(text, TODAY).verdict is not Taking.ACCEPT


PLAIN = ["收到", "好的", "没问题", "接受", "安排", "参加", "Accepted", "Will do", "Noted", "OK", "👌", "好的，我来负责"]
OPENING = {
    "dots": lambda text: f"{text}…",
    "full stops": lambda text: f"{text}...",
    "tilde": lambda text: f"{text}~",
    "full width tilde": lambda text: f"{text}～",
    "tag": lambda text: f"{text}吧",
    "question": lambda text: f"{text}？",
    "a question behind": lambda text: f"{text}，什么时候要？",
    "condition": lambda text: f"如果有人手，{text}",
    "english condition": lambda text: f"{text}, if we get the budget",
    "condition behind": lambda text: f"{text}，前提是预算到位",
    "but": lambda text: f"{text}，但是没人",
    "denied": lambda text: f"不能{text}",
    "not": lambda text: f"Not {text}",
    "hedged": lambda text: f"应该{text}",
    "perhaps": lambda text: f"Maybe {text}",
    "under way": lambda text: f"{text}，正在确认",
    "under way, short": lambda text: f"{text}，协调中",
    "confirming": lambda text: f"{text}, confirming with my team",
    "asking": lambda text: f"{text}，我问问",
    "look": lambda text: f"{text}，我先看看",
    "undecided": lambda text: f"{text}，待定",
    "handed to a department": lambda text: f"{text}，已转采购部",
    "handed on": lambda text: f"{text}，转采购处理",
    "handed on in english": lambda text: f"{text}, forwarded to Purchasing",
    "done by others": lambda text: f"财务部{text}",
    "asked of others": lambda text: f"请{text}",
    "reported": lambda text: f"老王说{text}",
    "put off": lambda text: f"{text}，稍后答复",
}


@pytest.mark.parametrize("name", OPENING)
def test_doubt_never_accepts(name: str) -> None:
    """What hedges, denies, asks, is under way or goes to others takes nothing."""
    for text in PLAIN if name != "asked of others" else PLAIN[2:8]:
        assert read_acceptance(OPENING[name](text), TODAY).verdict is not Taking.ACCEPT, OPENING[name](text)


def test_a_plain_yes_accepts() -> None:
    """What the laws above take apart is a yes to begin with."""
    assert {read_acceptance(text, TODAY).verdict for text in PLAIN} == {Taking.ACCEPT}


@given(st.sampled_from(PLAIN[:-1]), st.text(min_size=1, max_size=40))
@settings(max_examples=200, deadline=None)
def test_unknown_words_beside_a_yes_are_asked_back(text: str, words: str) -> None:
    """收到 beside words that nobody knows may only say hello."""
    unknown = "窶" + words.replace("\n", "") + "窶"
    for plain in ("收到", "好的", "OK"):
        assert read_acceptance(f"{plain}。{unknown}", TODAY).verdict is not Taking.ACCEPT
    assert read_acceptance(f"{text}{unknown}", TODAY).verdict is not Taking.ACCEPT


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever comes is read."""
    assert read_acceptance(text, TODAY).verdict in Taking


@pytest.mark.parametrize("piece", ["12月9日 ", "收到，", "(", "转给王", "\n"])
def test_a_huge_text_is_no_answer(piece: str) -> None:
    """A mebibyte of anything is a question at most."""
    huge = piece * ((1 << 20) // len(piece))
    assert read_acceptance(huge, TODAY).verdict in (Taking.UNCLEAR, Taking.NONE)

"""The word that lets a form go on which was shown: nothing but that word, or a plain yes."""

import pytest

from mailflow.parsers.form import read_release


@pytest.mark.parametrize(
    "text",
    ["分发", "可以分发了", "请分发，谢谢", "王敏：\n分发\n\n王敏", "好的，分发吧", "同意", "分发\n发自我的iPhone",
     "Distribute", "please distribute", "OK, send it out, thanks", "發出"],
)  # fmt: skip
def test_it_goes_on(text: str) -> None:
    """As people say it."""
    assert read_release(text)


@pytest.mark.parametrize(
    "text",
    ["不要分发", "先别分发，我再看看", "分发前请把第3条改成12月8日", "分发给谁？", "等王敏看过再分发", "收到", "",
     "don't send it", "send it tomorrow", "distribute to Tom only", "改完再分发", "分发" + "吧" * 300],
)  # fmt: skip
def test_it_stays(text: str) -> None:
    """A doubt keeps it with its author."""
    assert not read_release(text)

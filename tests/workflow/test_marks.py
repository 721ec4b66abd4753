"""Tokens and tags: what is mistyped is refused, what is written in another way is the same token."""

from hypothesis import given
from hypothesis import strategies as st

from mailflow.workflow.marks import (
    BITS,
    DIGITS,
    find_tags,
    find_tokens,
    make_token,
    plus_address,
    plus_token,
    read_token,
    show_token,
)

tokens = st.integers(0, (1 << BITS) - 1).map(make_token)


@given(tokens)
def test_a_token_is_read_back_from_every_place_it_is_written(token: str) -> None:
    """Body, plus-address, lower case and with O for 0 and l for 1."""
    assert find_tokens(f"答复编号 {show_token(token)}。") == (token,)
    assert plus_token(plus_address("box@corp.example", token)) == token
    assert read_token(token.lower().replace("0", "o").replace("1", "l")) == token


@given(tokens, st.integers(0, 16), st.sampled_from(DIGITS))
def test_one_wrong_digit_is_found(token: str, place: int, digit: str) -> None:
    """Every single mistyped digit but 0 for Z, which the grammar names."""
    wrong = token[:place] + digit + token[place + 1 :]
    if wrong != token and {digit, token[place]} != {"0", "Z"}:
        assert read_token(wrong) == ""


@given(tokens, st.integers(0, 14))
def test_a_swapped_pair_is_found(token: str, place: int) -> None:
    """Two neighbours exchanged."""
    a, b = token[place], token[place + 1]
    wrong = token[:place] + b + a + token[place + 2 :]
    if a != b and {a, b} != {"0", "Z"}:
        assert read_token(wrong) == ""


def test_what_is_no_token() -> None:
    """Words that only look like one open nothing."""
    assert find_tokens("MF-0000-0000-0000-0000-1 MF-hello") == ()
    assert plus_token("box@corp.example") == ""
    assert plus_token("box+newsletter@corp.example") == ""


def test_tags() -> None:
    """Whatever stands in brackets; also two of them, also in rehearsal."""
    assert find_tags("答复: 【请签】评估表 [XC2026-0001]") == ("XC2026-0001",)
    assert find_tags("Re: [TEST-XC2026-0001] [XC2026-0002]") == ("TEST-XC2026-0001", "XC2026-0002")

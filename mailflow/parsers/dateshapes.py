"""The one expression for every way to write a day or a time of day, made of the words of all languages.

Which of its groups is filled tells how the day is written; what it means is read elsewhere.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mailflow.parsers.words import Words, one_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WAYS = (
    r"(?<![\d.])(?P<y>20\d\d)(?:[-/.]|{year})\s?(?P<ym>\d{{1,2}})(?:[-/.]|{month_mark})\s?(?P<yd>\d{{1,2}})(?:{day_mark}|(?!\d))",
    r"(?<![\d.])(?:(?P<cy>20\d\d){year})?\s?(?P<cm>{num}){month_mark}\s?(?P<cd>{num})(?:{day_mark}|(?!\d))",
    r"(?P<mrel>{this_month}|{next_month}) ?(?P<mrd>{num}){day_mark}",
    r"(?<![\d/.])(?P<sm>\d{{1,2}})/(?P<sd>\d{{1,2}})(?![\d/%])",
    r"\b(?P<em>{month})\.?\s(?:the\s)?(?P<ed>\d{{1,2}}){ordinal}?(?!\d|:)(?:,?\s(?P<ey>20\d\d))?",
    r"(?<![\d.:])(?P<ed2>\d{{1,2}}){ordinal}?\s(?:of\s)?(?P<em2>{month})\b(?!\s(?:be|have|not|need)\b)\.?(?:,?\s(?P<ey2>20\d\d))?",
    r"(?<!{last_one})(?P<ends>(?P<endof>(?:{this}|{next})|{num})?\s?{month_end}|{end_of}\s(?:{the}\s)?(?P<endof2>{next_month}|{month}|{this_month}))",
    r"(?P<yearend>{year_end})",
    r"(?<![\d.])(?P<nwork>{amount})\s?{work_days_after}",
    r"(?<![\d.])(?P<nweeks>{amount})\s?{weeks_after}",
    r"(?<![\d.])(?P<ndays>{amount})\s?{days_after}",
    r"\b{in_days}\s(?P<nwork2>{count})\s{work_days}\b",
    r"\b{in_days}\s(?P<nweeks2>{count}|an?)\s{weeks}\b",
    r"\b{in_days}\s(?P<ndays2>{count}|an?)\s{days}\b",
    r"(?<![a-z])(?P<rel>{relative})(?![a-z])",
    r"(?<![a-z])(?:(?P<which3>{which})\s{week}(?:\son)?,?\s)?(?:(?P<which>{which})\s?)?(?P<wd>{weekday})(?![a-z])(?:,?\s(?:of\s)?(?P<which2>{which})\s{week}\b)?",
    r"(?<![a-z])(?P<eod>{end_of_day})(?![a-z])",
    r"(?:(?P<part>{part})\s?)?(?<![\d.])(?P<h>\d{{1,2}}):(?P<mi>\d\d)(?!\d)(?:\s?(?P<ap0>am|pm)\b)?",
    r"(?:(?P<part2>{part})\s?)?(?<![\d.])(?P<ch>{num}|{two})\s?(?P<mark>{hour_mark})(?:(?P<half>{half})|(?P<cmi>{num}){minute_mark})?",
    r"(?<![\d.:])(?P<ah>\d{{1,2}})(?::(?P<ami>\d\d))?\s?(?P<ap>am|pm|a\.m\.|p\.m\.)(?![a-z])",
    r"(?<![a-z])(?P<noon>{noon})(?![a-z])(?!\s?\d)",
    r"\b{the}\s(?P<dd2>\d{{1,2}}){ordinal}\b",
    r"(?<![\d.])(?P<dd>{num}){day_mark}(?!\s?{numbered_things})",
)


@lru_cache(maxsize=4)
def day_expression(words: Words) -> re.Pattern[str]:
    """Every way to write a day or a time."""
    lists = words.lists["dates"]
    cn = f"[{''.join(map(re.escape, words.lists['numbering']['digits']))}]"
    num = rf"(?:\d{{1,2}}|{cn}{{1,3}})"
    any_of = {key: f"(?:{one_of(value)})" for key, value in lists.items()}
    named = {
        **any_of,
        "num": num,
        "amount": f"(?:{num}|{one_of(lists['two'])})",
        "count": rf"(?:\d{{1,2}}|{one_of(lists['counts'])})",
        "weekday": one_of([one for key in WEEKDAYS for one in lists[key]]),
        "which": one_of([one for key in ("this", "next", "after_next", "last") for one in lists[key]]),
        "relative": one_of([one for no in range(4) for one in lists[f"in_{no}"]]),
        "month": one_of([*lists["months"], *lists["short_months"]]),
        "part": one_of([*lists["morning"], *lists["midday"], *lists["afternoon"]]),
        "last_one": f"[{''.join(one for one in lists['last'] if len(one) == 1)}]",
        "ordinal": any_of["ordinals"],
        "year": any_of["year_mark"],
    }
    return re.compile("|".join(f"(?:{way.format(**named)})" for way in WAYS))

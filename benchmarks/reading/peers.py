"""Other libraries that cut quotes, and the rules by which other products read a decision, beside mailflow in one run.

    python benchmarks/reading/peers.py CORPORA REPLIES [--cases]

CORPORA holds folders of mails with NAME.lines (see trimming.py); REPLIES holds mails/ and signoff.yaml as `mailflow
score` reads them. The peers: pip install -e '.[bench]'. One that isn't installed is named and left out.
"""

from __future__ import annotations

import argparse
import importlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console
from rich.progress import track
from ruamel.yaml import YAML
from trimming import Mail, corpora, is_exact, is_safe

from mailflow.parsers import new_words, read_decision
from mailflow.parsers.page import to_text
from mailflow.parsers.words import shipped_words

Trimmer = Callable[[Mail], str]
Rule = Callable[[str], str]


def mailflow(mail: Mail) -> str:
    """What mailflow takes for typed, without knowing the mail that is answered."""
    return new_words(mail.text, mail.html)


def email_reply_parser(mail: Mail) -> str:
    """zapier/email-reply-parser."""
    return str(importlib.import_module("email_reply_parser").EmailReplyParser.parse_reply(mail.plain))


def mail_parser_reply(mail: Mail) -> str:
    """alfonsrv/mail-parser-reply with every language it has: the newest reply without signature and disclaimer."""
    module = importlib.import_module("mailparser_reply")
    languages = list(importlib.import_module("mailparser_reply.constants").MAIL_LANGUAGES)
    replies = module.EmailReplyParser(languages=languages).read(mail.plain).replies
    return str(replies[0].body) if replies else ""


def quotequail(mail: Mail) -> str:
    """closeio/quotequail: pages as pages, text as text, the line above a quote counted to it."""
    module = importlib.import_module("quotequail")
    if not mail.text.strip() and mail.html:
        return "\n".join(
            to_text(part) for is_new, part in module.quote_html(mail.html, quote_intro_line=True) if is_new
        )
    return "\n".join(part for is_new, part in module.quote(mail.plain, quote_intro_line=True) if is_new)


def talon(mail: Mail) -> str:
    """mailgun/talon, its rules (not its trained signature model)."""
    module = importlib.import_module("talon.quotations")
    module.register_xpath_extensions()
    if not mail.text.strip() and mail.html:
        return to_text(module.extract_from_html(mail.html))
    return str(module.extract_from_plain(mail.plain))


def nothing_cut(mail: Mail) -> str:
    """The whole text, for comparison."""
    return mail.plain


TRIMMERS: Mapping[str, tuple[str, Trimmer]] = {
    "mailflow": ("mailflow", mailflow),
    "email-reply-parser": ("email_reply_parser", email_reply_parser),
    "mail-parser-reply": ("mailparser_reply", mail_parser_reply),
    "quotequail": ("quotequail", quotequail),
    "talon": ("talon", talon),
    "cutting nothing": ("mailflow", nothing_cut),
}


def installed() -> Iterator[tuple[str, Trimmer]]:
    """The tools that are here; of the others it says so."""
    for name, (module, trimmer) in TRIMMERS.items():
        try:
            importlib.import_module(module)
        except ImportError as error:
            print(f"{name}: not installed ({error})")
            continue
        with suppress(PackageNotFoundError):
            print(f"{name} {version(name)}")
        yield name, trimmer


def trim_all(root: Path, replies: Path, *, names_cases: bool) -> None:
    """Every corpus through every tool: exact and safe."""
    tools = list(installed())
    found = list(corpora(root, replies / "mails"))
    score: Counter[tuple[str, str, str]] = Counter()
    missed: list[str] = []
    work = [(corpus, mail) for corpus, mails in found for mail in mails]
    for corpus, mail in track(work, "mails", console=Console(stderr=True), transient=True):
        safe = {}
        for name, trimmer in tools:
            said = trimmer(mail)
            safe[name] = is_safe(mail, said)
            score[corpus, name, "safe"] += safe[name]
            score[corpus, name, "exact"] += is_exact(mail, said)
        better = [name for name, is_good in safe.items() if is_good and not safe["mailflow"]]
        if not safe["mailflow"]:
            missed.append(f"{corpus}/{mail.name}: safe with {', '.join(better) or 'none'}")
    print("\n| corpus | mails | " + " | ".join(name for name, _ in tools) + " |\n|---|---|" + "---|" * len(tools))
    for corpus, mails in [*found, ("all", [mail for _, several in found for mail in several])]:
        cells = []
        for name, _ in tools:
            exact, safe_ones = (
                sum(
                    count
                    for (where, tool, what), count in score.items()
                    if tool == name and what == kind and corpus in (where, "all")
                )
                for kind in ("exact", "safe")
            )
            cells.append(f"{exact} / {safe_ones}")
        print(f"| {corpus} | {len(mails)} | " + " | ".join(cells) + " |")
    print("\nexact / safe, in mails. The corpora copied from each other: a mail may stand in several.")
    for one in missed if names_cases else ():
        print(f"not safe: {one}")


def phrases() -> tuple[frozenset[str], frozenset[str]]:
    """Words of assent and refusal in both languages: mailflow's own lists, so that no rule lacks a word."""
    lists = shipped_words().lists["decision"]
    yes, no = (
        frozenset(word for name in names for word in lists.get(name, ()))
        for names in (("yes", "can", "weak"), ("no", "weak_no"))
    )
    return yes, no


def decision_rules() -> dict[str, Rule]:
    """How other products read a decision, restated from their manuals."""
    yes, no = phrases()
    plain = shipped_words().plain
    any_yes, any_no = (re.compile("|".join(map(re.escape, sorted(one, key=len, reverse=True)))) for one in (yes, no))

    def word(text: str) -> str:
        said = plain(text).strip(" .!。！")
        return "approve" if said in yes else "reject" if said in no else "unclear"

    def whole_line(text: str) -> str:
        return next((found for line in text.split("\n")[:20] if (found := word(line)) != "unclear"), "unclear")

    def first_line(text: str) -> str:
        return word(next((line for line in text.split("\n") if line.strip()), ""))

    def first_word(text: str) -> str:
        said = plain(text).lstrip()
        refused, granted = any_no.match(said), any_yes.match(said)
        if refused and (not granted or refused.end() >= granted.end()):
            return "reject"
        return "approve" if granted else "unclear"

    def in_brackets(text: str) -> str:
        marked = [word(one) for one in re.findall(r"\[([^\[\]]{1,40})\]", text)]
        return "approve" if "approve" in marked else "reject" if "reject" in marked else "unclear"

    def anywhere(text: str) -> str:
        said = plain(text)
        return "approve" if any_yes.search(said) else "reject" if any_no.search(said) else "unclear"

    return {
        "mailflow": lambda text: str(read_decision(text).verdict),
        "Nintex: one of 20 lines is a phrase": whole_line,
        "Salesforce: the first line is a word": first_line,
        "the same, its first word": first_word,
        "SMLets: [word] anywhere": in_brackets,
        "the same, without brackets": anywhere,
    }


def decide_all(path: Path) -> None:
    """Every labelled sign-off through every rule."""
    labels = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    print(
        f"\n| rule, on {len(labels)} replies | read right | false approvals | false refusals | questions | needless |"
    )
    print("|---|---|---|---|---|---|")
    for name, rule in decision_rules().items():
        count: Counter[str] = Counter()
        for label in labels:
            expected = label["verdict"] if label["verdict"] in ("approve", "reject") else "other"
            said = rule(label["text"])
            read = said if said in ("approve", "reject") else "other"
            count["right"] += read == expected
            count["asked"] += read == "other"
            count["needless"] += read == "other" != expected
            count[f"false {read}"] += read != expected
        share = count["right"] / len(labels)
        print(
            f"| {name} | {share:.0%} | {count['false approve']} | {count['false reject']} "
            f"| {count['asked']} | {count['needless']} |"
        )
    print("\nRead right: an approval or a refusal as such, anything else as neither. A rule that decides nothing asks.")


def main() -> None:
    """Both tables."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("corpora", type=Path)
    asked.add_argument("replies", type=Path)
    asked.add_argument("--cases", action="store_true", help="name the mails that mailflow doesn't trim safely")
    given = asked.parse_args()
    trim_all(given.corpora, given.replies, names_cases=given.cases)
    decide_all(given.replies / "signoff.yaml")


if __name__ == "__main__":
    main()

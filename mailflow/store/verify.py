"""Checks what is remembered against its own digests, and says what a difference means. Mends nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, String, Table, func, select, text, type_coerce
from sqlalchemy.exc import DBAPIError

from mailflow.store import guards, records
from mailflow.store import journal as chains
from mailflow.store.database import Store, Transaction
from mailflow.store.tables import asked, due, inbox, journal, leaf, letter, outbox, part, raw
from mailflow.store.tables import text as texts
from mailflow.workflow.digest import canonical, sha256, text_digest
from mailflow.workflow.events import KINDS

SOME = 200
ALTERED = "it was altered after it was written, or the disk has damaged it; compare it with a backup"
GONE = "somebody has removed what mailflow never removes, or the disk has lost it; look for it in a backup"
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was written."""

    where: str
    what: str
    means: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, and every difference; the first is the one to look at first."""

    entries: int
    heads: Mapping[str, chains.Head]
    texts: int
    mails: int
    parts: int
    records: int
    erased: tuple[str, ...]  # texts that were forgotten on purpose: no difference
    differences: tuple[Difference, ...]

    @property
    def ok(self) -> bool:
        """True where nothing differs."""
        return not self.differences


def verify(source: Store | Transaction, chain: str | None = None) -> Report:
    """Check everything, or one chain with the mails and files that it names."""
    if isinstance(source, Store):
        with source.read() as tx:
            return verify(tx, chain)
    return _Check(source, chain).run()


@dataclass(slots=True)
class _Check:
    tx: Transaction
    chain: str | None
    entries: int = 0
    texts: int = 0
    versions: int = 0
    heads: dict[str, chains.Head] = field(default_factory=dict)
    erased: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    mails: dict[str, str] = field(default_factory=dict)  # digest -> the entry that names it
    files: dict[str, str] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)  # Message-ID -> the entry that names it

    def run(self) -> Report:
        counts = [0, 0]
        try:
            self._database()
            for chain in [self.chain] if self.chain else chains.chains(self.tx):
                self._one(chain)
            self._ends()
            counts = [
                self._kept(inbox, raw, self.mails, "mail"),
                self._kept(part, part, self.files, "file"),
            ]
            self._posted()
        except DBAPIError as error:
            if self.tx.dialect != "sqlite":
                raise
            self._differs("database", f"it can't be read on: {error.orig}", ALTERED)
        return Report(
            self.entries, self.heads, self.texts, counts[0], counts[1], self.versions,
            tuple(self.erased), tuple(self.differences),
        )  # fmt: skip

    def _differs(self, where: str, what: str, means: str) -> None:
        self.differences.append(Difference(where, what, means))

    def _database(self) -> None:
        lost = guards.missing(self.tx.connection)
        if lost:
            self._differs("database", f"the journal's triggers are missing or changed: {', '.join(lost)}",
                          "entries could be altered since then; the hashes below tell whether one was")  # fmt: skip
        if self.tx.dialect == "sqlite" and not self.chain:
            said = self.tx.execute(text("PRAGMA integrity_check(1)")).scalar()
            if said != "ok":
                self._differs("database", str(said), "the file is damaged: stop the daemon and restore a backup")

    def _one(self, chain: str) -> None:
        """A chain up to its end or its first difference: what follows one proves nothing more."""
        before, process = chains.Head(), ""
        rows = self._rows(chain)
        for row in rows:
            where = f"journal {chain} entry {row.version}"
            says, wrong = _read(row, before)
            if wrong:
                self._differs(where, *wrong)
                rows.close()  # type: ignore[attr-defined]  # a generator
                break
            words, is_whole = self._words(where, says["texts"])
            if says["kind"] == "case_opened":
                process = says["facts"]["process_digest"]
            if says["kind"] == "record_made" and is_whole:
                self._record(where, records.made(says, words, process))
            self._names(where, says)
            self.entries += 1
            before = chains.Head(row.version, row.hash)
        if before.version:
            self.heads[chain] = before
        elif not self.differences:
            self._differs(f"journal {chain}", "there is no such chain", "look at `mailflow status` for the numbers")

    def _rows(self, chain: str) -> Iterator[Row[Any]]:
        above = 0
        columns = [type_coerce(one, String).label(one.name) for one in journal.c if one.name != "version"]
        while True:
            wanted = select(journal.c.version, *columns).where(journal.c.chain == chain, journal.c.version > above)
            found = self.tx.execute(wanted.order_by(journal.c.version).limit(SOME)).all()
            yield from found
            if len(found) < SOME:
                return
            above = found[-1].version

    def _words(self, where: str, digests: Mapping[str, str]) -> tuple[dict[str, str], bool]:
        """The texts of an entry; False where not all of them can be relied on."""
        wanted = select(texts).where(texts.c.digest.in_(list(digests.values())))
        found = {row.digest: row for row in self.tx.execute(wanted)} if digests else {}
        words: dict[str, str] = {}
        for name, digest in digests.items():
            row = found.get(digest)
            if row is None:
                self._differs(where, f"its text {name!r} is gone", GONE)
            elif row.text is None:
                self.erased.append(f"{where}: {name}")
            elif not _fits(row.salt, row.text, digest):
                self._differs(where, f"its text {name!r} is another one than was written", ALTERED)
            else:
                words[name] = row.text
                self.texts += 1
        return words, len(words) == len(digests)

    def _record(self, where: str, checked: records.Checked) -> None:
        self.versions += 1
        if checked.wanted != checked.found:
            self._differs(
                where,
                f"the digest of {checked.name} is {checked.wanted[:8]}, its fields give {checked.found[:8]}",
                "what was signed is not what stands here: the entry was made by a faulty or forged program",
            )

    def _names(self, where: str, says: Mapping[str, Any]) -> None:
        facts = says["facts"]
        for mail in {facts.get("mail", ""), says["cause"]}:
            if mail and _DIGEST.fullmatch(mail):
                self.mails.setdefault(mail, where)
        for file in facts.get("attachments", ()):
            self.files.setdefault(file["digest"], where)
        if facts.get("message_id"):
            self.sent.setdefault(facts["message_id"], where)

    def _ends(self) -> None:
        """Whatever else stands in the store was made by an entry: a chain that is too short for it was cut."""
        needed: dict[str, int] = {}
        for made in (letter, leaf):
            for row in self.tx.execute(
                select(made.c.chain, func.max(made.c.version).label("last")).group_by(made.c.chain)
            ):
                needed[row.chain] = max(needed.get(row.chain, 0), row.last)
        for made in (asked, due):
            for name in self.tx.execute(select(made.c.chain).distinct()).scalars():
                needed.setdefault(name, 1)
        broken = {one.where.split(" entry ")[0] for one in self.differences}
        for chain, version in sorted(needed.items()):
            there = self.heads.get(chain, chains.Head()).version
            if (self.chain in (None, chain)) and there < version and f"journal {chain}" not in broken:
                self._differs(
                    f"journal {chain}", f"it ends at entry {there}, but entry {version} has been written", GONE
                )

    def _kept(self, listed: Table, kept: Table, named: Mapping[str, str], word: str) -> int:
        """Every row's bytes against its digest, one at a time; with one chain only those that it names."""
        digests = list(self.tx.execute(select(listed.c.digest).order_by(listed.c.digest)).scalars())
        for digest in sorted(set(named) - set(digests)):
            self._differs(named[digest], f"the {word} {digest[:12]} that it names is gone", GONE)
        checked = [one for one in digests if self.chain is None or one in named]
        for digest in checked:
            data = self.tx.execute(select(kept.c.data).where(kept.c.digest == digest)).scalar()
            if data is None:
                self._differs(f"{word} {digest[:12]}", "its bytes are gone", GONE)
            elif sha256(bytes(data)) != digest:
                self._differs(f"{word} {digest[:12]}", "its bytes don't give its digest", ALTERED)
        return len(checked)

    def _posted(self) -> None:
        for some in _slices(list(self.sent)):
            there = set(self.tx.execute(select(outbox.c.message_id).where(outbox.c.message_id.in_(some))).scalars())
            for gone in sorted(set(some) - there):
                self._differs(self.sent[gone], f"the mail {gone} that it names is not in the outbox", GONE)


def _slices(several: list[str]) -> Iterable[list[str]]:
    return (several[start : start + SOME] for start in range(0, len(several), SOME))


def _fits(salt: str, words: str, digest: str) -> bool:
    try:
        return text_digest(salt, words) == digest
    except (ValueError, TypeError):
        return False


def _read(row: Row[Any], before: chains.Head) -> tuple[dict[str, Any], tuple[str, str] | None]:
    """An entry as it was hashed; and what is wrong with it, and what that means."""
    says = {name: getattr(row, name) for name in chains.HASHED}
    if row.version != before.version + 1:
        missing = (
            f"{before.version + 1}" if row.version == before.version + 2 else f"{before.version + 1}..{row.version - 1}"
        )
        return says, (f"entry {missing} before it is gone", GONE)
    if row.prev != before.hash:
        return says, (
            f"it doesn't continue entry {before.version}",
            "one of the two was exchanged; compare with a backup",
        )
    try:
        says |= {"facts": json.loads(row.facts), "texts": json.loads(row.texts)}
        is_exact = [canonical(says["facts"]).decode(), canonical(says["texts"]).decode()] == [row.facts, row.texts]
        found = chains.entry_hash(says)
    except (ValueError, TypeError):
        return says, ("its facts can't be read", ALTERED)
    if not is_exact or found != row.hash:
        return says, ("its hash does not fit what it says", ALTERED)
    if row.kind not in KINDS:
        return says, (
            f"this mailflow knows no event {row.kind!r}",
            "a newer mailflow wrote it: verify with that version",
        )
    return says, None

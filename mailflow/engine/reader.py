"""One pass over the mailbox: what is new is handed over, what was sent is filed. Runs where the connection lives.

Does not commit: a mail counts as taken only when the turn has written its inbox row (rule 1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailflow.crashpoint import crashpoint
from mailflow.engine.ports import Clock, Folders
from mailflow.transport.imap import Fetched, MailsStuck
from mailflow.workflow.errors import WireError

HOURLY = timedelta(hours=1)
REST_PAUSE = timedelta(minutes=10)
TRIES = 3  # passes that one mail may hold up
Place = tuple[str, int]  # folder, UIDVALIDITY


@dataclass(frozen=True, slots=True)
class Arrived:
    """Mails that a pass has found; `pass_began_at` is set on the last of a pass that saw every watched folder."""

    mails: Sequence[Fetched] = ()
    pass_began_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToFile:
    """A sent mail that belongs into our own folder."""

    outbox: int
    message_id: str
    raw: bytes
    at: datetime


@dataclass(slots=True)
class Reader:
    """Knows which UIDs it has handed over, per folder and UIDVALIDITY; starts from what the store has seen.

    A mail that the server can't give holds up the deadlines for three passes: somebody may have answered in it. Then
    the passes count without it, and it is tried after each.
    """

    watched: tuple[str, ...]
    slow: tuple[str, ...]
    sent: str
    clock: Clock
    known: Callable[[str, int], set[int]]  # (folder, uidvalidity) -> UIDs that the store has
    wanted: Callable[[str, int], set[int]]  # the same -> UIDs of large mails that an operator wants whole
    _handed: dict[Place, set[int]] = field(default_factory=dict)
    _failures: dict[Place, dict[int, int]] = field(default_factory=dict)  # of UIDs that the server could not give
    _one_by_one: set[Place] = field(default_factory=set)  # the last fetch there has lost the connection
    _asked_whole: dict[Place, set[int]] = field(default_factory=dict)
    _slow_at: datetime | None = None
    _rest_at: datetime | None = None

    def one_pass(self, mailbox: Folders, hand_over: Callable[[Arrived], None]) -> int:
        """All watched folders, and hourly the slow ones; the number of new mails."""
        began_at = self.clock.now()
        present = set(mailbox.folders())
        self._failures = {place: failures for place, failures in self._failures.items() if place[0] in present}
        count = 0
        is_complete = True
        for name in self.watched:
            if name in present:
                new, stuck = self._folder(mailbox, name, hand_over)
                count += new
                is_complete = is_complete and not stuck
        if is_complete:
            hand_over(Arrived(pass_began_at=began_at))
        if self._slow_at is None or began_at - self._slow_at >= HOURLY:
            count += sum(self._folder(mailbox, name, hand_over)[0] for name in self.slow if name in present)
            self._slow_at = began_at
        return count

    def rest(self, mailbox: Folders, hand_over: Callable[[Arrived], None]) -> int:
        """What may end the session, when everything else is done: large mails that are wanted, mails not given so far.

        Returns the number of mails. After a session was ended by it, the rest waits a while.
        """
        now = self.clock.now()
        if self._rest_at and now < self._rest_at:
            return 0
        try:
            return sum(self._rest_of(mailbox, place, hand_over) for place in list(self._handed))
        except WireError:
            self._rest_at = now + REST_PAUSE
            raise

    def _rest_of(self, mailbox: Folders, place: Place, hand_over: Callable[[Arrived], None]) -> int:
        wanted = self.wanted(*place)
        asked = self._asked_whole[place] = self._asked_whole.get(place, set()) & wanted
        large = sorted(wanted - asked)
        given_up = [uid for uid, times in self._failures.get(place, {}).items() if times >= TRIES]
        if not (large or given_up) or mailbox.open_folder(place[0]) != place[1]:
            return 0
        count = 0
        for uid in large:
            try:
                hand_over(Arrived([mailbox.fetch_whole(uid)]))
                asked.add(uid)
                count += 1
            except WireError as error:  # one that is gone stays a header
                if not (error.permanent or isinstance(error, MailsStuck)):
                    raise
        for uid in given_up:
            self._fetch(mailbox, place, [uid], hand_over)
        return count + len(self._handed[place] & set(given_up))

    def stuck(self) -> list[str]:
        """The mails that passes count without, for people."""
        return [
            f"the server can't give UID {uid} of {place[0]}: tried at each pass, deadlines are judged without it"
            for place, failures in self._failures.items()
            for uid, times in failures.items()
            if times >= TRIES
        ]

    def _folder(self, mailbox: Folders, name: str, hand_over: Callable[[Arrived], None]) -> tuple[int, bool]:
        """The number of new mails, and whether one is among them that may yet be given."""
        validity = mailbox.open_folder(name)
        place = (name, validity)
        if place not in self._handed:
            self._handed[place] = set(self.known(name, validity))
        handed = self._handed[place]
        present = mailbox.uids()
        before = self._failures.get(place, {})
        self._failures = {one: failures for one, failures in self._failures.items() if one[0] != name}
        failures = self._failures[place] = {uid: times for uid, times in before.items() if uid in set(present)}
        new = [uid for uid in present if uid not in handed and failures.get(uid, 0) < TRIES]
        for some in [[uid] for uid in new] if place in self._one_by_one else [new]:
            self._fetch(mailbox, place, some, hand_over)
        self._one_by_one.discard(place)
        is_stuck = any(times < TRIES for times in failures.values())
        return len(set(new) & handed), is_stuck

    def _fetch(self, mailbox: Folders, place: Place, uids: list[int], hand_over: Callable[[Arrived], None]) -> None:
        handed, failures = self._handed[place], self._failures[place]
        try:
            for batch in mailbox.fetch(uids):
                crashpoint("fetched")
                hand_over(Arrived(batch))
                handed.update(one.uid for one in batch)
        except MailsStuck as error:
            for uid in error.uids:
                failures[uid] = failures.get(uid, 0) + 1
        except WireError:
            if len(uids) == 1:
                failures[uids[0]] = failures.get(uids[0], 0) + 1
            self._one_by_one.add(place)  # to find out which mail it is, if it is one
            raise
        for uid in handed & failures.keys():
            del failures[uid]

    def file(self, mailbox: Folders, mail: ToFile) -> None:
        """Put a sent mail into our own folder, once (its Message-ID is looked for first)."""
        mailbox.ensure_folder(self.sent)
        if not mailbox.holds(self.sent, mail.message_id):
            mailbox.append(self.sent, mail.raw, mail.at)
        crashpoint("filed")

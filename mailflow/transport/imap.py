"""The mailbox over IMAP: exact bytes with their place and receipt time.

Never moves, flags or deletes: watched folders are opened read-only, and only folders of our own are written to.
Keeps no record of what was read, and interprets no mail. One connection belongs to one thread.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from mailflow import __version__
from mailflow.transport.account import Account
from mailflow.transport.facts import ImapFacts
from mailflow.transport.fetched import BATCH, LARGEST, MIB, Fetched, MailsStuck, batches
from mailflow.transport.folders import FolderNames
from mailflow.workflow.errors import MailflowError, WireError

__all__ = ["Fetched", "LoginRefused", "Mailbox", "MailsStuck"]

LARGEST_ASKED_FOR = 256 * MIB  # what an operator may fetch by hand: the mail stands in memory once or twice
LARGEST_HEADER = 256 * 1024
SIZES_AT_ONCE = 1000
SEARCH_RANGE = 50_000  # UIDs per SEARCH: imaplib refuses answer lines above 1,000,000 bytes
LONGEST_IDLE = 9 * 60.0  # servers end IDLE after 29 minutes (RFC 2177), firewalls forget a silent connection earlier
CHECK_EVERY = 1.0  # seconds in which a stop is noticed
GOODBYE = 2.0  # seconds that a server gets for LOGOUT
NOT_THE_PASSWORD = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")  # RFC 5530: a later login may succeed

_ATOM = re.compile(r"[!#$&',-\[\]^-z|}~+]+")  # a user that LOGIN carries unquoted, as imaplib sends it
_LIBRARY_ERRORS = (IMAPClientError, OSError, ValueError)  # ValueError: IMAPClient's word for an answer it can't read


class LoginRefused(WireError):  # noqa: N818 - an outcome that the operator reads
    """The server doesn't take this user and password."""


class _Connection(IMAPClient):  # type: ignore[misc]  # IMAPClient has no types
    """IMAPClient, and what it doesn't offer."""

    def buffered(self) -> bool:
        """Whether imaplib has read more than it has handed out: a poll of the socket can't see that."""
        sock = self.socket()
        sock.settimeout(0)
        try:
            return bool(self._imap.file.peek(1))
        except OSError:  # nothing there: TLS says so by SSLWantReadError
            return False
        finally:
            self._set_read_timeout()

    def my_rights(self, folder: str) -> str:
        """MYRIGHTS (RFC 4314)."""
        answer = self._command_and_check("myrights", self._normalise_folder(folder))
        return bytes(answer[0] or b"").rpartition(b" ")[2].decode("ascii", "replace")


class Mailbox:
    """A connection to be opened by `connect`; whatever goes wrong on the wire is a WireError: close, connect anew."""

    def __init__(self, account: Account, *, connect_seconds: float = 20.0, read_seconds: float = 45.0) -> None:
        self._account = account
        self._timeout = SocketTimeout(connect=connect_seconds, read=read_seconds)
        self._client: _Connection | None = None
        self._in_step = False  # whether both sides agree on what was said last
        self._names = FolderNames()
        self._open = ""
        self._validity = self._uidnext = 0
        self._highest: dict[tuple[str, int], int] = {}  # the last UID that was named to the caller, for each folder

    def connect(self) -> None:
        """Connect, secure, log in, and learn how the server names folders."""
        account = self._account
        try:
            self._client = _Connection(
                account.host,
                account.port,
                ssl=account.security == "tls",
                ssl_context=account.context() if account.security == "tls" else None,
                timeout=self._timeout,
            )
            self._in_step = True
            self._client.normalise_times = False
            self._client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        except _LIBRARY_ERRORS as error:
            self.close()
            raise WireError(f"{account}: {_said(error)}") from error
        try:
            self._secure()
            self._login()
            with self._wire("learning about the folders"):
                if self._client.has_capability("ID"):  # some providers refuse every folder to clients without a name
                    with suppress(IMAPClientError):
                        self._client.id_({"name": "mailflow", "version": __version__, "vendor": "mailflow"})
                self._learn()
        except WireError:
            self.close()
            raise

    def _secure(self) -> None:
        if self._account.security != "starttls":
            return
        with self._wire("STARTTLS") as client:
            if not client.has_capability("STARTTLS"):
                raise WireError(f"{self._account}: the server offers no STARTTLS; the password is not sent in the open")
            client.starttls(self._account.context())

    def _login(self) -> None:
        user = self._account.user
        try:
            password = self._account.password()
        except MailflowError as error:
            raise WireError(f"{self._account}: no password: {error}") from error
        with self._wire("login") as client:
            if client.has_capability("LOGINDISABLED"):
                raise WireError(f"{self._account}: the server takes no password on an open connection; use TLS")
            try:
                if (_ATOM.fullmatch(user) and password.isascii()) or not client.has_capability("AUTH=PLAIN"):
                    client.login(user, password)
                else:
                    client.plain_login(user, password)
            except LoginError as error:
                said = _said(error)
                if isinstance(error.__context__, IMAPClientAbortError) or any(c in said for c in NOT_THE_PASSWORD):
                    raise
                raise LoginRefused(f"{self._account}: {said}") from error

    def _learn(self) -> None:
        client = self._connected()
        personal = client.namespace().personal if client.has_capability("NAMESPACE") else None
        if personal:
            self._names.prefix, separator = personal[0]
        else:
            separator = next((str(one[1] or b"", "ascii") for one in client.list_folders("", "")), "/")
        self._names.separator = separator if separator not in ("", "None") else ""
        self._list()

    def close(self) -> None:
        """Say goodbye where the connection still works; never raises."""
        client, self._client, self._open = self._client, None, ""
        if client is None:
            return
        with suppress(*_LIBRARY_ERRORS, AttributeError):
            if self._in_step:
                client.socket().settimeout(GOODBYE)
                client.logout()
                return
        with suppress(*_LIBRARY_ERRORS, AttributeError):
            client.shutdown()

    @contextmanager
    def _wire(self, doing: str) -> Iterator[Any]:
        """The connection; whatever the library raises becomes a WireError."""
        client = self._connected()
        try:
            yield client
        except _LIBRARY_ERRORS as error:
            self._in_step = not isinstance(error, IMAPClientAbortError | OSError | ValueError)
            raise WireError(f"{self._account}: {doing}: {_said(error)}") from error

    def _connected(self) -> Any:
        if self._client is None:
            raise WireError(f"{self._account}: not connected")
        return self._client

    def folders(self) -> Sequence[str]:
        """The names of all folders in our spelling, and in the server's where that differs."""
        with self._wire("LIST"):
            self._list()
        return self._names.both()

    def _list(self) -> None:
        missing = {rb"\noselect", rb"\nonexistent"}
        listed = self._connected().list_folders()
        self._names.learn(name for flags, _, name in listed if not {one.lower() for one in flags} & missing)

    def open_folder(self, name: str) -> int:
        """EXAMINE: nobody's unread mail becomes read by our looking at it. The UIDVALIDITY."""
        with self._wire(f"opening {name}") as client:
            facts = client.select_folder(self._names.theirs(name), readonly=True)
        validity = int(facts.get(b"UIDVALIDITY", 0))
        if not validity:
            raise WireError(f"{self._account}: opening {name}: the server names no UIDVALIDITY")
        self._open, self._validity, self._uidnext = name, validity, int(facts.get(b"UIDNEXT", 0))
        return validity

    def ensure_folder(self, name: str) -> None:
        """Make a folder of our own where it is missing."""
        if name in self._names.listed:
            return
        theirs = self._names.theirs(name)
        with self._wire(f"making the folder {name}") as client:
            if not client.folder_exists(theirs):
                client.create_folder(theirs)
                with suppress(IMAPClientError):
                    client.subscribe_folder(theirs)
            self._list()

    def append(self, folder: str, raw: bytes, at: datetime) -> None:
        """Put a mail into a folder of our own, as read, dated `at`."""
        with self._wire(f"filing into {folder}") as client:
            client.append(self._names.theirs(folder), raw, (rb"\Seen",), at)

    def holds(self, folder: str, message_id: str) -> bool:
        """Whether a folder of our own has this mail. The server's search is only a hint: some match too much."""
        if folder == self._open:
            with self._wire("NOOP") as client:
                client.noop()
        else:
            self.open_folder(folder)
        with self._wire(f"looking for {message_id}") as client:
            hits = client.search(["HEADER", "Message-ID", message_id])[-BATCH:]
            found = client.fetch(hits, ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]) if hits else {}
        wanted = message_id.encode("ascii", "replace")
        return any(wanted in (_part(one, b"BODY[HEADER.FIELDS") or b"") for one in found.values())

    # reading

    def uids(self, above: int = 0) -> Sequence[int]:
        """The UIDs of the open folder above this one, ascending."""
        found: set[int] = set()
        with self._wire("SEARCH") as client:
            client.noop()  # without it mail that came since shows one poll later
            lows = range(above + 1, max(self._uidnext, above + 1) + 1, SEARCH_RANGE)
            for low in lows:
                high = "*" if low == lows[-1] else str(low + SEARCH_RANGE - 1)
                found.update(client.search(["UID", f"{low}:{high}"]))
        chosen = sorted(uid for uid in found if uid > above)  # n:* always names the last mail
        place = (self._open, self._validity)
        self._highest[place] = max(self._highest.get(place, 0), *chosen[-1:], 0)
        return chosen

    def fetch(self, uids: Sequence[int]) -> Iterator[Sequence[Fetched]]:
        """Batches of mails of the open folder, bounded in number and bytes; what has vanished meanwhile is left out.

        A mail that the server can't give doesn't hold up the others: MailsStuck names it after them.
        """
        stuck: list[int] = []
        wanted = sorted(set(uids))
        for start in range(0, len(wanted), SIZES_AT_ONCE):
            places = self._places(wanted[start : start + SIZES_AT_ONCE])
            for batch in batches(places):
                mails = self._whole(batch, stuck) if batch[0].whole else self._header(batch[0])
                if mails:
                    yield mails
        if stuck:
            named = ", ".join(map(str, stuck))
            raise MailsStuck(f"{self._account}: {self._open}: the server can't give UID {named}", stuck)

    def fetch_whole(self, uid: int) -> Fetched:
        """One mail of the open folder with its body, however large it is; for an operator who asks for it."""
        places = self._places([uid])
        if not places:
            raise WireError(f"{self._account}: {self._open}: UID {uid} is gone", permanent=True)
        if places[0].size > LARGEST_ASKED_FOR:
            raise WireError(
                f"{self._account}: {self._open}: UID {uid} has {places[0].size // MIB} MiB; "
                f"more than {LARGEST_ASKED_FOR // MIB} MiB are not fetched",
                permanent=True,
            )
        stuck: list[int] = []
        mails = self._whole([places[0]], stuck)
        if not mails:
            raise MailsStuck(f"{self._account}: {self._open}: the server can't give UID {uid}", [uid])
        return mails[0]

    def _places(self, uids: Sequence[int]) -> list[Fetched]:
        """Size and receipt time of mails; their bytes are still missing."""
        with self._wire("sizes") as client:
            facts = client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        found = []
        for uid in uids:
            size = facts.get(uid, {}).get(b"RFC822.SIZE")
            if size is None:
                continue
            at = facts[uid].get(b"INTERNALDATE")
            received_at = at.astimezone(UTC) if at else datetime.now(UTC)  # no date at all: seen now, surely not later
            found.append(Fetched(self._open, self._validity, uid, b"", received_at, size, whole=size <= LARGEST))
        return found

    def _whole(self, batch: Sequence[Fetched], stuck: list[int]) -> list[Fetched]:
        uids = [one.uid for one in batch]
        bodies = self._bodies(uids, stuck)
        short = [one.uid for one in batch if one.uid in bodies and len(bodies[one.uid]) < one.size]
        again = self._bodies(short, stuck) if short else {}
        for uid in short:  # some servers only estimate sizes: what they give twice alike is the mail
            if again.get(uid) != bodies[uid]:
                raise WireError(f"{self._account}: {self._open}: UID {uid} came incomplete")
        return [one.filled(bodies[one.uid], whole=True) for one in batch if one.uid in bodies]

    def _bodies(self, uids: Sequence[int], stuck: list[int]) -> dict[int, bytes]:
        with self._wire("fetching") as client:
            try:
                found = client.fetch(uids, ["BODY.PEEK[]"])
            except IMAPClientAbortError:
                raise
            except IMAPClientError:
                if len(uids) == 1:
                    stuck.extend(uids)
                    return {}
                found = None
        if found is None:  # one mail of them is broken on the server: the others are not
            return {uid: raw for one in uids for uid, raw in self._bodies([one], stuck).items()}
        return {uid: raw for uid, one in found.items() if (raw := _part(one, b"BODY[]")) is not None}

    def _header(self, place: Fetched) -> list[Fetched]:
        with self._wire("fetching a header") as client:
            found = client.fetch([place.uid], [f"BODY.PEEK[HEADER]<0.{LARGEST_HEADER}>"])
        raw = _part(found.get(place.uid, {}), b"BODY[HEADER]")
        return [] if raw is None else [place.filled(raw, whole=False)]

    # waiting

    def wait(self, stop: threading.Event, poll_seconds: float) -> bool:
        """Until the open folder may have new mail, `poll_seconds` are over or `stop` is set; whether there is news.

        The server's word is only a hint: the caller looks anyhow.
        """
        last = self._highest.get((self._open, self._validity))
        if last is not None and self.uids(last):
            return True  # it came after the pass and before this EXAMINE: IDLE would not mention it
        with self._wire("IDLE") as client:
            if not client.has_capability("IDLE"):
                stop.wait(poll_seconds)
                return False
            client.idle()
            heard: list[Any] = []
            end = time.monotonic() + min(poll_seconds, LONGEST_IDLE)
            ready = client.buffered()
            while not (ready or stop.is_set() or _news(heard) or time.monotonic() >= end):
                asked = time.monotonic()
                wanted = min(CHECK_EVERY, end - asked)
                said = client.idle_check(timeout=max(wanted, 0))
                if not said and time.monotonic() - asked < wanted / 2:
                    raise ConnectionError("the server has closed the connection")
                heard += said
                self._heed(heard)
            heard += client.idle_done()[1]
            self._heed(heard)
        return _news(heard)

    def _heed(self, heard: Iterable[Any]) -> None:
        if any(one and one[0] == b"BYE" for one in heard):
            raise ConnectionError("the server has said goodbye")

    def facts(self, folder: str = "INBOX", own: str = "") -> ImapFacts:
        """What this server offers, seen from a watched folder and one of our own. No folder is open afterwards."""
        self._open = ""
        with self._wire("asking what the server offers") as client:
            offered = tuple(sorted(one.decode("ascii", "replace") for one in client.capabilities()))
            theirs = self._names.theirs(folder)
            junk = next((name for flags, _, name in client.list_folders() if rb"\Junk" in flags), "")
            keywords, rights, writers = None, "", None
            if own in self._names.listed:
                keywords = rb"\*" in client.select_folder(self._names.listed[own]).get(b"PERMANENTFLAGS", ())
            if any(one == "ACL" or one.startswith("RIGHTS=") for one in offered):
                with suppress(IMAPClientError):
                    rights = client.my_rights(theirs)
                with suppress(IMAPClientError):  # only an administrator of the folder may ask
                    writers = _writers(client.getacl(theirs))
        return ImapFacts(
            offered,
            self._names.separator,
            self._names.prefix,
            tuple(sorted(self._names.listed)),
            junk,
            keywords,
            rights,
            writers,
        )


def _writers(acl: Iterable[tuple[bytes, bytes]]) -> tuple[str, ...]:
    """Who may put mail into a folder: insert or post (RFC 4314)."""
    return tuple(who.decode("utf-8", "replace") for who, may in acl if set(bytes(may)) & set(b"ip"))


def _said(error: BaseException) -> str:
    """What a library's exception says, in one line."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text.removeprefix("b'").removesuffix("'") if text.startswith("b'") else text


def _part(answer: Mapping[bytes, Any], name: bytes) -> bytes | None:
    """One body part of a FETCH answer; the server may repeat the partial range or the fields in its name."""
    return next((value for key, value in answer.items() if key.startswith(name) and isinstance(value, bytes)), None)


def _news(heard: Iterable[Any]) -> bool:
    return any(len(one) > 1 and one[1] == b"EXISTS" for one in heard)

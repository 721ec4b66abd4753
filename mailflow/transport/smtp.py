"""Mails out over SMTP: one recipient, ready bytes, and an honest word on what became of each.

Chooses no mail, retries nothing over time and changes no byte: dot-stuffing aside, what goes out is what was handed in.
"""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPResponseException

from mailflow.crashpoint import crashpoint
from mailflow.transport.account import Account
from mailflow.transport.facts import SmtpFacts
from mailflow.workflow.errors import MailflowError, WireError

Kind = Literal["accepted", "temporary", "permanent", "doubt"]

LOGINS_AN_HOUR = 3  # a wrong password must not lock the account
BETWEEN_LOGINS = 20.0
SLOT_WAIT = 120.0  # a mail that finds no free connection in this time waits in the outbox instead
STALE = 20.0  # seconds of silence after which a connection is tried before it is used
MAILS_A_CONNECTION = 100
GOODBYE = 1.0
OUR_FAULT = (530, 534, 535, 538)  # the server wants another login or TLS: no fault of this mail (RFC 4954)

_now = time.monotonic

_BARE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_DOT = re.compile(rb"(?m)^\.")
_ADDRESS = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")  # printable ASCII without blanks and angle brackets


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of a mail; `doubt` = its content went out and no answer came back: it may have arrived.

    `code` is the server's, 0 where no server has spoken.
    """

    kind: Kind
    code: int
    text: str


@dataclass(slots=True)
class _Line:
    """One connection, used by one mail at a time."""

    client: SMTP
    used_at: float
    mails: int = 0
    content_began: bool = False


@dataclass(slots=True)
class Pool:
    """Up to `size` connections, kept open between mails. Times in seconds."""

    account: Account
    size: int = 4
    command_seconds: float = 60.0
    final_seconds: float = 600.0  # RFC 5321 4.5.3.2.6
    pause_seconds: float = 10.0  # after a failed connection the other waiting mails don't each try it again
    trouble: str = ""  # why mails don't get as far as the server's word on them; "" since the last that was taken
    _free: list[_Line] = field(default_factory=list)
    _busy: set[SMTP] = field(default_factory=set)
    _slots: asyncio.Semaphore = field(init=False)
    _connecting: asyncio.Lock = field(default_factory=asyncio.Lock)
    _refused: deque[float] = field(default_factory=deque)
    _trouble: SendResult | None = None
    _trouble_until: float = 0.0
    _closed: bool = False

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.size)

    async def send(self, envelope_from: str, rcpt: str, raw: bytes) -> SendResult:
        """Hand one mail to the server."""
        refusal = _refusal(envelope_from, rcpt, raw)
        if refusal:
            return SendResult("permanent", 0, refusal)
        try:
            await asyncio.wait_for(self._slots.acquire(), SLOT_WAIT)
        except TimeoutError:
            return SendResult("temporary", 0, "all connections are busy")
        try:
            return await self._send(envelope_from, rcpt, raw)
        finally:
            self._slots.release()

    async def _send(self, envelope_from: str, rcpt: str, raw: bytes) -> SendResult:
        while True:
            line = await self._line()
            if isinstance(line, SendResult):
                self.trouble = line.text
                return line
            reused = line.mails > 0
            self._busy.add(line.client)
            try:
                result = await self._transaction(line, envelope_from, rcpt, raw)
            except (SMTPException, OSError, ValueError) as error:
                line.client.close()
                if reused and not line.content_began:
                    continue  # it had gone stale: nothing of this mail has been said yet
                result = _lost(error, content_began=line.content_began)
            except BaseException:
                line.client.close()
                raise
            finally:
                self._busy.discard(line.client)
            if result.kind == "accepted":
                self.trouble = ""
            elif result.code in OUR_FAULT:
                self.trouble = f"{self.account}: {result.code} {result.text}"
            await self._give_back(line, clean=result.kind == "accepted")
            return result

    async def _transaction(self, line: _Line, envelope_from: str, rcpt: str, raw: bytes) -> SendResult:
        client, line.content_began = line.client, False
        limit = _size_limit(client)
        if limit and len(raw) > limit:
            return SendResult("permanent", 552, f"the mail has {len(raw)} bytes; the server takes {limit}")
        options = [b"SIZE=%d" % len(raw)] if client.supports_extension("size") else []
        if not raw.isascii():
            if not client.supports_extension("8bitmime"):
                return SendResult("permanent", 0, "the mail has 8-bit bytes and the server offers no 8BITMIME")
            options.append(b"BODY=8BITMIME")
        mail_from = b"FROM:<%s>" % envelope_from.encode("ascii")
        for step, wanted in (
            ((b"MAIL", mail_from, *options), (250,)),
            ((b"RCPT", b"TO:<%s>" % rcpt.encode("ascii")), (250, 251)),
            ((b"DATA",), (354,)),
        ):
            said = await client.execute_command(*step, timeout=self.command_seconds)
            if said.code not in wanted:
                return _answer(said.code, said.message, step[0].decode())
        return await self._content(line, raw)

    async def _content(self, line: _Line, raw: bytes) -> SendResult:
        """The mail itself, by hand: aiosmtplib hides the moment between the last dot and its answer."""
        protocol, transport = line.client.protocol, line.client.transport
        if protocol is None or not isinstance(transport, asyncio.WriteTransport):
            raise ConnectionError("the connection is lost")
        ending = b".\r\n" if raw.endswith(b"\r\n") else b"\r\n.\r\n"
        answer = asyncio.ensure_future(protocol.read_response(timeout=self.final_seconds))
        try:
            await asyncio.sleep(0)  # the answer is being waited for before the first byte goes out
            line.content_began = True
            protocol.write(_DOT.sub(b"..", raw) + ending)
            while transport.get_write_buffer_size() and not answer.done():
                await asyncio.sleep(0.005)
            crashpoint("data_sent")
            said = await answer
        finally:
            answer.cancel()
        if 200 <= said.code < 300:
            crashpoint("accepted")
            return SendResult("accepted", said.code, _one_line(said.message))
        if said.code == 421:
            line.client.close()
        if 400 <= said.code < 600:
            return _answer(said.code, said.message, "the mail")
        return SendResult("doubt", said.code, f"an answer without meaning: {_one_line(said.message)}")

    async def _give_back(self, line: _Line, *, clean: bool) -> None:
        client = line.client
        line.mails, line.used_at = line.mails + 1, _now()
        if not client.is_connected:
            return
        try:
            if not clean:
                await client.rset(timeout=GOODBYE * 5)
            if self._closed or line.mails >= MAILS_A_CONNECTION:
                await client.quit(timeout=GOODBYE)
            else:
                self._free.append(line)
        except (SMTPException, OSError):
            client.close()

    async def _line(self) -> _Line | SendResult:
        """A connection that works, or why there is none."""
        while self._free:
            line = self._free.pop()
            if line.client.is_connected and await self._alive(line):
                return line
            line.client.close()
        async with self._connecting:
            if self._closed:
                return SendResult("temporary", 0, "mailflow is ending")
            if self._trouble and _now() < self._trouble_until:
                return self._trouble
            waits = self._login_waits()
            if waits:
                return waits
            try:
                client = await connected(self.account, self.command_seconds)
            except LoginFailed as error:
                self._refused.append(_now())
                count = f"{len(self._refused)} of {LOGINS_AN_HOUR} tries this hour"
                return SendResult("temporary", error.code, f"{self.account}: login refused ({count}): {error}")
            except (SMTPException, OSError, ValueError, MailflowError) as error:
                code = error.code if isinstance(error, SMTPResponseException) and error.code > 0 else 0
                text = error.message if isinstance(error, SMTPResponseException) else str(error)
                self._trouble = SendResult("temporary", code, f"{self.account}: {_one_line(text)}")
                self._trouble_until = _now() + self.pause_seconds
                return self._trouble
            self._refused.clear()
            self._trouble = None
            return _Line(client, _now())

    async def _alive(self, line: _Line) -> bool:
        if _now() - line.used_at < STALE:
            return True
        try:
            return (await line.client.noop(timeout=GOODBYE * 5)).code == 250
        except (SMTPException, OSError):
            return False

    def _login_waits(self) -> SendResult | None:
        now = _now()
        while self._refused and now - self._refused[0] > 3600:
            self._refused.popleft()
        if not self._refused:
            return None
        until = self._refused[-1] + BETWEEN_LOGINS
        if len(self._refused) >= LOGINS_AN_HOUR:
            until = self._refused[0] + 3600
        if now >= until:
            return None
        text = f"{self.account}: login was refused; the next try is in {int(until - now) + 1} seconds"
        return SendResult("temporary", 535, f"{text}, so that the account isn't locked")

    async def close(self) -> None:
        """End quickly: free connections say goodbye, busy ones are cut."""
        self._closed = True
        free, self._free = self._free, []
        await asyncio.gather(*(_goodbye(line.client) for line in free))
        for client in list(self._busy):
            client.close()
        await asyncio.sleep(0)  # the transports close in the next round of the loop


class LoginFailed(Exception):  # noqa: N818 - an outcome, caught in this room
    """The server doesn't take this user and password."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


async def connected(account: Account, seconds: float) -> SMTP:
    """A connection that is secured and logged in. STARTTLS is never skipped: there is no fallback to plain text."""
    tls = account.security == "tls"
    context = account.context() if account.security != "none" else None
    client = SMTP(
        hostname=account.host,
        port=account.port,
        use_tls=tls,
        start_tls=False,
        tls_context=context,
        local_hostname=_own_name(),
        timeout=seconds,
    )
    await client.connect()
    try:
        await client.ehlo()
        if account.security == "starttls":
            await _secure(client)
        if account.user:
            await _login(client, account)
    except BaseException:
        client.close()
        raise
    return client


async def _secure(client: SMTP) -> None:
    if not client.supports_extension("starttls"):
        raise ConnectionError("the server offers no STARTTLS; nothing is sent in the open")
    await client.starttls()
    await client.ehlo()


async def _login(client: SMTP, account: Account) -> None:
    """One mechanism, one try: trying them all would count three times against a wrong password."""
    password = account.password()
    offered = [name.lower() for name in client.server_auth_methods]
    known = (("plain", client.auth_plain), ("login", client.auth_login), ("cram-md5", client.auth_crammd5))
    usable = [login for name, login in known if name in offered]
    if not usable:
        raise ConnectionError(f"the server offers no login that mailflow knows (only: {' '.join(offered) or 'none'})")
    for login in usable:
        try:
            await login(account.user, password)
        except SMTPAuthenticationError as error:
            if error.code == 504 and login is not usable[-1]:
                continue  # offered, yet not known to the server: no try was counted
            if 400 <= error.code < 500:
                raise
            raise LoginFailed(error.code, _one_line(error.message)) from error
        return


async def ask(account: Account, seconds: float = 20.0) -> SmtpFacts:
    """Log in and note what the server offers; WireError where that fails."""
    try:
        client = await connected(account, seconds)
    except LoginFailed as error:
        raise WireError(f"{account}: login refused: {error.code} {error}") from error
    except (SMTPException, OSError, ValueError) as error:
        raise WireError(f"{account}: {_one_line(str(error))}") from error
    facts = SmtpFacts(
        dict(client.esmtp_extensions),
        tuple(sorted(name.upper() for name in client.server_auth_methods)),
        client.get_transport_info("sslcontext") is not None,
    )
    await _goodbye(client)
    return facts


async def _goodbye(client: SMTP) -> None:
    try:
        await client.quit(timeout=GOODBYE)
    except (SMTPException, OSError):
        client.close()


def _size_limit(client: SMTP) -> int:
    """The most that the server takes (RFC 1870); 0 = it doesn't say."""
    number = client.esmtp_extensions.get("size", "").strip()
    return int(number) if number.isdecimal() else 0


def _refusal(envelope_from: str, rcpt: str, raw: bytes) -> str:
    """Why a mail can't be handed to any server."""
    if envelope_from and not _ADDRESS.fullmatch(envelope_from):
        return f"not an address that SMTP can carry: {envelope_from!a}"
    if not _ADDRESS.fullmatch(rcpt):
        return f"not an address that SMTP can carry: {rcpt!a}"
    if _BARE_LINE_END.search(raw):
        return "the mail has a bare CR or LF"
    return ""


def _answer(code: int, text: str, to: str) -> SendResult:
    """What a server's refusal means for this mail."""
    said = f"{_one_line(text)} (to {to})"
    if 500 <= code < 600 and code not in OUR_FAULT:
        return SendResult("permanent", code, said)
    return SendResult("temporary", code, said)


def _lost(error: Exception, *, content_began: bool) -> SendResult:
    text = _one_line(str(error)) or type(error).__name__
    return SendResult("doubt" if content_began else "temporary", 0, text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _own_name() -> str:
    """The name for EHLO; asking the DNS for more of it can block for minutes."""
    name = socket.gethostname()
    return name if re.fullmatch(r"[A-Za-z0-9.-]+", name) else "localhost"

"""The world's post office: aiosmtpd takes mail in, pymap serves the process mailbox over IMAP, both on loopback.

Mail for the process mailbox passes the border, which stamps it; mail for anybody else goes to `delivered`.
"""

from __future__ import annotations

import asyncio
import threading
from argparse import Namespace
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend, Identity
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage

HOST = "127.0.0.1"
USER, PASSWORD = "process", "sandbox"
START_SECONDS = 20.0
LARGEST = 30 * 1024 * 1024


class OneWrite:
    """A stream that sends one response in one write.

    pymap writes a response in pieces, and IMAPClient.idle_check reads without blocking: half a line would end the
    connection.
    """

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer, self._held = writer, bytearray()

    def write(self, data: bytes) -> None:
        """Hold until `drain`."""
        self._held += data

    def writelines(self, pieces: list[bytes]) -> None:
        """Hold until `drain`."""
        self._held += b"".join(pieces)

    async def drain(self) -> None:
        """Send what is held."""
        if self._held:
            data, self._held = bytes(self._held), bytearray()
            self._writer.write(data)
        await self._writer.drain()

    def close(self) -> None:
        """Send what is held, then close."""
        if self._held:
            self._writer.write(bytes(self._held))
        self._writer.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name)


@dataclass(slots=True)
class PostOffice:
    """`with PostOffice(box, border, now) as office:` serves until the block ends.

    `border(envelope_from, rcpt, raw)` gives the bytes as the mailbox gets them; `now` is the time they arrive at.
    """

    box: str
    border: Callable[[str, str, bytes], bytes]
    now: Callable[[], datetime]
    delivered: list[tuple[str, bytes]] = field(default_factory=list)
    smtp_port: int = 0
    imap_port: int = 0
    _thread: threading.Thread | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _stop: asyncio.Event | None = None
    _ready: threading.Event = field(default_factory=threading.Event)
    _error: BaseException | None = None
    _login: Any = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), name="post-office", daemon=True)
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise TimeoutError("the sandbox's mail servers did not start")
        if self._error:
            raise self._error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._loop and self._stop:
            self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread:
            self._thread.join(5)

    async def _main(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with AsyncExitStack() as stack:
                await self._serve(stack)
                self._ready.set()
                await self._stop.wait()
        except Exception as error:
            self._error = error
            self._ready.set()

    async def _serve(self, stack: AsyncExitStack) -> None:
        wanted = Namespace(
            debug=False, host=[HOST], port=0, cert=None, key=None, tls=False, proxy_protocol=None,
            inherited_sockets=None, passlib_cfg=None, skip_services=[], demo_data=False, demo_user=USER,
            demo_password=PASSWORD,
        )  # fmt: skip
        backend, config = await DictBackend.init(wanted, invalid_user_sleep=0.0)
        self._login = backend.login
        config.apply_context()
        server = IMAPServer(backend.login, config)

        async def serve(reader: Any, writer: Any, info: Any) -> None:
            await server(reader, OneWrite(writer), info)  # type: ignore[arg-type]  # has what pymap uses of a writer

        callback = ProxyProtocolReader(config.proxy_protocol).get_callback(serve)
        imap = await asyncio.start_server(callback, HOST, 0, limit=2 * LARGEST)
        await stack.enter_async_context(imap)
        self.imap_port = imap.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        smtp = await loop.create_server(
            lambda: SMTP(self, hostname="sandbox", data_size_limit=LARGEST, loop=loop), HOST, 0
        )
        await stack.enter_async_context(smtp)
        self.smtp_port = smtp.sockets[0].getsockname()[1]

    def _is_box(self, address: str) -> bool:
        local, _, domain = address.lower().rpartition("@")
        return f"{local.partition('+')[0]}@{domain}" == self.box

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: ARG002, N802 - aiosmtpd's name
        """Take one mail: aiosmtpd calls this after the final dot."""
        for rcpt in envelope.rcpt_tos:
            if self._is_box(rcpt):
                await self._append(self.border(envelope.mail_from or "", rcpt, envelope.content))
            else:
                self.delivered.append((rcpt, envelope.content))
        return "250 OK"

    async def _append(self, raw: bytes) -> None:
        identity = Identity(USER, self._login, None, frozenset())
        async with identity.new_session() as session:
            await session.append_messages("INBOX", [AppendMessage(raw, self.now(), frozenset())])

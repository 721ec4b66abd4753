"""Servers and wires that fail on purpose: a scripted SMTP server, and a TCP proxy that cuts or stalls.

with ScriptedSmtp({"RCPT": ["450 later"]}) as smtp:
    smtp.accepted                                # every mail taken: envelope and exact bytes
with FaultProxy(server.imap_port) as wire:
    wire.cut_after = 1000                        # bytes from the server, then both sides are closed
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that the scripted server has accepted: dots unstuffed, every other byte as it came."""

    envelope_from: str
    rcpt: str
    raw: bytes


class ScriptedSmtp:
    """An SMTP server in a thread of its own that does what a script says, and takes one RCPT per DATA only.

    `script` maps a verb (GREETING, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, DOT, RSET, NOOP) to what happens at its
    first, second, … occurrence; after the list has ended the server behaves. An entry is a reply ("450 4.2.0 later"),
    "cut" (close without a word), "hang" (say nothing; at DOT the mail is taken), "swallow" (at DOT: take the mail, then
    close without a word), "cut-inside" (at DATA: close within the content), "" (behave). `border` sees each mail before
    it is taken: its answer is said instead, unless it is empty.
    """

    def __init__(
        self,
        script: Mapping[str, Sequence[str]] | None = None,
        *,
        extensions: Sequence[str] = ("8BITMIME", "SIZE 10000000"),
        logins: Mapping[str, str] | None = None,
        tls: tuple[Path, Path] | None = None,
        border: Callable[[Taken], str] | None = None,
    ) -> None:
        self._script = {verb: list(steps) for verb, steps in (script or {}).items()}
        self.extensions, self.logins, self.tls, self.border = extensions, logins, tls, border
        self.refused: dict[str, str] = {}  # address -> the reply to its RCPT
        self.accepted: list[Taken] = []
        self.commands: list[str] = []
        self.connections = self.open_now = self.most_at_once = 0
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *exc: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    async def _main(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._sessions: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._session, "127.0.0.1", 0)
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            self._ready.set()
            await self._stop.wait()
            for task in self._sessions:
                task.cancel()
            await asyncio.gather(*self._sessions, return_exceptions=True)

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._sessions.add(task)
        self.connections += 1
        self.open_now += 1
        self.most_at_once = max(self.most_at_once, self.open_now)
        try:
            await _Session(self, reader, writer).run()
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            self.open_now -= 1
            self._sessions.discard(task)
            writer.transport.abort()

    def script(self, verb: str, steps: Sequence[str]) -> None:
        """From now on, this happens at the next occurrences of a verb."""
        self._script[verb] = list(steps)

    def next_step(self, verb: str) -> str:
        """What the script wants at this occurrence of a verb."""
        self.commands.append(verb)
        steps = self._script.get(verb)
        return steps.pop(0) if steps else ""


class _Session:
    """One connection to a ScriptedSmtp."""

    def __init__(self, server: ScriptedSmtp, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.sender = ""
        self.rcpts: list[str] = []
        self.secure = False

    async def run(self) -> None:
        """Until the client leaves or the script cuts."""
        if not await self._play("GREETING", "220 scripted.test.local ESMTP"):
            return
        while line := (await self.reader.readline()).decode("latin-1").rstrip("\r\n"):
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            if verb == "QUIT":
                await self._say("221 bye")
                return
            if not await getattr(self, f"_{verb.lower()}", self._unknown)(rest):
                return

    async def _play(self, verb: str, otherwise: str) -> bool:
        return await self._reply(self.server.next_step(verb), otherwise)

    async def _reply(self, step: str, otherwise: str) -> bool:
        """Do what the script wants, else say `otherwise`; whether the session goes on."""
        if step == "cut":
            return False
        if step == "hang":
            await asyncio.sleep(3600)
        await self._say(step or otherwise)
        return not step.startswith("421")

    async def _say(self, text: str) -> None:
        self.writer.write(text.encode() + b"\r\n")
        await self.writer.drain()

    async def _unknown(self, rest: str) -> bool:
        return await self._play("UNKNOWN", f"502 not here: {rest[:20]}")

    async def _ehlo(self, _rest: str) -> bool:
        offered = ["scripted.test.local", *self.server.extensions]
        if self.server.tls and not self.secure:
            offered.append("STARTTLS")
        if self.server.logins is not None:
            offered.append("AUTH PLAIN LOGIN")
        lines = [f"250-{one}" for one in offered[:-1]] + [f"250 {offered[-1]}"]
        return await self._play("EHLO", "\r\n".join(lines))

    async def _starttls(self, _rest: str) -> bool:
        go_on = await self._play("STARTTLS", "220 go ahead")
        if go_on and self.server.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.server.tls)
            await self.writer.start_tls(context)
            self.secure = True
        return go_on

    async def _auth(self, rest: str) -> bool:
        user, password = b64decode(rest.partition(" ")[2]).decode().split("\0")[1:]
        right = (self.server.logins or {}).get(user) == password
        return await self._play("AUTH", "235 welcome" if right else "535 5.7.8 wrong user or password")

    async def _mail(self, rest: str) -> bool:
        self.sender, self.rcpts = _address(rest), []
        return await self._play("MAIL", "250 fine")

    async def _rcpt(self, rest: str) -> bool:
        if self.rcpts:
            return await self._reply("452 one recipient per mail", "")
        step = self.server.next_step("RCPT") or self.server.refused.get(_address(rest), "")
        if not step:
            self.rcpts.append(_address(rest))
        return await self._reply(step, "250 fine")

    async def _rset(self, _rest: str) -> bool:
        self.sender, self.rcpts = "", []
        return await self._play("RSET", "250 forgotten")

    async def _noop(self, _rest: str) -> bool:
        return await self._play("NOOP", "250 still here")

    async def _data(self, _rest: str) -> bool:
        if not self.rcpts:
            return await self._reply("503 no recipient", "")
        step = self.server.next_step("DATA")
        if step and step != "cut-inside":
            return await self._reply(step, "")
        await self._say("354 go ahead")
        raw = b""
        while (line := await self.reader.readline()) != b".\r\n":
            if not line or step == "cut-inside":
                return False
            raw += line[1:] if line.startswith(b".") else line
        return await self._dot(raw)

    async def _dot(self, raw: bytes) -> bool:
        step = self.server.next_step("DOT")
        if self.server.border and not step:
            step = await asyncio.to_thread(self.server.border, Taken(self.sender, self.rcpts[0], raw))
        if step in ("", "swallow", "hang") or step.startswith("2"):
            self.server.accepted.append(Taken(self.sender, self.rcpts[0], raw))
        rcpts, self.rcpts = self.rcpts, []
        return step != "swallow" and await self._reply(step, f"250 taken for {rcpts[0]}")


def _address(rest: str) -> str:
    return rest[rest.index("<") + 1 : rest.index(">")]


class FaultProxy:
    """A wire between client and server that can fail. The knobs may be turned while connections are open.

    `cut_after`: bytes from the server after which both sides are closed. `stall_after`: bytes from the server after
    which nothing goes through any more in either direction and nobody is told (half-open). `cut_on`: words of the
    server that never arrive, for both sides are closed before them. `replace`: its words, and what arrives instead.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self.cut_after: int | None = None
        self.stall_after: int | None = None
        self.cut_on: bytes | None = None
        self.replace: tuple[bytes, bytes] | None = None
        self.passed = 0  # bytes from the server, over all connections
        self.connections = 0
        self._socks: list[socket.socket] = []
        self._over = threading.Event()

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(5)
        for sock in self._socks:
            sock.close()

    def cut(self) -> None:
        """Close every connection now."""
        for sock in self._socks:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def say(self, words: bytes) -> None:
        """Words that the server has never said, to the client of the last connection."""
        self._socks[-2].sendall(words)

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self.connections += 1
            self._socks += [client, server]
            for source, sink, counts in ((client, server, False), (server, client, True)):
                thread = threading.Thread(target=self._pump, args=(source, sink, counts), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _pump(self, source: socket.socket, sink: socket.socket, counts: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if counts and self.replace:
                    data = data.replace(*self.replace)
                if counts and self.cut_on and self.cut_on in data:
                    break
                if counts and self.cut_after is not None and self.passed + len(data) >= self.cut_after:
                    sink.sendall(data[: max(self.cut_after - self.passed, 0)])
                    self.passed, self.cut_after = self.cut_after, None
                    break
                if self.stall_after is not None and self.passed + counts * len(data) >= self.stall_after:
                    continue  # swallowed: both sides believe that the wire is fine
                sink.sendall(data)
                self.passed += counts * len(data)
        for sock in (source, sink):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

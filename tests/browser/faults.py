"""A TCP proxy between phone and server, for the things that networks do to people."""

import json
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LOOPBACK = "127.0.0.1"
CHUNK = 65536
SYNC = "POST /sync"
METHODS = (b"GET ", b"POST ")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
HTML = "text/html; charset=utf-8"
ABORT = struct.pack("ii", 1, 0)


class Network(StrEnum):
    """How the network behaves."""

    PASS = "pass"  # noqa: S105 (no password)
    REFUSE = "refuse"
    HANG = "hang"


@dataclass(frozen=True)
class Reply:
    """What something on the way answers in the server's place."""

    status: int
    body: str = "<!doctype html><title>Somewhere else</title>"
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": HTML})

    @classmethod
    def problem(cls, status: int, detail: str) -> "Reply":
        """Answer as our server does when it refuses."""
        said = {"title": "Refused", "status": status, "detail": detail}
        return cls(status, json.dumps(said), {"Content-Type": "application/problem+json"})

    def encoded(self) -> bytes:
        """Give the whole answer as it is on the wire."""
        body = self.body.encode()
        lines = [f"HTTP/1.1 {self.status} Said", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + body


Batch = dict[str, Any]
AnswerSync = Callable[[Batch], Reply | None]


def free_port() -> int:
    """Give a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


class Proxy:
    """Passes bytes on, refuses, hangs; loses or makes up answers, or takes its time."""

    def __init__(self, server_port: int) -> None:
        self.server_port = server_port
        self.network = Network.PASS
        self.answers_to_lose = 0
        self.lost = 0
        self.answer_sync: AnswerSync | None = None
        self.batches: list[Batch] = []
        self.answer_page: Callable[[str], Reply | None] | None = None
        self.cut: Callable[[str], bool] | None = None
        self.delay_s = 0.0
        self.answer_lost = threading.Event()
        self.sync_forwarded = threading.Event()
        self.requests: Counter[str] = Counter()
        self.bytes_down: Counter[str] = Counter()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._door = socket.create_server((LOOPBACK, 0), backlog=64)
        self.port: int = self._door.getsockname()[1]
        self._start(self._welcome)

    def set(self, network: Network) -> None:
        """Change the network for everybody, those in the middle of something too."""
        self.network = network
        self._hang_up()

    def lose_answers(self, times: int) -> None:
        """Lose that many answers to /sync after the server has given them."""
        self.answer_lost.clear()
        self.answers_to_lose = times

    def answer_sync_with(self, reply: Reply | None) -> None:
        """Answer every `POST /sync` with this, in the server's place; None: let them through."""
        self.answer_sync = (lambda _: reply) if reply else None

    def forget_counts(self) -> None:
        """Begin counting anew."""
        with self._lock:
            self.bytes_down.clear()
            self.requests.clear()

    def close(self) -> None:
        """Stop, and leave no socket and no thread behind."""
        self.network = Network.REFUSE
        self._closed.set()
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._hang_up()
        for thread in self._threads:
            thread.join(5)

    def _start(self, work: object, *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _hang_up(self) -> None:
        with self._lock:
            gone = list(self._open)
        _hang_up(*gone)

    def _welcome(self) -> None:
        while True:
            try:
                phone, _ = self._door.accept()
            except OSError:
                return
            self._start(self._serve, phone)

    def _serve(self, phone: socket.socket) -> None:
        with phone:
            if self.network is Network.REFUSE:
                phone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
                return
            with self._kept(phone), suppress(OSError):
                if self.network is Network.HANG:
                    while phone.recv(CHUNK):
                        pass
                    return
                server = socket.create_connection((LOOPBACK, self.server_port))
                with server, self._kept(server):
                    self._join(phone, server)

    def _kept(self, one: socket.socket) -> "_Kept":
        return _Kept(self._open, self._lock, one)

    def _join(self, phone: socket.socket, server: socket.socket) -> None:
        asked = [""]
        back = threading.Thread(target=self._answers, args=(server, phone, asked), daemon=True)
        back.start()
        with suppress(OSError):
            while data := phone.recv(CHUNK):
                if data.startswith(METHODS):
                    asked[0] = data.split(b" HTTP", 1)[0].decode("latin-1")
                    with self._lock:
                        self.requests[asked[0]] += 1
                    self._closed.wait(self.delay_s)
                    if self.cut and self.cut(asked[0]):
                        break
                    made_up = self.answer_page(asked[0]) if self.answer_page else None
                    if made_up:
                        phone.sendall(made_up.encoded())
                        continue
                if data.startswith(SYNC.encode()):
                    data = self._whole(phone, data)
                    reply = self._judge(data)
                    if reply:
                        phone.sendall(reply.encoded())
                        continue
                server.sendall(data)
                if asked[0] == SYNC:
                    self.sync_forwarded.set()
        _hang_up(phone, server)
        back.join(5)

    @staticmethod
    def _whole(phone: socket.socket, data: bytes) -> bytes:
        """Wait for the rest of a request."""
        while b"\r\n\r\n" not in data:
            data += phone.recv(CHUNK) or b"\r\n\r\n"
        head, _, body = data.partition(b"\r\n\r\n")
        told = LENGTH.search(head)
        missing = (int(told[1]) if told else 0) - len(body)
        while missing > 0 and (more := phone.recv(CHUNK)):
            data += more
            missing -= len(more)
        return data

    def _judge(self, request: bytes) -> Reply | None:
        """Note the batch, and give what is answered in the server's place."""
        try:
            batch: Batch = json.loads(request.partition(b"\r\n\r\n")[2])
        except ValueError:
            return None
        with self._lock:
            self.batches.append(batch)
        return self.answer_sync(batch) if self.answer_sync else None

    def _answers(self, server: socket.socket, phone: socket.socket, asked: list[str]) -> None:
        with suppress(OSError):
            while data := server.recv(CHUNK):
                if asked[0] == SYNC and self.answers_to_lose > 0:
                    self.answers_to_lose -= 1
                    self.lost += 1
                    self.answer_lost.set()
                    break
                with self._lock:
                    self.bytes_down[asked[0]] += len(data)
                phone.sendall(data)
        _hang_up(phone, server)


def _hang_up(*ends: socket.socket) -> None:
    for one in ends:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


class _Kept:
    """Holds a socket where it can be hung up, for as long as it is open."""

    def __init__(
        self, all_open: set[socket.socket], lock: threading.Lock, one: socket.socket
    ) -> None:
        self.all_open, self.lock, self.one = all_open, lock, one

    def __enter__(self) -> None:
        with self.lock:
            self.all_open.add(self.one)

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.all_open.discard(self.one)

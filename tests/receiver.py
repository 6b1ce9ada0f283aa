"""A receiver of webhooks on this machine, that answers as a test wants it to."""

import contextlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"


@dataclass
class Call:
    """What came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came in so far, and what is answered to the next: a status, or something stranger."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    connections: int = 0
    status: int = 204
    answers: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    behave: Callable[[Any], None] | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/hooks"

    def ids(self) -> list[str]:
        return [call.headers["webhook-id"] for call in self.calls]


@contextlib.contextmanager
def receiver(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Serve a receiver while the `with` statement lasts."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            found.connections += 1
            super().setup()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.calls.append(Call(self.path, headers, body))
            if found.behave:
                found.behave(self)
                self.close_connection = True
                return
            self.send_response(found.answers.pop(0) if found.answers else found.status)
            for name, value in {"Content-Length": "0", **found.headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


def drip_headers(handler: Any) -> None:
    """Never come to the end of the headers, a piece at a time."""
    with contextlib.suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(1_000):
            handler.wfile.write(b"X-%d: y\r\n" % number)
            time.sleep(0.05)


def drip_body(handler: Any) -> None:
    """Never come to the end of the body."""
    with contextlib.suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1_000):
            handler.wfile.write(b"y")
            time.sleep(0.05)


def pour(handler: Any) -> None:
    """Answer with more than anyone wants to read."""
    with contextlib.suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        for _ in range(10_000):
            handler.wfile.write(b"y" * 100_000)


def hang_up(handler: Any) -> None:
    """Answer nothing."""


def babble(handler: Any) -> None:
    """Answer with something that is not HTTP."""
    handler.wfile.write(b"\x00\xff nonsense\r\n\r\n")

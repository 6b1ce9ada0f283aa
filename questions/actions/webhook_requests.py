"""Calling an address over HTTP, with everything bounded that the other side could stretch.

The address is resolved and judged here, and the connection goes to what was judged: a name that
resolves to something else a moment later (DNS rebinding) leads nowhere else. Redirects are not
followed, and no proxy or password is taken from the environment.
"""

import contextlib
import http.client
import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from questions.rules.addresses import AddressRefused, Target, refusal

#: Seconds that connecting may take, the waits between two pieces of an answer, and all together.
CONNECT_SECONDS, QUIET_SECONDS, ALL_SECONDS = 5.0, 10.0, 15.0
#: How much is read of an answer, and how much of that is kept.
READ_BYTES, KEPT_BYTES = 64 * 1024, 1024
KEPT_HEADERS, KEPT_HEADER = 40, 500
#: Of an answer's headers these are nobody's business here.
HIDDEN = {"set-cookie", "set-cookie2", "www-authenticate", "proxy-authenticate"}


class CallFailed(Exception):
    """No answer came, with a sentence that says why."""


class HungUp(CallFailed):
    """The other side has closed the connection before it answered."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, headers and the beginning of the body."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


def resolve(target: Target) -> list[str]:
    """Return the IP addresses to connect to; raise AddressRefused where one may not be called.

    The system's resolver has time limits of its own.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CallFailed(f"The name {target.host} cannot be resolved.") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in [] if target.named else addresses:
        if why := refusal(address):
            raise AddressRefused(
                f"{target.host} leads to {address}, which may not be called: it is {why}."
            )
    return addresses


class Line:
    """A connection to an address, opened when it is first needed and used for several calls.

    Everything about it belongs to one thread; use it in a `with` statement.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self._connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._hang_up()

    def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a body and return what comes back; raise CallFailed and AddressRefused."""
        end = time.monotonic() + ALL_SECONDS
        if self._connection is not None:
            # The other side may have closed it meanwhile: that is no failure.
            with contextlib.suppress(HungUp):
                return self._exchange(self._connection, headers, body, end)
        self._connection = self._connect(end)
        return self._exchange(self._connection, headers, body, end)

    def _connect(self, end: float) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(self.target.host, self.target.port)
        connection.auto_open = 0  # it would resolve the name by itself
        connection.sock = self._socket(resolve(self.target), end)
        return connection

    def _socket(self, addresses: list[str], end: float) -> socket.socket:
        trouble: OSError | None = None
        for address in addresses:
            try:
                seconds = min(CONNECT_SECONDS, max(0.1, end - time.monotonic()))
                plain = socket.create_connection((address, self.target.port), seconds)
                # Headers and body go out apart: the second would wait for word of the first.
                plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return self._secured(plain, end) if self.target.scheme == "https" else plain
            except OSError as error:
                trouble = error
        raise CallFailed(_told(trouble)) from trouble

    def _secured(self, plain: socket.socket, end: float) -> socket.socket:
        """Speak TLS with the host that the address names, whatever its IP address is."""
        with _cut_off(plain, end):
            try:
                context = ssl.create_default_context()
                return context.wrap_socket(plain, server_hostname=self.target.host)
            except BaseException:
                plain.close()
                raise

    def _exchange(
        self,
        connection: http.client.HTTPConnection,
        headers: Mapping[str, str],
        body: bytes,
        end: float,
    ) -> Answer:
        said = {"Host": self.target.authority, **headers}
        try:
            connection.sock.settimeout(QUIET_SECONDS)
            with _cut_off(connection.sock, end):
                connection.request("POST", self.target.path, body, said)
                answer = self._read(connection.getresponse())
            if time.monotonic() >= end:  # what was cut off looks like an end
                raise TimeoutError
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._hang_up()
            if time.monotonic() >= end:
                raise CallFailed(f"No whole answer within {ALL_SECONDS:.0f} seconds.") from error
            hung_up = isinstance(error, ConnectionError)
            raise (HungUp if hung_up else CallFailed)(_told(error)) from error
        return answer

    def _read(self, response: http.client.HTTPResponse) -> Answer:
        read = response.read(READ_BYTES)
        if not response.isclosed() or response.will_close:
            self._hang_up()  # the rest of a long answer is not waited for
        headers = [(n, v) for n, v in response.getheaders() if n.lower() not in HIDDEN]
        kept = {_clean(n): _clean(v)[:KEPT_HEADER] for n, v in headers[:KEPT_HEADERS]}
        text = read[:KEPT_BYTES].decode("utf-8", "replace")
        return Answer(response.status, kept, _clean(text))

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextlib.contextmanager
def _cut_off(used: socket.socket, end: float) -> Iterator[None]:
    """Cut a connection off at `end`: limits on single reads do not stop one who drips."""
    # A second handle on the same connection, so that nothing is closed under another thread's feet.
    handle = socket.socket(fileno=os.dup(used.fileno()))
    timer = threading.Timer(max(0.0, end - time.monotonic()), _shut, [handle])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        handle.close()


def _shut(handle: socket.socket) -> None:
    with contextlib.suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)


def _clean(text: str) -> str:
    """Return a text as every database can keep it."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode()


#: What is said of errors that tell nothing by themselves, or in a library's words.
_SENTENCES: list[tuple[type[Exception], str]] = [
    (TimeoutError, "The time limit was reached."),
    (ConnectionRefusedError, "The connection was refused."),
    (ConnectionError, "The connection was closed before an answer came."),
]


def _told(error: Exception | None) -> str:
    """Say in a sentence what a library has found."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate is not good for this name: {error.verify_message}."
    if isinstance(error, ssl.SSLError):
        return f"TLS failed: {error.reason or 'the connection ended'}."
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return sentence
    what = "The connection failed" if isinstance(error, OSError) else "The answer cannot be read"
    return f"{what}: {_clean(str(error))[:200] or type(error).__name__}."

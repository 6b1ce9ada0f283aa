"""Calls to receivers that lie about where they are, never end, or say too much."""

import datetime
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from questions.actions import webhook_requests
from questions.actions.webhook_requests import Answer, CallFailed, Line
from questions.rules.addresses import AddressRefused, Target
from tests.receiver import HOST, Receiver, drip_body, drip_headers, pour, receiver


def target(port: int, *, host: str = HOST, scheme: str = "http", named: bool = True) -> Target:
    return Target(scheme, host, port, "/hooks?x=1", named)


def post(to: Target) -> Answer:
    with Line(to) as line:
        return line.post({"X": "y"}, b"{}")


@pytest.fixture
def there() -> Any:
    with receiver() as found:
        yield found


Names = dict[str, list[str]]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """What names resolve to, one answer after the other."""
    known: Names = {}

    real = socket.getaddrinfo

    def look_up(host: str, port: int, *args: Any, **more: Any) -> list[Any]:
        if host[0].isdigit():
            return list(real(host, port, *args, **more))
        if host not in known:
            raise OSError("unknown name")
        found = known[host]
        address = found.pop(0) if len(found) > 1 else found[0]
        return [(2, 1, 6, "", (one, port)) for one in address.split()]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fe80::1%eth0"),
        *("64:ff9b::7f00:1", "8.8.8.8 127.0.0.1", "0.1.2.3", "100.64.0.1"),
    ],
)
def test_a_name_that_leads_inside_is_not_called(
    there: Receiver, names: Names, address: str
) -> None:
    names["evil.example"] = [address]
    with pytest.raises(AddressRefused, match=r"evil\.example leads to"):
        post(target(there.port, host="evil.example", scheme="http", named=False))
    assert there.connections == 0


def test_a_name_is_looked_up_once_and_what_was_judged_is_called(
    there: Receiver, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: harmless when it is judged, and inside when it is called."""
    names["evil.example"] = ["203.0.114.1", "127.0.0.1"]
    called = []

    def connect(address: Any, seconds: float) -> Any:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(CallFailed, match="refused"):
        post(target(443, host="evil.example", scheme="https", named=False))
    assert called == [("203.0.114.1", 443)]
    assert names["evil.example"] == ["127.0.0.1"]


def test_a_host_of_the_settings_may_be_inside(there: Receiver, names: Names) -> None:
    names["ats.internal"] = [HOST]
    assert post(target(there.port, host="ats.internal")).status == 204
    assert there.calls[0].headers["host"] == f"ats.internal:{there.port}"


def test_each_address_of_a_name_is_tried(there: Receiver, names: Names) -> None:
    names["ats.internal"] = [f"127.0.0.2 {HOST}"]
    assert post(target(there.port, host="ats.internal")).status == 204


def test_a_name_that_is_not_known(names: Names) -> None:
    with pytest.raises(CallFailed, match="cannot be resolved"):
        post(target(443, host="nowhere.example", named=False))


def test_redirects_are_not_followed(there: Receiver) -> None:
    there.status = 307
    there.headers = {"Location": f"{there.url}/elsewhere"}
    assert post(target(there.port)).status == 307
    assert len(there.calls) == 1


def test_proxies_and_passwords_of_the_environment_are_not_used(
    there: Receiver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    (tmp_path / ".netrc").write_text(f"machine {HOST} login someone password hidden")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert post(target(there.port)).status == 204
    assert "authorization" not in there.calls[0].headers


@pytest.mark.parametrize("behave", [drip_headers, drip_body])
def test_who_drips_is_cut_off(
    there: Receiver, behave: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_requests, "ALL_SECONDS", 0.5)
    there.behave = behave
    start = time.monotonic()
    with pytest.raises(CallFailed, match="No whole answer"):
        post(target(there.port))
    assert time.monotonic() - start < 10


def test_who_says_nothing_is_not_waited_for(
    there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_requests, "QUIET_SECONDS", 0.2)
    there.behave = lambda _: time.sleep(2)
    with pytest.raises(CallFailed, match="time limit"):
        post(target(there.port))


def test_of_a_flood_little_is_read_and_less_kept(there: Receiver) -> None:
    there.behave = pour
    answer = post(target(there.port))
    assert answer.status == 200
    assert answer.body == "y" * webhook_requests.KEPT_BYTES


def test_what_no_database_keeps_is_replaced(there: Receiver) -> None:
    def behave(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 500 X\r\nX-Y: \xff\r\nContent-Length: 3\r\n\r\na\x00\xff")

    there.behave = behave
    answer = post(target(there.port))
    assert answer.body == "a��"
    assert answer.headers["X-Y"] == "ÿ"


def test_a_connection_is_used_again(there: Receiver) -> None:
    with Line(target(there.port)) as line:
        for _ in range(3):
            assert line.post({}, b"{}").status == 204
    assert there.connections == 1
    assert len(there.calls) == 3


def test_one_that_was_closed_meanwhile_is_opened_anew(there: Receiver) -> None:
    with Line(target(there.port)) as line:
        line.post({}, b"{}")
        assert line._connection
        line._connection.sock.shutdown(2)
        assert line.post({}, b"{}").status == 204
    assert there.connections == 2


# TLS


@pytest.fixture
def secured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A receiver for `hooks.example` whose certificate the system trusts."""
    path = tmp_path / "certificate.pem"
    path.write_bytes(certificate("hooks.example"))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    asked: list[str | None] = []
    context.sni_callback = lambda _, name, __: asked.append(name)
    with receiver(context) as found:
        yield found, asked


def certificate(name: str) -> bytes:
    """Return a certificate with its key, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(pem)


def test_tls_is_spoken_with_the_name_and_not_with_the_ip(secured: Any, names: Names) -> None:
    there, asked = secured
    names["hooks.example"] = [HOST]
    assert post(target(there.port, host="hooks.example", scheme="https")).status == 204
    assert asked == ["hooks.example"]
    assert there.calls[0].headers["host"] == f"hooks.example:{there.port}"


def test_a_certificate_must_be_of_the_name(secured: Any, names: Names) -> None:
    there, _ = secured
    names["other.example"] = [HOST]
    with pytest.raises(CallFailed, match="certificate is not good for this name"):
        post(target(there.port, host="other.example", scheme="https"))
    assert there.calls == []


def test_tls_with_who_does_not_speak_it(there: Receiver) -> None:
    with pytest.raises(CallFailed, match="TLS failed"):
        post(target(there.port, scheme="https"))

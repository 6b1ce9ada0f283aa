"""A small OpenID Connect provider on loopback, with real keys, for the tests of single sign-on."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

CLIENT, SECRET = "bank", "a client's secret"


def _number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Provider:
    """Whom it signs in, and how it may go wrong."""

    address: str = ""
    key: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))
    #: What is said of the person who signs in.
    person: dict[str, Any] = field(default_factory=dict)
    #: What userinfo says instead, and what the ID token has beside.
    userinfo: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"kid": "first"})
    signs_with: RSAPrivateKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorize(self, asked: dict[str, str]) -> str:
        """Sign the person in; return the address that their browser is sent back to."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert set(asked["scope"].split()) == {"openid", "profile", "email"}
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def answer(self, path: str, posted: dict[str, str], headers: Any) -> Any:
        if path == "/.well-known/openid-configuration":
            return self._discovery()
        if path == "/keys":
            numbers = self.key.public_key().public_numbers()
            key = {"kty": "RSA", "kid": "first", "use": "sig", "alg": "RS256"}
            return {"keys": [key | {"n": _number(numbers.n), "e": _number(numbers.e)}]}
        if path == "/token":
            return self._token(posted)
        assert headers["Authorization"] == "Bearer an access token"
        return self.person | self.userinfo

    def _discovery(self) -> dict[str, Any]:
        names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        found = {f"{name}_endpoint": f"{self.address}/{path}" for name, path in names.items()}
        found |= {"issuer": self.address, "jwks_uri": f"{self.address}/keys"}
        found["token_endpoint_auth_methods_supported"] = ["client_secret_post"]  # type: ignore[assignment]  # a list
        return {name: value for name, value in (found | self.discovery).items() if value}

    def _token(self, posted: dict[str, str]) -> Any:
        asked = self.codes.pop(posted["code"])
        digest = hashlib.sha256(posted["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        assert challenge == asked["code_challenge"]
        assert posted["redirect_uri"] == asked["redirect_uri"]
        assert (posted["client_id"], posted["client_secret"]) == (CLIENT, SECRET)
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60}
        claims |= self.person | self.claims
        signed = jwt.encode(claims, self.signs_with or self.key, "RS256", headers=self.header)
        return {"access_token": "an access token", "token_type": "Bearer", "id_token": signed}


@contextmanager
def serve() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(302)
                asked = dict(parse_qsl(parts.query))
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
            else:
                self._say({})

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            posted = parse_qs(self.rfile.read(length).decode())
            self._say({name: values[0] for name, values in posted.items()})

        def _say(self, posted: dict[str, str]) -> None:
            said = json.dumps(provider.answer(self.path, posted, self.headers)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()

"""What the tests of access share: a page's session, raw sockets, and an identity provider."""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

from live_server import LiveServer, Reply

ROLES = ["viewer", "operator", "approver", "admin"]
# How long an answer, or the end of a connection, may take that the server owes at once.
ANSWER_SECONDS = 20.0


@dataclass
class Page:
    """A browser's page as far as the server can tell: a cookie, and the value that only it knows."""

    server: LiveServer
    cookie: str
    csrf: str

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        sent = {
            "Cookie": self.cookie, "Origin": self.server.url, "Sec-Fetch-Site": "same-origin",
            "X-Fermata-CSRF": self.csrf,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return self.server.request(
            method, path, body, token="", headers={name: value for name, value in sent.items() if value})


def sign_in(server: LiveServer, token: str) -> Page:
    """Signs in with a token as the page does."""
    reply = server.request("POST", "/v1/session", {"token": token}, token="").expect(200)
    return Page(server, reply.headers["set-cookie"].split(";")[0], reply.json["csrf"])


def exchange(server: LiveServer, data: bytes) -> bytes:
    """Sends bytes as they are and gives everything that comes until the server closes."""
    with socket.create_connection((server.host, server.port), timeout=ANSWER_SECONDS) as connection:
        try:
            connection.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # The server may refuse before it has read everything; its answer may still be there.
        return read_to_end(connection)


def read_to_end(connection: socket.socket) -> bytes:
    """Everything that comes until the other side closes."""
    received = bytearray()
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionResetError:
        pass
    return bytes(received)


def urlsafe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class IdentityProvider:
    """Publishes a key on loopback and signs with it (RS256, RFC 7518, section 3.3)."""

    ISSUER = "https://idp.example"
    AUDIENCE = "fermata"
    # ASN.1 of a SHA-256 digest in a PKCS #1 signature (RFC 8017, section 9.2).
    DIGEST_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
    # An RSA key that was made for this test alone.
    MODULUS = int(
        "d9efd7f0b0e3473b4b42440c6b72a6f8b027079d4d48a5926176290091f9daa684a177e300a9de0d67ea55be723c6466"
        "b616345fdf51a86690364b02a9e9f2f7bb16e226e9ec5affe42ae37cc46f9f39f118573186b24bf97097b58af6466d5c"
        "afe7d0a075d3ae234b66aa10f68fcab0416dc67f66f63de4a8f5f4b1497a14e97deb39a64666850028421edf3388b472"
        "fea31c9a5eff40d15d2822695e9aa736033e7f6e2671cdc779feb51aeae9bf0dd558a6905694112cd2af081baf29248b"
        "5429df8269e48cfc4f2e3911bb540f8dcfc4b85a4419b7ee2e77d2c752d3ee1d13e1fe3abc01ed9d33f1d2896f24c7ba"
        "b06d385c364451b4225a43c6e1cdea2d",
        16,
    )
    EXPONENT = int(
        "a4ee5b95ce7307ad5a9499106d207a372a83346d59d79360e70697f12932d56e6a61686c104c7dbd2cda0319fb34b3d1"
        "a76bc1274272773cbcac2f5da209687f0d6f9151b1d12aed0d5807e1472827c59f2d5f3a1e9deb31532c523a6036dc52"
        "3b82f6e2f89e178df90f866a6003b779118b14f5c5e35a3924efe91c0d11fefac55ff2c60ac66f3d9dd662924f60116d"
        "122ec25bf44b7e165dcda9f19286f3ab4974fa821411f9a1e9e02944e1e584a88761ef3dee36d2a8f367a6ef27dcc342"
        "8e3e69a5d22be8edc5c8dd7ffd3cbfb20119bc1d60c6285c979cf78b4ca8e389df0e330e2fa3c5c86ffe367644f09b25"
        "9e5df930564cfbc029f8e12cc380037",
        16,
    )

    def __init__(self) -> None:
        self.requests = 0
        self.is_there = True
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802 - the base class names it.
                provider.requests += 1
                body = json.dumps(provider.keys()).encode() if provider.is_there else b""
                self.send_response(200 if provider.is_there else 503)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: Any) -> None:
                """Says nothing."""

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def keys_url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_port}/keys"

    @property
    def options(self) -> list[str]:
        return [
            "--jwt-jwks-url", self.keys_url, "--jwt-issuer", self.ISSUER, "--jwt-audience", self.AUDIENCE,
            "--jwt-role-claim", "groups", "--jwt-role", "staff=operator", "--jwt-role", "leads=approver",
        ]

    def keys(self) -> dict[str, Any]:
        modulus = self.MODULUS.to_bytes(256, "big")
        return {"keys": [{"kty": "RSA", "use": "sig", "kid": "k1", "n": urlsafe(modulus), "e": "AQAB"}]}

    def claims(self, **changes: Any) -> dict[str, Any]:
        claims = {
            "iss": self.ISSUER, "aud": self.AUDIENCE, "sub": "ada", "exp": int(time.time()) + 3600,
            "groups": ["staff"], **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    @staticmethod
    def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
        return ".".join(urlsafe(json.dumps(part).encode()) for part in (header, claims))

    def sign(self, claims: dict[str, Any], header: dict[str, Any] | None = None) -> str:
        text = self.unsigned(header or {"alg": "RS256", "typ": "JWT", "kid": "k1"}, claims)
        digest = self.DIGEST_PREFIX + hashlib.sha256(text.encode()).digest()
        padded = b"\x00\x01" + b"\xff" * (253 - len(digest)) + b"\x00" + digest
        signature = pow(int.from_bytes(padded, "big"), self.EXPONENT, self.MODULUS)
        return f"{text}.{urlsafe(signature.to_bytes(256, 'big'))}"

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()

"""A `fermata serve` of a test's own on a free port, spoken to over real sockets."""

from __future__ import annotations

import http.client
import json
import os
import queue
import re
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Mapping, Sequence

from command_line import environment, run_command

# How long a test waits for the server to say where it listens, or to end.
START_TIMEOUT_SECONDS = 30.0
# How long one request, or one frame of a stream, may take.
REQUEST_TIMEOUT_SECONDS = 30.0
ADDRESS = re.compile(r"https?://(?P<host>[^:/\s]+):(?P<port>\d+)")
SIGN_IN_TOKEN = re.compile(r"#token=(?P<token>[A-Za-z0-9_.~-]+)")


@dataclass(frozen=True)
class Reply:
    """What a request was answered with."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def expect(self, status: int) -> "Reply":
        """Fails the test with the answer unless it has that status."""
        assert self.status == status, f"{self.status} instead of {status}: {self.body[:2000]!r}"
        return self


@dataclass(frozen=True)
class Frame:
    """One event of a stream, as the client of server-sent events sees it."""

    id: str | None
    event: str
    data: str

    @property
    def json(self) -> Any:
        return json.loads(self.data)


class EventStream:
    """A stream of server-sent events that is read frame by frame until it is closed."""

    def __init__(self, connection: http.client.HTTPConnection, response: http.client.HTTPResponse) -> None:
        self.connection = connection
        self.response = response

    def __iter__(self) -> Iterator[Frame]:
        identity, event, data = None, "message", []
        for raw in self.response:
            line = raw.decode("utf-8").rstrip("\n")
            if not line:
                if data:
                    yield Frame(identity, event, "\n".join(data))
                identity, event, data = None, "message", []
                continue
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "id":
                identity = value
            elif name == "event":
                event = value
            elif name == "data":
                data.append(value)

    def close(self) -> None:
        self.connection.close()
        self.response.close()


class LiveServer:
    """The process, where it listens, the link that it printed, and an admin's token for the tests."""

    def __init__(
        self, binary: Path, *, home: Path, directory: Path, arguments: Sequence[str | Path] = (),
        port: int = 0, additions: Mapping[str, str] | None = None,
    ) -> None:
        self.binary, self.home, self.directory = binary, home, directory
        self.arguments, self.additions = arguments, additions
        self.host, self.port = "127.0.0.1", port
        # The printed link begins one session; what a test sends again and again is a token of its own.
        self.link_token: str | None = None
        self.token: str | None = None
        self.lines: list[str] = []
        self.process: subprocess.Popen[str] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def sign_in_link(self) -> str:
        """A link that signs in as often as it is opened; the printed one does so once."""
        return f"{self.url}/#token={self.token}"

    def create_token(self, name: str, role: str, *arguments: str) -> str:
        """Makes a token as a person would, with the command line."""
        words = [self.binary, "token", "create", name, "--role", role, *arguments]
        made = run_command(words, home=self.home, directory=self.directory, additions=self.additions)
        return made.expect_success().output.strip()

    def start(self) -> None:
        """Starts the process, on the port of the time before if there was one."""
        words = [self.binary, "serve", "--port", str(self.port), *self.arguments]
        self.process = subprocess.Popen(
            [str(word) for word in words], cwd=self.directory, env=environment(self.home, self.additions),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            encoding="utf-8", start_new_session=True,
        )
        said: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, args=(self.process, said), daemon=True).start()
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while True:
            try:
                line = said.get(timeout=max(deadline - time.monotonic(), 0.001))
            except queue.Empty:
                raise AssertionError(f"the server never said where it listens\n{self.story()}") from None
            assert line is not None, f"the server ended\n{self.story()}"
            token = SIGN_IN_TOKEN.search(line)
            if token:
                self.link_token = token["token"]
            address = ADDRESS.search(line)
            if address:
                self.host, self.port = address["host"], int(address["port"])
            if token and address:
                self.token = self.token or self.create_token(f"tests-{self.process.pid}", "admin")
                return

    def _read(self, process: subprocess.Popen[str], said: queue.Queue[str | None]) -> None:
        assert process.stdout is not None
        with process.stdout as output:
            for line in output:
                self.lines.append(line)
                said.put(line)
        said.put(None)

    def request(
        self, method: str, path: str, body: Any = None, *, token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Sends a request with the tests' token unless another is given ("" for none)."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=REQUEST_TIMEOUT_SECONDS)
        try:
            try:
                connection.request(method, path, self._encoded(body), self._headers(body, token, headers))
            except BrokenPipeError:
                # A server may answer and close before it has read all: its answer is there to be read.
                pass
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, names, response.read())
        finally:
            connection.close()

    def stream(
        self, path: str, *, token: str | None = None, headers: Mapping[str, str] | None = None
    ) -> EventStream:
        """Opens a stream of server-sent events."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=REQUEST_TIMEOUT_SECONDS)
        asked = {"Accept": "text/event-stream", **(headers or {})}
        connection.request("GET", path, headers=self._headers(None, token, asked))
        response = connection.getresponse()
        if response.status != 200:
            body = response.read()
            connection.close()
            raise AssertionError(f"{response.status}: {body[:2000]!r}")
        return EventStream(connection, response)

    def _headers(
        self, body: Any, token: str | None, headers: Mapping[str, str] | None
    ) -> dict[str, str]:
        chosen = self.token if token is None else token
        all_headers = {"Authorization": f"Bearer {chosen}"} if chosen else {}
        if body is not None and not isinstance(body, bytes):
            all_headers["Content-Type"] = "application/json"
        return {**all_headers, **(headers or {})}

    @staticmethod
    def _encoded(body: Any) -> bytes | None:
        if body is None or isinstance(body, bytes):
            return body
        return json.dumps(body).encode("utf-8")

    def kill(self) -> None:
        """Ends the process as a power cut would; what it started dies with it by itself."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=START_TIMEOUT_SECONDS)

    def stop(self) -> int:
        """Asks the process to end and gives its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=START_TIMEOUT_SECONDS)

    def close(self) -> None:
        """Leaves nothing behind, whatever state the server is in."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=START_TIMEOUT_SECONDS)

    def story(self) -> str:
        return "--- the server said\n" + "".join(self.lines)

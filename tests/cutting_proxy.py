"""A way to a server that a test can cut, also between a request and its answer."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Callable, Iterator

# How much is passed on at once.
PIECE_LENGTH = 64 << 10


class CuttingProxy:
    """Passes bytes on, until it is told to cut the connections or to swallow the answers to some requests."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.swallowed = 0
        self._lock = threading.Lock()
        self._is_cut = False
        self._wanted: bytes | None = None
        self._left = 0
        self._then: Callable[[], None] | None = None
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Ends all connections, and every new one at once."""
        with self._lock:
            self._is_cut = True
            connections = list(self._open)
        for connection in connections:
            self._end(connection)

    def restore(self) -> None:
        """Lets new connections through again."""
        with self._lock:
            self._is_cut = False

    def swallow_answers_to(
        self, beginning: bytes, *, count: int, then: Callable[[], None] | None = None
    ) -> None:
        """Lets the next requests that begin so reach the server, and ends the connection in place of each
        answer, once it has come. `then` is called before that."""
        with self._lock:
            self._wanted, self._left, self._then = beginning, count, then

    def close(self) -> None:
        self._listener.close()
        self.cut()

    @staticmethod
    @contextlib.contextmanager
    def answering(answer: bytes) -> Iterator[str]:
        """Something that answers every request with the same bytes."""
        listener = socket.create_server(("127.0.0.1", 0))

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    connection.recv(PIECE_LENGTH)
                    connection.sendall(answer)
                    connection.close()

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with self._lock:
            is_cut = self._is_cut
        try:
            if is_cut:
                raise OSError("cut")
            server = socket.create_connection(self.target)
        except OSError:
            self._end(client)
            return
        with self._lock:
            self._open |= {client, server}
        swallowing = threading.Event()
        threading.Thread(target=self._pass_requests, args=(client, server, swallowing), daemon=True).start()
        self._pass_answers(server, client, swallowing)

    def _pass_requests(
        self, client: socket.socket, server: socket.socket, swallowing: threading.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while piece := client.recv(PIECE_LENGTH):
                with self._lock:
                    if self._wanted is not None and self._left > 0 and piece.startswith(self._wanted):
                        self._left -= 1
                        swallowing.set()
                server.sendall(piece)
        self._end(server)

    def _pass_answers(
        self, server: socket.socket, client: socket.socket, swallowing: threading.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while piece := server.recv(PIECE_LENGTH):
                if swallowing.is_set():
                    with self._lock:
                        self.swallowed += 1
                        then = self._then
                    if then is not None:
                        then()
                    break
                client.sendall(piece)
        self._end(client)
        self._end(server)

    def _end(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()

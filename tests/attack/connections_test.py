#!/usr/bin/env python3
"""connections_test.py PIPEWRIGHTD: 1,500 silent connections to a server that may have 1,024 files. It goes on for those who were there,
lets in whoever comes from elsewhere, and is there for everybody again when they have ended."""

import contextlib
import resource
import socket
import time

import http2
from attacked import SECONDS, AttackedServer, main

SILENT = 1500
FILES = 1024


def let_in(port, source):
    """Whether the server answers a client that comes from this address."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS, source_address=(source, 0)) as connection:
            connection.sendall(http2.opening())
            return connection.recv(9)[3:4] == bytes([http2.SETTINGS])
    except OSError:
        return False


class ConnectionsTest(AttackedServer):
    def setUp(self):
        own, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < 2 * SILENT:
            self.skipTest(f"this process may open {hard} files, and needs {2 * SILENT}")
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (own, hard))
        super().setUp(preexec=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES)))

    def test_silent_connections_keep_nobody_out_for_good(self):
        old = self.sign_up()
        for _ in range(2):
            with contextlib.ExitStack() as silent:
                for i in range(SILENT):
                    # Some are reset before they are there.
                    with contextlib.suppress(ConnectionResetError):
                        silent.enter_context(socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS))
                    if i % 100 == 0:
                        self.work(old)
                self.work(old)
                self.assertTrue(let_in(self.port, "127.0.0.2"), "one address has taken all places")
            deadline = time.monotonic() + SECONDS
            while not let_in(self.port, "127.0.0.1"):
                self.assertLess(time.monotonic(), deadline, "the server is deaf")
            self.work(old)


if __name__ == "__main__":
    main()

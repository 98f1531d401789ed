#!/usr/bin/env python3
"""connections_test.py PIPEWRIGHTD: 1,500 silent connections to a server that may have 1,024 files. It goes on for those who were there,
lets in whoever comes from elsewhere, and is there for everybody again when they have ended."""

import contextlib
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "examples" / "python"), str(ROOT / "tests" / "e2e"), str(ROOT / "tests" / "attack")]

from pipewright_client import Client  # noqa: E402
from pipewright.sales.v1 import account_service_pb2, account_service_pb2_grpc  # noqa: E402
import http2  # noqa: E402
from with_server import free_port, wait_until_serving  # noqa: E402

SILENT = 1500
FILES = 1024
SECONDS = 60


def let_in(port, source):
    """Whether the server answers a client that comes from this address."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS, source_address=(source, 0)) as connection:
            connection.sendall(http2.opening())
            return connection.recv(9)[3:4] == bytes([http2.SETTINGS])
    except OSError:
        return False


class ConnectionsTest(unittest.TestCase):
    def setUp(self):
        own, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < 2 * SILENT:
            self.skipTest(f"this process may open {hard} files, and needs {2 * SILENT}")
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (own, hard))
        folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-attack-"))
        folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.port = free_port()
        target = f"127.0.0.1:{self.port}"
        log = open(folder / "log", "wb")
        self.addCleanup(log.close)
        self.server = subprocess.Popen(
            [BINARY, "serve", "--listen", target, "--metrics-listen", "", "--data-dir", str(folder / "data")],
            stdout=log, stderr=log, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES)))
        self.addCleanup(self.end)
        wait_until_serving(self.server, target)
        self.target = target

    def end(self):
        self.server.send_signal(signal.SIGTERM)
        self.assertEqual(self.server.wait(SECONDS), 0)

    def calls(self, client):
        client.call(client.stub(account_service_pb2_grpc.AccountServiceStub).ListAccounts,
                    account_service_pb2.ListAccountsRequest())

    def test_silent_connections_keep_nobody_out_for_good(self):
        old = Client(self.target, timeout=SECONDS)
        self.addCleanup(old.__exit__)
        old.sign_up(email=f"{uuid.uuid4().hex}@example.com", password="a-long-enough-password", given_name="Ann",
                    tenant_name="Ann and Co")
        for _ in range(2):
            with contextlib.ExitStack() as silent:
                for i in range(SILENT):
                    # Some are reset before they are there.
                    with contextlib.suppress(ConnectionResetError):
                        silent.enter_context(socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS))
                    if i % 100 == 0:
                        self.calls(old)
                self.calls(old)
                self.assertTrue(let_in(self.port, "127.0.0.2"), "one address has taken all places")
            deadline = time.monotonic() + SECONDS
            while not let_in(self.port, "127.0.0.1"):
                self.assertLess(time.monotonic(), deadline, "the server is deaf")
            self.calls(old)


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main()

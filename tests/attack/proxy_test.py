#!/usr/bin/env python3
"""proxy_test.py PIPEWRIGHTD HAPROXY: the server behind haproxy with the configuration of examples/haproxy. Calls and their errors go
through as they are; silent connections, too many of one address, and calls that are reset end at the proxy."""

import contextlib
import os
import pathlib
import select
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "examples" / "python"), str(ROOT / "tests" / "e2e"), str(ROOT / "tests" / "attack")]

from pipewright_client import CallFailed, Client  # noqa: E402
from pipewright.organization.v1 import auth_service_pb2  # noqa: E402
from pipewright.sales.v1 import account_service_pb2, account_service_pb2_grpc  # noqa: E402
import http2  # noqa: E402
from with_server import free_port, wait_until_serving  # noqa: E402

SECONDS = 60
OF_ONE_ADDRESS = 100  # as the configuration has it
CALLS = 20_000
OF_ONE_CONNECTION = 100  # calls at once, and an address has 120 a minute without credentials


class ProxyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-proxy-"))
        folder.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.certificate, key = folder / "certificate.pem", folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cls.certificate, "-subj",
                        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"], check=True, capture_output=True)
        both = folder / "both.pem"
        both.write_bytes(cls.certificate.read_bytes() + key.read_bytes())
        target = f"127.0.0.1:{free_port()}"
        cls.log = folder / "log"
        log = open(cls.log, "wb")
        cls.addClassCleanup(log.close)
        server = subprocess.Popen([BINARY, "serve", "--listen", target, "--metrics-listen", "", "--data-dir", str(folder / "data"),
                                   "--public-calls-per-minute", "0", "--trusted-proxies", "127.0.0.1"], stdout=log, stderr=log)
        cls.addClassCleanup(cls.end, server)
        wait_until_serving(server, target)
        cls.port = free_port()
        proxy = subprocess.Popen([HAPROXY, "-f", ROOT / "examples" / "haproxy" / "haproxy.cfg"], stdout=log, stderr=log, env={
            **os.environ, "PIPEWRIGHT_BIND": f"127.0.0.1:{cls.port}", "PIPEWRIGHT_PEM": str(both), "PIPEWRIGHT_SERVER": target})
        cls.addClassCleanup(cls.end, proxy)
        deadline = time.monotonic() + SECONDS
        while not cls.let_in("127.0.0.1"):
            assert time.monotonic() < deadline, "the proxy doesn't answer"

    @staticmethod
    def end(process):
        process.send_signal(signal.SIGTERM)
        process.wait(SECONDS)

    @classmethod
    def connect(cls, source):
        context = ssl.create_default_context(cafile=cls.certificate)
        context.set_alpn_protocols(["h2"])
        plain = socket.create_connection(("127.0.0.1", cls.port), timeout=SECONDS, source_address=(source, 0))
        return context.wrap_socket(plain, server_hostname="localhost")

    @classmethod
    def let_in(cls, source):
        try:
            with cls.connect(source) as connection:
                connection.sendall(http2.opening())
                return connection.recv(9)[3:4] == bytes([http2.SETTINGS])
        except OSError:
            return False

    def signed_up(self):
        client = Client(f"localhost:{self.port}", ca_file=self.certificate, timeout=SECONDS)
        self.addCleanup(client.__exit__)
        client.sign_up(email=f"{uuid.uuid4().hex}@example.com", password="a-long-enough-password", given_name="Ann",
                       tenant_name="Ann and Co")
        return client

    def create(self, client, name):
        request = account_service_pb2.CreateAccountRequest()
        request.account.name = name
        return client.call(client.stub(account_service_pb2_grpc.AccountServiceStub).CreateAccount, request)

    def test_calls_and_their_errors_go_through(self):
        client = self.signed_up()
        self.assertEqual(self.create(client, "Meridian").name, "Meridian")
        with self.assertRaises(CallFailed) as refused:
            self.create(client, "")
        self.assertEqual(refused.exception.code.name, "INVALID_ARGUMENT")
        self.assertIn("account.name", str(refused.exception))
        self.assertIn("BadRequest", refused.exception.details)

    def test_silent_connections_end_and_hold_no_more_places_than_one_address_has(self):
        client = self.signed_up()
        with contextlib.ExitStack() as silent:
            let_in = []
            for _ in range(OF_ONE_ADDRESS + 20):
                with contextlib.suppress(OSError):
                    let_in.append(silent.enter_context(self.connect("127.0.0.9")))
            self.assertLessEqual(len(let_in), OF_ONE_ADDRESS)
            self.create(client, "Beside them")
            for connection in let_in:
                # What comes besides is the proxy's own settings.
                with contextlib.suppress(ConnectionResetError):
                    while connection.recv(4096):
                        pass
        self.create(client, "After them")

    def test_a_connection_that_resets_its_calls_is_ended(self):
        client = self.signed_up()
        fields = http2.headers(b"/pipewright.organization.v1.AuthService/SignIn", b"localhost")
        with self.connect("127.0.0.7") as connection:
            connection.sendall(http2.opening())
            with self.assertRaises(OSError):
                for first in range(1, 20 * CALLS, 200):
                    connection.sendall(http2.reset_calls(first, 100, fields))
        self.create(client, "After it")

    def expect(self, connection, text):
        received = b""
        while text not in received:
            more = connection.recv(4096)
            self.assertTrue(more, received)
            received += more

    def test_what_is_no_call_of_grpc_is_refused(self):
        with self.connect("127.0.0.8") as connection:
            fields = b"".join(http2.literal(name, value) for name, value in (
                (b":method", b"GET"), (b":scheme", b"https"), (b":path", b"/"), (b":authority", b"localhost")))
            connection.sendall(http2.opening() + http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, 1, fields))
            self.expect(connection, b"400 Bad request")

    def test_the_server_knows_who_calls_whatever_the_client_says(self):
        request = auth_service_pb2.SignInRequest(email="nobody@example.com", password="whatever it is").SerializeToString()
        fields = http2.headers(b"/pipewright.organization.v1.AuthService/SignIn", b"localhost", (b"x-forwarded-for", b"203.0.113.66"))
        with self.connect("127.0.0.5") as connection:
            connection.sendall(http2.opening() + http2.frame(http2.HEADERS, http2.END_HEADERS, 1, fields) + http2.frame(
                http2.DATA, http2.END_STREAM, 1, b"\0" + len(request).to_bytes(4, "big") + request))
            deadline = time.monotonic() + SECONDS
            while b'"client_address":"127.0.0.5"' not in self.log.read_bytes():
                self.assertLess(time.monotonic(), deadline)
                if select.select([connection], [], [], 0.1)[0]:
                    connection.recv(4096)
        self.assertNotIn(b"203.0.113.66", self.log.read_bytes())

    def test_an_address_calls_so_often_without_credentials(self):
        fields = http2.headers(b"/pipewright.organization.v1.AuthService/SignIn", b"localhost")
        calls = b"".join(http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, stream, fields)
                         for stream in range(1, 2 * OF_ONE_CONNECTION, 2))
        with self.connect("127.0.0.6") as first, self.connect("127.0.0.6") as second:
            first.sendall(http2.opening() + calls)
            second.sendall(http2.opening() + calls)
            received, deadline = b"", time.monotonic() + SECONDS
            while b"429 Too Many Requests" not in received:
                self.assertLess(time.monotonic(), deadline, received)
                for connection in select.select([first, second], [], [], 1)[0]:
                    received += connection.recv(4096)
        self.create(self.signed_up(), "From elsewhere")


if __name__ == "__main__":
    BINARY, HAPROXY = sys.argv.pop(1), sys.argv.pop(1)
    unittest.main()

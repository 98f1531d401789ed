"""A pipewrightd of a test's own, that it starts, asks and ends. Who imports this sets BINARY."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import grpc

from with_server import free_port

BINARY = None
# A machine that is busy with other things takes longer for everything.
PATIENCE = int(os.environ.get("PIPEWRIGHT_PATIENCE", "60"))


def field(number, value):
    """One field of a protobuf message: bytes or text; all that these calls need."""
    data = value.encode() if isinstance(value, str) else value
    return bytes([number << 3 | 2]) + bytes([len(data) & 0x7F | 0x80, len(data) >> 7] if len(data) > 127 else [len(data)]) + data


def health(channel):
    """SERVING or not; None when nobody answers."""
    try:
        answer = channel.unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=1, wait_for_ready=True)
        return answer == b"\x08\x01"
    except grpc.RpcError:
        return None


def until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {PATIENCE} seconds: {what}")


def sign_up(channel, word):
    """The answer's bytes; they are not looked into."""
    request = field(1, f"{word}@example.com") + field(2, "correct horse battery staple") + field(3, "Olga")
    request += field(5, f"Tenant {word}")
    return channel.unary_unary("/pipewright.organization.v1.AuthService/SignUp")(request, timeout=20)


def sign_in(channel, word):
    request = field(1, f"{word}@example.com") + field(2, "correct horse battery staple")
    return channel.unary_unary("/pipewright.organization.v1.AuthService/SignIn")(request, timeout=20)


class Server:
    """A pipewrightd of the test."""

    def __init__(self, data, *options, port=None, environment=None):
        self.port = port or free_port()
        self.metrics_port = free_port()
        self.log = tempfile.TemporaryFile()
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PIPEWRIGHT_")}
        self.process = subprocess.Popen(
            [BINARY, "serve", "--listen", f"127.0.0.1:{self.port}", "--metrics-listen", f"127.0.0.1:{self.metrics_port}",
             *(["--data-dir", str(data)] if data else []), *options],
            stdout=self.log, stderr=self.log, env={**clean, **(environment or {})})
        self.channel = grpc.insecure_channel(f"127.0.0.1:{self.port}", (
            ("grpc.initial_reconnect_backoff_ms", 100), ("grpc.min_reconnect_backoff_ms", 100),
            ("grpc.max_reconnect_backoff_ms", 200)))

    def wait(self):
        def serving():
            if self.process.poll() is not None:
                raise AssertionError(self.output())
            return health(self.channel)
        until(serving, "serving")
        return self

    def output(self):
        # By a descriptor of its own: reading by the one that the server writes to would move where it writes.
        with open(f"/proc/self/fd/{self.log.fileno()}", "rb") as log:
            return log.read().decode()

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(PATIENCE)
        self.channel.close()
        return self.process.returncode


class ServerCase(unittest.TestCase):
    """Servers on a data folder of the test."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-process-"))
        self.folder.chmod(0o755)
        self.data = self.folder / "data"
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def start(self, *arguments, **options):
        server = Server(self.data, *arguments, **options)
        self.addCleanup(server.end, signal.SIGKILL)
        return server

    def refused(self, *arguments, environment=None, data=None):
        """The one line of a server that doesn't start."""
        server = Server(data, *arguments, environment=environment)
        self.addCleanup(server.end, signal.SIGKILL)
        self.assertNotEqual(server.process.wait(PATIENCE), 0)
        lines = [line for line in server.output().splitlines() if line.startswith("pipewrightd: ")]
        self.assertEqual(len(lines), 1, server.output())
        return lines[0]

    def postmaster(self):
        return int((self.data / "postgres" / "postmaster.pid").read_text().split("\n")[0])

    def metrics(self, server):
        with socket.create_connection(("127.0.0.1", server.metrics_port)) as connection:
            connection.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
            return connection.makefile().read()

    def psql_command(self):
        # As whoever may enter the socket's folder and read the passwords: this user, or root.
        return ["env", f"PGPASSFILE={self.data / 'passwords'}", "psql", "-h", str(self.data / "run"), "-U", "pipewright_owner",
                "pipewright", "-Atq"]

    def psql(self, sql, tenant=""):
        return subprocess.run([*self.psql_command(), "-c", sql], env={**os.environ, "PGOPTIONS": f"-c app.tenant_id={tenant}"},
                              check=True, capture_output=True, text=True).stdout.strip()

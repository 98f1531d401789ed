"""A server of a test's own, to attack."""

import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "examples" / "python"), str(ROOT / "tests" / "e2e")]

from pipewright_client import Client  # noqa: E402
from pipewright.sales.v1 import account_service_pb2, account_service_pb2_grpc  # noqa: E402
from with_server import free_port, wait_until_serving  # noqa: E402

SECONDS = 60
PASSWORD = "a-long-enough-password"


class AttackedServer(unittest.TestCase):
    BINARY = None  # set by main
    OPTIONS = ()

    def setUp(self, preexec=None):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-attack-"))
        folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.port = free_port()
        self.target = f"127.0.0.1:{self.port}"
        self.log = folder / "log"
        log = open(self.log, "wb")
        self.addCleanup(log.close)
        self.server = subprocess.Popen(
            [self.BINARY, "serve", "--listen", self.target, "--metrics-listen", "", "--data-dir", str(folder / "data"), *self.OPTIONS],
            stdout=log, stderr=log, preexec_fn=preexec)
        self.addCleanup(self.end)
        wait_until_serving(self.server, self.target)

    def end(self):
        self.server.send_signal(signal.SIGTERM)
        self.assertEqual(self.server.wait(SECONDS), 0)

    def sign_up(self):
        client = Client(self.target, timeout=SECONDS)
        self.addCleanup(client.__exit__)
        client.sign_up(email=f"{uuid.uuid4().hex}@example.com", password=PASSWORD, given_name="Ann",
                       tenant_name="Ann and Co")
        return client

    def work(self, client):
        """What somebody who has nothing to do with it does meanwhile."""
        client.call(client.stub(account_service_pb2_grpc.AccountServiceStub).ListAccounts,
                    account_service_pb2.ListAccountsRequest())

    def memory(self, field="VmRSS"):
        """Bytes that the server holds now, or held at most (VmHWM)."""
        for line in pathlib.Path(f"/proc/{self.server.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) << 10
        raise AssertionError(f"no {field}")

    def forget_peak(self):
        pathlib.Path(f"/proc/{self.server.pid}/clear_refs").write_text("5", encoding="ascii")

    def wait_until(self, true, what):
        deadline = time.monotonic() + SECONDS
        while not true():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.05)


def main():
    AttackedServer.BINARY = sys.argv.pop(1)
    unittest.main()

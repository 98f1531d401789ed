"""serve_test.py PIPEWRIGHTD: what scripts/run shows, once it has built, of the demo and of a server that can't start."""

import os
import pathlib
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

import server_process

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVE = ROOT / "scripts" / "serve"
PATIENCE = 300


class Shown:
    """scripts/serve, and what it has shown: on a terminal or not."""

    def __init__(self, *options, terminal=False):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PIPEWRIGHT_")}
        if terminal:
            ours, theirs = pty.openpty()
        else:
            ours, theirs = os.pipe()
        self.process = subprocess.Popen([SERVE, server_process.BINARY, *options], stdout=theirs, stderr=theirs, env=clean)
        os.close(theirs)
        self._file = os.fdopen(ours, "rb", buffering=0)
        self._text = b""
        self._changed = threading.Condition()
        self._ended = False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            try:
                more = self._file.read(4096)
            except OSError:  # a terminal that nobody writes to any more
                more = b""
            with self._changed:
                self._text += more
                self._ended = not more
                self._changed.notify_all()
            if not more:
                self._file.close()
                return

    def until(self, text):
        with self._changed:
            self._changed.wait_for(lambda: self._ended or text in self._text.decode(errors="replace"), PATIENCE)
            shown = self._text.decode(errors="replace")
        if text not in shown:
            raise AssertionError(f"no {text!r} in\n{shown}")
        return shown

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def all(self):
        with self._changed:
            self._changed.wait_for(lambda: self._ended, PATIENCE)
            return self._text.decode(errors="replace")


class ServeTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-serve-"))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.port = server_process.free_port()
        self.log = pathlib.Path(server_process.BINARY).parent / f"demo-{self.port}.log"
        self.addCleanup(self.log.unlink, missing_ok=True)
        self.options = ("--listen", f"127.0.0.1:{self.port}", "--metrics-listen", f"127.0.0.1:{server_process.free_port()}",
                        "--data-dir", str(self.folder / "data"))

    def check_demo(self, terminal):
        serve = Shown("--demo", *self.options, terminal=terminal)
        self.addCleanup(serve.process.kill)
        shown = serve.until("the sellers have the same.").replace("\r\n", "\n").rstrip("\n")
        lines = shown.split("\n")
        self.assertLess(len(lines), 30, shown)
        self.assertNotIn("pipewright.sales.v1.AccountService/CreateAccount", shown)
        self.assertRegex(lines[-1], "^Sign in as demo@brightwater.example with the password ")
        self.assertIn(f"The server's log is in {self.log}.\n", shown)
        self.assertIn("pipewright.sales.v1.AccountService/CreateAccount", self.log.read_text())
        # The calls to copy stand between two empty lines.
        calls = "\n".join(lines[lines.index("") + 1:-2])
        self.assertNotIn("grpcurl", calls)
        answers = subprocess.run(["bash", "-euo", "pipefail", "-c", calls], capture_output=True, text=True, check=True,
                                 cwd=ROOT).stdout
        self.assertIn("OPPORTUNITY_STATUS_OPEN", answers)
        self.assertEqual(serve.end(), 0)
        return shown

    def test_the_demo_shows_a_few_lines_and_how_to_sign_in(self):
        self.assertNotIn("\r", self.check_demo(terminal=False))

    def test_on_a_terminal_the_demo_counts(self):
        self.assertRegex(self.check_demo(terminal=True), r"\r\x1b\[KContacts: [0-9,]+ of [0-9,]+")

    def test_a_demo_whose_server_cant_start_says_why(self):
        serve = Shown("--demo", "--colour", "red", *self.options)
        self.assertEqual(serve.process.wait(PATIENCE), 2)
        shown = serve.all()
        self.assertIn("pipewrightd: ", shown)
        self.assertIn("--colour", shown)

    def test_without_the_demo_the_log_is_shown(self):
        serve = Shown(*self.options)
        self.addCleanup(serve.process.kill)
        shown = serve.until("OpportunityService/ListOpportunities")
        self.assertIn('"message":"Serving gRPC on', shown)
        self.assertEqual(serve.end(), 0)


if __name__ == "__main__":
    server_process.BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)

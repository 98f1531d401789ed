"""with_server.py PIPEWRIGHTD [--OPTION…] COMMAND…: runs the command against a server of its own, on a database of its own;
the options are the server's.

The command finds the server's address in PIPEWRIGHT_TARGET. Its exit code is ours; the server's log is printed when it is
not 0 or 77 (skipped), and a server that doesn't stop cleanly fails the test.
"""

import itertools
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))

from serving import serving  # noqa: E402

START_SECONDS = 60
STOP_SECONDS = 30
SKIPPED = 77


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_serving(server, target):
    started = time.monotonic()
    with grpc.insecure_channel(target) as channel:
        while not serving(channel, 0.5):
            if server.poll() is not None:
                raise RuntimeError(f"the server ended with {server.returncode}")
            if time.monotonic() - started > START_SECONDS:
                raise RuntimeError(f"the server did not serve within {START_SECONDS} seconds")


def main(binary, arguments):
    options = list(itertools.takewhile(lambda argument: argument.startswith("--"), arguments))
    command = arguments[len(options):]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-e2e-"))
    # A server that root starts runs its PostgreSQL as another user, who must get in.
    folder.chmod(0o755)
    target = f"127.0.0.1:{free_port()}"
    log = folder / "server.log"
    # Settings of the person who runs the tests are not those of the test.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PIPEWRIGHT_")}
    with open(log, "wb") as output:
        server = subprocess.Popen(
            [binary, "serve", "--listen", target, "--metrics-listen", f"127.0.0.1:{free_port()}",
             "--data-dir", str(folder / "data"), *options], stdout=output, stderr=output, env=environment)
    result = 1
    try:
        wait_until_serving(server, target)
        result = subprocess.run(command, env={**environment, "PIPEWRIGHT_TARGET": target}, check=False).returncode
    except RuntimeError as error:
        print(f"error: {error}")
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            stopped = server.wait(timeout=STOP_SECONDS)
            if stopped != 0:
                print(f"error: the server stopped with {stopped}")
                result = result or 1
        except subprocess.TimeoutExpired:
            server.kill()
            print(f"error: the server did not stop within {STOP_SECONDS} seconds")
            result = 1
        if result not in (0, SKIPPED):
            print("The end of the server's log:")
            print(b"".join(log.read_bytes().splitlines(keepends=True)[-60:]).decode(errors="replace"))
        shutil.rmtree(folder, ignore_errors=True)
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))

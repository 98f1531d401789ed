#!/usr/bin/env python3
"""soak.py PIPEWRIGHTD [--idle SECONDS] [--seconds SECONDS]: a well-behaved client beside attackers.

Starts the server with a PostgreSQL of its own. A client that creates, reads, lists and searches accounts works alone for
--idle seconds, and then for --seconds beside attackers, each a process of its own with the lowest priority:

  silent     connections that say nothing, 200 at a time, from 127.0.0.9
  unfinished requests of 7 MB that never end, 50 at a time, from 127.0.0.8
  malformed  messages of 1 MB of empty messages in each other, of a signed-in tenant
  guesses    sign-ins with wrong passwords, eight at a time
  heavy      lists of another tenant, filtered by what no index serves, eight at a time
  resets     some thousand calls a second that are reset as soon as they are made (CVE-2023-44487), from 127.0.0.7

Prints the client's errors, p50 and p99 in milliseconds of both times, and the server's resident memory over the time.
"""

import argparse
import concurrent.futures
import contextlib
import os
import pathlib
import random
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "examples" / "python"), str(ROOT / "tests" / "e2e"), str(ROOT / "tests" / "attack")]

from pipewright_client import CallFailed, Client  # noqa: E402
import grpc  # noqa: E402
from pipewright.collaboration.v1 import search_service_pb2, search_service_pb2_grpc  # noqa: E402
from pipewright.organization.v1 import auth_service_pb2, auth_service_pb2_grpc  # noqa: E402
from pipewright.sales.v1 import account_service_pb2, account_service_pb2_grpc  # noqa: E402
import http2  # noqa: E402
from with_server import free_port, wait_until_serving  # noqa: E402

PASSWORD = "a-long-enough-password"
REFRESH_SECONDS = 300  # before its end


def address_of(target):
    host, port = target.rsplit(":", 1)
    return host, int(port)


def signed_up(target):
    client = Client(target, timeout=60)
    client.sign_up(email=f"{uuid.uuid4().hex}@example.com", password=PASSWORD, given_name="Ann", tenant_name="Ann and Co",
                   base_currency_code="EUR")
    return client


def keep_signed_in(client):
    """Asks for a new token in time, and again if it is refused: guesses from this machine take its sign-ins, too."""
    if client.session.access_token_expire_time.seconds - time.time() < REFRESH_SECONDS:
        with contextlib.suppress(CallFailed):
            client.refresh()


class Attackers:
    """Each goes on until it is killed."""

    def __init__(self, target):
        self.target = target

    def silent(self):
        while True:
            with contextlib.ExitStack() as stack:
                for _ in range(200):
                    with contextlib.suppress(OSError):
                        stack.enter_context(socket.create_connection(address_of(self.target), timeout=10,
                                                                     source_address=("127.0.0.9", 0)))
                time.sleep(5)

    def unfinished(self):
        host = self.target.encode()
        while True:
            with contextlib.ExitStack() as stack:
                for _ in range(50):
                    with contextlib.suppress(OSError):
                        self.begin_request(stack, host)
                time.sleep(5)

    def begin_request(self, stack, host):
        connection = stack.enter_context(socket.create_connection(address_of(self.target), timeout=5,
                                                                  source_address=("127.0.0.8", 0)))
        connection.sendall(http2.opening() + http2.frame(http2.WINDOW_UPDATE, 0, 0, struct.pack(">I", 1 << 30)))
        connection.sendall(http2.frame(http2.HEADERS, http2.END_HEADERS, 1,
                                       http2.headers(b"/pipewright.organization.v1.AuthService/SignIn", host)))
        connection.sendall(http2.frame(http2.DATA, 0, 1, b"\0" + struct.pack(">I", 7_000_000) + b"a" * 8_000))
        for _ in range(400):  # as far as the server's window goes
            connection.sendall(http2.frame(http2.DATA, 0, 1, b"a" * 16_000))

    def malformed(self):
        client = signed_up(self.target)
        method = client._channel.unary_unary("/pipewright.sales.v1.AccountService/BatchCreateAccounts",
                                             request_serializer=bytes, response_deserializer=bytes)
        message = b"\x0a\x02\x0a\x00" * 250_000
        while True:
            keep_signed_in(client)
            with contextlib.suppress(grpc.RpcError):
                method(message, metadata=client._metadata, timeout=30)
            time.sleep(0.2)

    def guesses(self):
        with grpc.insecure_channel(self.target) as channel, concurrent.futures.ThreadPoolExecutor(8) as pool:
            stub = auth_service_pb2_grpc.AuthServiceStub(channel)

            def guess(_):
                with contextlib.suppress(grpc.RpcError):
                    stub.SignIn(auth_service_pb2.SignInRequest(email=f"{uuid.uuid4().hex}@example.com", password="no, not this"),
                                timeout=30)

            while True:
                list(pool.map(guess, range(64)))

    def heavy(self):
        client = signed_up(self.target)
        accounts = client.stub(account_service_pb2_grpc.AccountServiceStub)
        for _ in range(20):
            request = account_service_pb2.BatchCreateAccountsRequest()
            for _ in range(500):
                request.requests.add().account.name = f"Account {uuid.uuid4().hex}"
            client.call(accounts.BatchCreateAccounts, request)
        wanted = " OR ".join(f'name:"{random.randrange(10**9)}"' for _ in range(8))
        with concurrent.futures.ThreadPoolExecutor(8) as pool:

            def read(_):
                with contextlib.suppress(grpc.RpcError):
                    accounts.ListAccounts(account_service_pb2.ListAccountsRequest(filter=wanted), metadata=client._metadata,
                                          timeout=30)

            while True:
                keep_signed_in(client)
                list(pool.map(read, range(64)))

    def resets(self):
        fields = http2.headers(b"/pipewright.organization.v1.AuthService/SignIn", self.target.encode())
        while True:
            with contextlib.suppress(OSError), socket.create_connection(
                    address_of(self.target), timeout=5, source_address=("127.0.0.7", 0)) as connection:
                connection.sendall(http2.opening())
                for first in range(1, 1 << 20, 200):
                    connection.sendall(http2.reset_calls(first, 100, fields))
                    time.sleep(0.01)


ATTACKERS = ("silent", "unfinished", "malformed", "guesses", "heavy", "resets")


class WellBehaved:
    """Creates, reads, lists and searches, one call after the other, with a pause between as a person's client has."""

    def __init__(self, target):
        self.client = signed_up(target)
        self.accounts = self.client.stub(account_service_pb2_grpc.AccountServiceStub)
        self.search = self.client.stub(search_service_pb2_grpc.SearchServiceStub)
        self.errors = []

    def once(self, times):
        made = None
        keep_signed_in(self.client)
        for call in ("create", "get", "list", "search"):
            started = time.perf_counter()
            try:
                if call == "create":
                    request = account_service_pb2.CreateAccountRequest()
                    request.account.name = f"Meridian {uuid.uuid4().hex[:12]}"
                    made = self.client.call(self.accounts.CreateAccount, request)
                elif call == "get" and made:
                    self.client.call(self.accounts.GetAccount, account_service_pb2.GetAccountRequest(id=made.id))
                elif call == "list":
                    self.client.call(self.accounts.ListAccounts, account_service_pb2.ListAccountsRequest(page_size=20))
                elif call == "search":
                    self.client.call(self.search.Search, search_service_pb2.SearchRequest(query="meridian"))
            except CallFailed as error:
                self.errors.append(f"{call}: {error}")
            times.append((time.perf_counter() - started) * 1000)
            time.sleep(0.01)


def megabytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return 0


def work(client, server, seconds, title):
    times, memory = [], []
    ends = time.monotonic() + seconds
    sampled = 0.0
    while time.monotonic() < ends:
        client.once(times)
        if time.monotonic() - sampled >= max(seconds / 20, 1):
            sampled = time.monotonic()
            memory.append(megabytes(server.pid))
    times.sort()
    print(f"{title}: {len(times):,} calls, {len(client.errors)} errors, p50 {times[len(times) // 2]:.1f} ms, "
          f"p99 {times[int(len(times) * 0.99) - 1]:.1f} ms, the longest {times[-1]:.1f} ms; "
          f"resident MB over the time {' '.join(map(str, memory))}", flush=True)
    for error in client.errors[:5]:
        print(f"  {error}")


def soak(binary, idle, seconds, chosen):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-soak-"))
    folder.chmod(0o755)
    target = f"127.0.0.1:{free_port()}"
    log = open(folder / "log", "wb")
    server = subprocess.Popen([binary, "serve", "--listen", target, "--metrics-listen", "", "--data-dir", str(folder / "data")],
                              stdout=log, stderr=log)
    attackers = []
    try:
        wait_until_serving(server, target)
        client = WellBehaved(target)
        work(client, server, idle, "alone")
        attackers = [subprocess.Popen([sys.executable, __file__, "--attack", name, "--target", target],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for name in chosen]
        time.sleep(5)
        work(client, server, seconds, f"beside {', '.join(chosen)}")
        for name, attacker in zip(chosen, attackers):
            if attacker.poll() is not None:
                print(f"  the attacker {name} gave up: {attacker.returncode}")
        for attacker in attackers:
            attacker.kill()
            attacker.wait()
        attackers = []
        work(client, server, idle, "alone again")
    finally:
        for attacker in attackers:
            attacker.kill()
        server.send_signal(signal.SIGTERM)
        print(f"the server ended with {server.wait(60)}")
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if client.errors else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?")
    parser.add_argument("--idle", type=float, default=60)
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--only", default=",".join(ATTACKERS), help="attackers, with commas between")
    parser.add_argument("--attack", choices=ATTACKERS, help=argparse.SUPPRESS)
    parser.add_argument("--target", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.attack:
        os.nice(19)
        getattr(Attackers(arguments.target), arguments.attack)()
        return 0
    return soak(arguments.binary, arguments.idle, arguments.seconds, arguments.only.split(","))


if __name__ == "__main__":
    sys.exit(main())

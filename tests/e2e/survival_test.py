"""survival_test.py PIPEWRIGHTD: what becomes of calls, and of the server, when what it stands on breaks.

Bounded in number; PIPEWRIGHT_KILLS and PIPEWRIGHT_STARTS say how often instead: 100 of each were tried by hand.
"""

import collections
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))

import server_process  # noqa: E402
from server_process import until  # noqa: E402

import grpc  # noqa: E402
from pipewright_client import CallFailed, Client  # noqa: E402
from pipewright.sales.v1 import account_pb2, account_service_pb2, account_service_pb2_grpc  # noqa: E402

KILLS = int(os.environ.get("PIPEWRIGHT_KILLS", "22"))
STARTS = int(os.environ.get("PIPEWRIGHT_STARTS", "6"))
# Enough for a fresh cluster and its first log files, and little to fill.
DISK_MIB = 192
# Seconds after its end within which the database works again. 5 are aimed at; a busy machine takes longer.
SOON = 20
# Of a call that was under way when the database went; of one that came later it is DATABASE_UNAVAILABLE.
LOST = "UNAVAILABLE DATABASE_CONNECTION_LOST"
PASSWORD = "a-long-enough-password"


class Caller:
    """A signed-up user whose calls are made once: what comes of each is what is looked at."""

    def __init__(self, server):
        self.client = Client(f"127.0.0.1:{server.port}")
        self.client.sign_up(email=f"{uuid.uuid4().hex}@example.com", password=PASSWORD, given_name="Ann",
                            tenant_name="Ann and Co")
        self.metadata = (("authorization", "Bearer " + self.client.session.access_token),)
        self.stub = self.client.stub(account_service_pb2_grpc.AccountServiceStub)

    def create(self, timeout=20, name="Acme", **kept):
        request = account_service_pb2.CreateAccountRequest(account=account_pb2.Account(name=name, **kept))
        return self.outcome(self.stub.CreateAccount, request, timeout)

    def read(self, timeout=20):
        return self.outcome(self.stub.ListAccounts, account_service_pb2.ListAccountsRequest(page_size=1), timeout)

    def outcome(self, method, request, timeout):
        """"OK", or the code and the reason."""
        try:
            method(request, timeout=timeout, metadata=self.metadata)
            return "OK"
        except grpc.RpcError as error:
            failed = CallFailed("call", error)
            return f"{failed.code.name} {failed.reason}".strip()


class SurvivalTest(server_process.ServerCase):

    def test_the_database_is_started_again_as_often_as_it_dies(self):
        server = self.start().wait()
        caller = Caller(server)
        seen = collections.Counter()
        for _ in range(KILLS):
            former = self.postmaster()
            os.kill(former, signal.SIGKILL)
            seen[caller.create()] += 1
            # Its sessions outlive it for a moment, and answer.
            until(lambda: self.restarted(former) and caller.create() == "OK", "writing again")
        # How a call that it happened to ended; nobody is told that something is wrong with the server.
        print(f"{KILLS} kills: {dict(seen)}", flush=True)
        self.assertLessEqual(set(seen), {"OK", "UNAVAILABLE DATABASE_UNAVAILABLE", LOST})
        self.assertEqual(server.end(), 0)

    def restarted(self, former):
        with contextlib.suppress(OSError, ValueError):
            return self.postmaster() != former
        return False

    def test_nobody_waits_long_for_a_database_that_was_killed(self):
        server = self.start().wait()
        callers = [Caller(server) for _ in range(8)]
        seen = collections.Counter()
        took = []
        ended = threading.Event()

        def hammer(caller):
            while not ended.is_set():
                began = time.monotonic()
                outcome = caller.create(timeout=90)
                seen[outcome] += 1
                took.append(time.monotonic() - began)
                if outcome != "OK":
                    ended.wait(0.02)

        # A question that takes minutes and waits for nothing: its process doesn't notice that the postmaster is gone.
        computing = subprocess.Popen(
            [*self.psql_command(), "-c", "set statement_timeout = '5min'", "-c",
             "select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b"], stderr=subprocess.DEVNULL)
        self.addCleanup(computing.kill)
        until(lambda: self.psql("select count(*) from pg_stat_activity where state = 'active' and "
                                "query like 'select count(*) from generate_series%'") == "1", "computing")
        threads = [threading.Thread(target=hammer, args=(caller,)) for caller in callers]
        for thread in threads:
            thread.start()
        until(lambda: seen["OK"] > 50, "calls under way")
        former = self.postmaster()
        killed = time.monotonic()
        os.kill(former, signal.SIGKILL)
        try:
            until(lambda: self.restarted(former) and callers[0].create(timeout=90) == "OK", "writing again")
            away = time.monotonic() - killed
        finally:
            ended.set()
            for thread in threads:
                thread.join()
        print(f"writing again after {away:.1f} s; {sum(seen.values())} calls: {dict(seen)}, the longest took "
              f"{max(took):.1f} s", flush=True)
        self.assertLessEqual(set(seen), {"OK", "UNAVAILABLE DATABASE_UNAVAILABLE", LOST})
        self.assertLess(away, SOON)
        self.assertLess(max(took), SOON)
        self.assertNotEqual(computing.wait(server_process.PATIENCE), 0)
        self.assertEqual(server.end(), 0)

    @contextlib.contextmanager
    def small_disk(self):
        if os.geteuid() != 0:
            self.skipTest("skipped: a small file system needs root")
        self.data.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=755", "tmpfs", self.data],
                                 capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            self.skipTest(f"skipped: no file system can be mounted here: {mounted.stderr.strip()}")
        try:
            yield
        finally:
            subprocess.run(["umount", "-l", self.data], check=False)

    def fill(self):
        """Takes all room that is left."""
        with open(self.data / "filler", "wb", buffering=0) as filler, contextlib.suppress(OSError):
            while True:
                filler.write(b"\0" * 65536)
        with open(self.data / "filler", "ab", buffering=0) as filler, contextlib.suppress(OSError):
            while True:
                filler.write(b"\0" * 512)

    def test_a_full_disk_is_said_and_recovered_from(self):
        with self.small_disk():
            server = self.start().wait()
            caller = Caller(server)
            self.assertEqual(caller.create(), "OK")
            self.fill()
            seen = collections.Counter()
            # Rows large enough that pages and the log need room, which there is none of.
            for number in range(400):
                seen[caller.create(description=os.urandom(1500).hex(), name=f"Acme {number}")] += 1
            print(f"disk full: {dict(seen)}", flush=True)
            self.assertLessEqual({outcome.split()[0] for outcome in seen}, {"OK", "RESOURCE_EXHAUSTED", "UNAVAILABLE"})
            self.assertGreater(sum(seen.values()), seen["OK"], "the disk wasn't full")
            (self.data / "filler").unlink()
            until(lambda: caller.create() == "OK", "writing again when there is room")
            self.assertEqual(server.end(), 0)

    def set_read_only(self, value):
        """By the operator's file: nobody signs in who may do it by SQL."""
        with open(self.data / "postgres" / "postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write(f"default_transaction_read_only = {value}\n")
        os.kill(self.postmaster(), signal.SIGHUP)

    def test_a_database_that_only_reads_is_said_and_recovered_from(self):
        server = self.start().wait()
        caller = Caller(server)
        self.set_read_only("on")
        until(lambda: self.psql("show transaction_read_only") == "on", "read only")
        until(lambda: caller.create() == "UNAVAILABLE DATABASE_UNAVAILABLE", "writes refused")
        self.assertEqual(caller.read(), "OK")
        self.set_read_only("off")
        until(lambda: caller.create() == "OK", "writing again")
        self.assertEqual(server.end(), 0)

    def test_sigterm_ends_no_call_with_a_bare_cancelled(self):
        server = self.start("--grace-period", "2").wait()
        callers = [Caller(server) for _ in range(4)]
        seen = collections.Counter()
        ended = threading.Event()

        def hammer(caller):
            request = account_service_pb2.ListAccountsRequest(page_size=1)
            while not ended.is_set():
                calls = [caller.stub.ListAccounts.future(request, timeout=20, metadata=caller.metadata) for _ in range(8)]
                for call in calls:
                    try:
                        call.result()
                        outcome = "OK"
                    except grpc.RpcError as error:
                        outcome = f"{error.code().name} {CallFailed('call', error).reason}".strip()
                    seen[outcome] += 1
                if any(call.code() == grpc.StatusCode.UNAVAILABLE for call in calls) and server.process.poll() is not None:
                    return

        # A call that outlasts the grace period: it waits for a lock that a person holds.
        holder = subprocess.Popen(self.psql_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(holder.kill)
        holder.stdin.write("begin; lock table accounts in share mode; select 'held';\n")
        holder.stdin.flush()
        self.assertEqual(holder.stdout.readline().strip(), "held")
        waiting = []
        late = threading.Thread(target=lambda: waiting.append(callers[0].create(timeout=60)))
        late.start()
        until(lambda: self.psql("select count(*) from pg_locks where not granted") != "0", "the call waits")
        threads = [threading.Thread(target=hammer, args=(caller,)) for caller in callers]
        for thread in threads:
            thread.start()
        until(lambda: seen["OK"] > 100, "calls under way")
        self.assertEqual(server.end(), 0)
        ended.set()
        for thread in [late, *threads]:
            thread.join()
        print(f"SIGTERM: {dict(seen)}; the one that waited: {waiting}", flush=True)
        self.assertEqual([outcome for outcome in seen if outcome.split()[0] not in ("OK", "UNAVAILABLE")], [])
        self.assertEqual(waiting, ["UNAVAILABLE SHUTTING_DOWN"])

    def test_it_starts_each_time_right_after_a_kill(self):
        server = self.start().wait()
        for life in range(STARTS):
            caller = Caller(server)
            # Work is under way when it is killed; every other time PostgreSQL is killed with it.
            calls = [caller.stub.CreateAccount.future(
                account_service_pb2.CreateAccountRequest(account=account_pb2.Account(name=f"Acme {life}-{number}")),
                timeout=20, metadata=caller.metadata) for number in range(200)]
            postmaster = self.postmaster()
            server.process.send_signal(signal.SIGKILL)
            if life % 2:
                os.kill(postmaster, signal.SIGKILL)
            server.end(signal.SIGKILL)
            for call in calls:
                call.cancel()
            server = self.start()
            server.wait()
        self.assertEqual(server.end(), 0)


if __name__ == "__main__":
    if shutil.which("psql") is None:
        print("skipped: no psql")
        sys.exit(77)
    server_process.BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)

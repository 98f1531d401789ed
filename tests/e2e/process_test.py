"""process_test.py PIPEWRIGHTD: how the process starts, survives, refuses and ends. Prints its idle memory."""

import json
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import sys
import unittest
import urllib.parse

import grpc

import server_process
from server_process import PATIENCE, Server, ServerCase, field, health, sign_in, sign_up, until
from with_server import free_port


class ProcessTest(ServerCase):
    def test_every_acknowledged_write_survives_a_kill(self):
        acknowledged = []
        for life in range(2):
            server = self.start().wait()
            for number in range(3):
                word = f"person-{life}-{number}"
                sign_up(server.channel, word)
                acknowledged.append(word)
            server.end(signal.SIGKILL)
        server = self.start().wait()
        for word in acknowledged:
            self.assertTrue(sign_in(server.channel, word))
        with self.assertRaises(grpc.RpcError):
            sign_in(server.channel, "nobody")
        self.assertEqual(server.end(), 0)

    def test_health_follows_the_database(self):
        server = self.start().wait()
        first = self.postmaster()
        children = pathlib.Path(f"/proc/{first}/task/{first}/children").read_text().split()
        processes = [first, *map(int, children)]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            until(lambda: health(server.channel) is False, "NOT_SERVING while the database hangs")
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)
        until(lambda: health(server.channel), "SERVING when it goes on")
        os.kill(first, signal.SIGKILL)
        until(lambda: health(server.channel) is False, "NOT_SERVING when the database died")
        until(lambda: health(server.channel), "SERVING when it was started again")
        self.assertNotEqual(self.postmaster(), first)
        self.assertEqual(server.end(), 0)

    def test_metrics_and_one_log_line_for_each_call(self):
        server = self.start().wait()
        with self.assertRaises(grpc.RpcError):
            server.channel.unary_unary("/pipewright.sales.v1.AccountService/GetAccount")(b"", timeout=5)
        text = self.metrics(server)
        self.assertRegex(text, r'pipewright_calls_total\{code="UNAUTHENTICATED",method="/pipewright.sales.v1.AccountService/GetAccount"\} 1')
        for name in ("pool_connections", "executor_busy", "statements_total", "call_duration_seconds_bucket"):
            self.assertIn(f"pipewright_{name}", text)
        server.end()
        self.assertEqual(len(re.findall(r'"method":"/pipewright.sales.v1.AccountService/GetAccount"', server.output())), 1)

    def test_a_malformed_message_is_logged_and_counted(self):
        server = self.start().wait()
        method = "/pipewright.organization.v1.AuthService/SignIn"
        with self.assertRaises(grpc.RpcError) as refused:
            server.channel.unary_unary(method)(b"\xff", timeout=5)
        self.assertEqual(refused.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
        self.assertIn(f'pipewright_calls_total{{code="INVALID_ARGUMENT",method="{method}"}} 1', self.metrics(server))
        server.end()
        lines = [json.loads(line) for line in server.output().splitlines()]
        self.assertEqual([line["code"] for line in lines if line.get("method") == method], ["INVALID_ARGUMENT"])

    def test_the_limit_of_files_is_raised_and_said(self):
        own, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, own), hard))
        try:
            server = self.start().wait()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (own, hard))
        self.assertIn(f"Up to {hard} files and connections", server.output())
        limits = pathlib.Path(f"/proc/{server.process.pid}/limits").read_text()
        self.assertRegex(limits, rf"(?m)^Max open files +{hard} +{hard} ")
        self.assertEqual(server.end(), 0)

    def test_what_happens_to_accounts_is_seen(self):
        server = self.start().wait()
        sign_up(server.channel, "olga")
        sign_in(server.channel, "olga")
        for _ in range(2):
            with self.assertRaises(grpc.RpcError):
                server.channel.unary_unary("/pipewright.organization.v1.AuthService/SignIn")(
                    field(1, "olga@example.com") + field(2, "a wrong password"), timeout=20)
        metrics = self.metrics(server)
        self.assertRegex(metrics, r"(?m)^pipewright_sign_ups_total 1")
        self.assertRegex(metrics, r"(?m)^pipewright_sign_ins_total 1")
        self.assertRegex(metrics, r"(?m)^pipewright_sign_ins_failed_total 2")
        self.assertEqual(self.psql("select string_agg(action, ' ' order by id) from account_entries"),
                         "REGISTERED SIGNED_IN SIGNED_IN SIGN_IN_FAILED")  # of two from one place in an hour one stays
        server.end()
        lines = [json.loads(line) for line in server.output().splitlines()]
        failed = [line for line in lines if line.get("event") == "SIGN_IN_FAILED"]
        self.assertEqual(len(failed), 2)
        self.assertEqual({line["client_address"] for line in failed}, {"127.0.0.1"})
        self.assertEqual(len({line["account_hash"] for line in failed}), 1)
        self.assertNotIn("olga", server.output())

    def test_every_line_of_the_log_is_json(self):
        server = self.start("--log-level", "debug").wait()
        with self.assertRaises(grpc.RpcError):  # bytes that are no UTF-8
            server.channel.unary_unary("/pipewright.organization.v1.AuthService/SignUp")(field(1, b"\xff\xfe"), timeout=5)
        for garbage in (b"GET / HTTP/1.0\r\n\r\n", b"\x16\x03\x01\x00\xff" * 50):
            with socket.create_connection(("127.0.0.1", server.port)) as stranger:
                stranger.sendall(garbage)
                stranger.recv(1000)
        os.kill(self.postmaster(), signal.SIGKILL)
        until(lambda: "is back" in server.output(), "the database was away, and is back")
        self.assertEqual(server.end(), 0)
        for line in server.output().splitlines():
            self.assertIsInstance(json.loads(line), dict, line)

    def test_idle_memory(self):
        server = self.start().wait()
        status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
        resident = int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))
        print(f"idle memory of the server process: {resident / 1024:.1f} MiB", flush=True)
        self.assertLess(resident, 256 * 1024)
        self.assertEqual(server.end(), 0)

    def test_a_taken_port_is_said(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            line = self.refused("--listen", f"127.0.0.1:{taken.getsockname()[1]}", data=self.data)
        self.assertIn("the port is taken", line)
        self.assertIn("--listen", line)

    def test_a_data_folder_in_use_is_said(self):
        server = self.start().wait()
        self.assertIn("Another pipewrightd uses the data folder", self.refused(data=self.data))
        self.assertTrue(health(server.channel))

    def test_plaintext_on_an_open_address_is_refused(self):
        self.assertIn("--insecure", self.refused("--listen", "0.0.0.0:0", data=self.data))

    def test_an_unreachable_database_is_said(self):
        line = self.refused(environment={"PIPEWRIGHT_DATABASE_URL": f"postgresql://x@127.0.0.1:{free_port()}/x"})
        self.assertIn("can't be reached", line)

    def make_guest(self, password, roles=""):
        """Starts the server with one more role, which only the superuser makes: as docs/operations.md says."""
        self.start().wait().end()
        postgres = self.data / "postgres"
        major = (postgres / "PG_VERSION").read_text().strip()
        grant = f"grant {roles} to guest;" if roles else ""
        subprocess.run([f"/usr/lib/postgresql/{major}/bin/postgres", "--single", "-D", str(postgres), "postgres"], cwd="/",
                       user="postgres" if os.geteuid() == 0 else None, text=True, check=True, capture_output=True,
                       input=f"create role guest login password '{password}'; {grant}\n")
        return self.start().wait()

    def test_the_database_asks_for_a_password(self):
        self.start().wait()
        for role in ("pipewright_owner", "pipewright_app", "pipewright_superuser"):
            login = subprocess.run(["psql", "-w", "-h", str(self.data / "run"), "-U", role, "pipewright", "-c", "select 1"],
                                   env={**os.environ, "PGPASSFILE": "/nowhere"}, capture_output=True, text=True, check=False)
            self.assertNotEqual(login.returncode, 0, role)
        self.assertEqual(self.psql("select rolsuper from pg_roles where rolname = current_user"), "f")

    def test_a_wrong_password_is_said(self):
        self.make_guest("right")
        url = f"postgresql://guest:wrong@/pipewright?host={self.data}/run"
        line = self.refused(environment={"PIPEWRIGHT_DATABASE_URL": url})
        self.assertIn("refuses the user or the password", line)
        self.assertNotIn("wrong", line)

    def test_every_verb_reaches_a_database_by_the_plainest_url(self):
        self.make_guest("p@ss=w/ord", "pipewright_owner, pipewright_app")
        place = f"{urllib.parse.quote(str(self.data / 'run'), safe='')}/pipewright"
        environment = {"PIPEWRIGHT_DATABASE_URL": f"postgresql://guest:p%40ss=w%2Ford@{place}",
                       "PIPEWRIGHT_SECRET_KEY_FILE": str(self.data / "secret.key")}
        plain = {**environment, "PIPEWRIGHT_DATABASE_URL": f"postgresql://guest:p%40ss%3Dw%2Ford@{place}"}
        for urls in (environment, plain):
            for verb in (("migrate",), ("admin", "rotate-keys")):
                done = subprocess.run([server_process.BINARY, *verb], env={**os.environ, **urls}, capture_output=True, text=True,
                                      timeout=PATIENCE, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
            outside = Server(None, environment=urls)
            self.addCleanup(outside.end, signal.SIGKILL)
            sign_up(outside.wait().channel, f"guest-{len(urls['PIPEWRIGHT_DATABASE_URL'])}")
            self.assertEqual(outside.end(), 0)
            self.assertNotIn("ord@", outside.output())

    def test_a_url_that_cant_be_read_is_said_without_its_password(self):
        for variable, option in (("DATABASE_URL", "--database-url"), ("ADMIN_DATABASE_URL", "--admin-database-url")):
            urls = {"PIPEWRIGHT_DATABASE_URL": "postgresql://x@127.0.0.1/x",
                    f"PIPEWRIGHT_{variable}": "postgresql://x:sec@ret%zz@127.0.0.1/x"}
            line = self.refused(environment=urls)
            self.assertIn(f"{option}: The database URL", line)
            self.assertNotIn("ret%", line)

    def test_a_schema_of_a_newer_version_is_refused(self):
        server = self.start().wait()
        self.psql("insert into schema_migrations values (9999, '9999_future', 'x')")
        server.end()
        self.assertIn("Start the newer Pipewright", self.refused(data=self.data))

    def test_signing_keys_are_sealed_by_the_installations_own_key(self):
        server = self.start().wait()
        sign_up(server.channel, "olga")
        key = self.data / "secret.key"
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.psql("select count(*) from signing_keys where length(private_key) <= 32"), "0")
        self.assertNotEqual(self.psql("select count(*) from signing_keys"), "0")
        server.end()
        former = key.read_text()
        key.write_text("0" * 64 + "\n")
        line = self.refused(data=self.data)
        self.assertIn("--secret-key-file", line)
        self.assertNotIn("0" * 64, line)
        key.write_text("0" * 64 + "\n" + former)
        server = self.start().wait()
        sign_in(server.channel, "olga")

    def test_expired_answers_are_cleared_up(self):
        server = self.start().wait()
        tenant = "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4"
        for age in ("1 hour", "2 days", "3 days"):
            self.psql("insert into idempotency_keys (tenant_id, user_id, method, request_id, create_time, fingerprint, answer) "
                      f"values ('{tenant}', '{tenant}', 'm', gen_random_uuid(), now() - interval '{age}', '', '')", tenant)
        server.end()
        self.start().wait()
        until(lambda: self.psql("select count(*) from idempotency_keys", tenant) == "1", "only the fresh one is left")

    def test_sigterm_lets_a_running_call_finish(self):
        server = self.start().wait()
        # The call waits for a lock that a person holds.
        holder = subprocess.Popen(
            self.psql_command(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        holder.stdin.write("begin; lock table users in exclusive mode; select 'held';\n")
        holder.stdin.flush()
        self.assertEqual(holder.stdout.readline().strip(), "held")
        request = field(1, "late@example.com") + field(2, "correct horse battery staple") + field(3, "Late")
        request += field(5, "Late")
        call = server.channel.unary_unary("/pipewright.organization.v1.AuthService/SignUp").future(request, timeout=30)
        waiting = "select count(*) from pg_locks where not granted"
        until(lambda: self.psql(waiting) != "0", "the call waits")
        server.process.send_signal(signal.SIGTERM)
        until(lambda: "Stopping" in server.output(), "the drain has begun")
        holder.communicate("commit;\n")
        self.assertTrue(call.result())
        self.assertEqual(server.process.wait(PATIENCE), 0)

    def test_a_watcher_of_the_health_does_not_hold_the_end(self):
        server = self.start("--grace-period", "600").wait()
        watch = server.channel.unary_stream("/grpc.health.v1.Health/Watch")(b"")
        self.assertEqual(next(watch), b"\x08\x01")
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(next(watch), b"\x08\x02")
        with self.assertRaises(grpc.RpcError) as ended:
            next(watch)
        self.assertEqual(ended.exception.code(), grpc.StatusCode.UNAVAILABLE)
        self.assertEqual(server.process.wait(PATIENCE), 0)


if __name__ == "__main__":
    server_process.BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)

"""import_test.py PIPEWRIGHTD: imports survive the server's death, and an orderly end; the example goes through."""

import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))

import server_process  # noqa: E402

import csv_records  # noqa: E402
from jobs import has_ended, readings, wait_for_end  # noqa: E402
from pipewright_client import Client  # noqa: E402
from pipewright.integration.v1 import event_pb2, job_pb2  # noqa: E402

PASSWORD = "a-long-enough-password"
ROWS = 30_000
EXAMPLE = pathlib.Path(csv_records.__file__)


class ImportTest(server_process.ServerCase):

    def client(self, server, new=False):
        client = Client(f"127.0.0.1:{server.port}")
        self.addCleanup(client.__exit__)
        if new:
            self.email = f"{uuid.uuid4().hex}@example.com"
            client.sign_up(email=self.email, password=PASSWORD, given_name="Ann", tenant_name="Ann and Co")
        else:
            client.sign_in(self.email, PASSWORD)
        self.tenant = client.session.tenant.id
        return client

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def under_way(self, client, job, beyond):
        """How many rows are done as soon as it is more than `beyond`; None when the job has ended first."""
        # Progress is no event of the job, but what it makes is one of each record.
        made = event_pb2.EventFilter(resources=["account", "job"])
        now = next(now for now in readings(client, job, made) if now.rows_done > beyond or has_ended(now))
        return None if has_ended(now) else now.rows_done

    def check_accounts(self, client):
        text = b"".join(csv_records.export(client, resource="account", columns=["name"])).decode()
        names = text.split("\r\n")[1:-1]
        self.assertEqual(len(names), ROWS)
        self.assertEqual(set(names), {f"Account {i}" for i in range(ROWS)})

    def accounts_file(self):
        return self.file("accounts.csv", "name,industry,tags\n" + "".join(f"Account {i},Steel,a;b\n" for i in range(ROWS)))

    def test_a_killed_server_neither_loses_nor_doubles_a_row(self):
        path = self.accounts_file()
        server = self.start().wait()
        client = self.client(server, new=True)
        job = csv_records.start_import(client, path, resource="account")
        done, kills = 0, 0
        while kills < 3 and (reached := self.under_way(client, job, done)) is not None:
            done = reached
            server.end(signal.SIGKILL)
            kills += 1
            server = self.start().wait()
            client = self.client(server)
            # The dead worker's lease need not be waited for.
            self.psql(f"begin; select set_config('app.tenant_id', '{self.tenant}', true); "
                      "update job_work set lease_expire_time = now() where lease_id is not null; commit")
        self.assertGreater(kills, 0)
        job = wait_for_end(client, job)
        self.assertEqual(job.status, job_pb2.JOB_STATUS_SUCCEEDED)
        self.assertEqual((job.rows_done, job.created_count, job.failed_count), (ROWS, ROWS, 0))
        self.check_accounts(client)
        self.assertEqual(server.end(), 0)

    def test_an_import_goes_on_when_the_database_was_started_again(self):
        path = self.accounts_file()
        server = self.start().wait()
        client = self.client(server, new=True)
        job = csv_records.start_import(client, path, resource="account")
        self.assertIsNotNone(self.under_way(client, job, 0))
        killed = time.monotonic()
        os.kill(self.postmaster(), signal.SIGKILL)
        # The worker itself gave the job back, once: nobody has waited for a lease to expire, or found that there are
        # connections which the database has ended.
        server_process.until(lambda: "requeued, DATABASE_" in server.output(), "given back")
        made = "select rows_done from jobs"
        done = int(self.psql(made, self.tenant))
        server_process.until(lambda: int(self.psql(made, self.tenant)) > done, "going on")
        print(f"an import went on {time.monotonic() - killed:.1f} s after its database was killed", flush=True)
        job = wait_for_end(client, job)
        self.assertEqual((job.status, job.created_count, job.failed_count), (job_pb2.JOB_STATUS_SUCCEEDED, ROWS, 0))
        self.check_accounts(client)
        self.assertNotIn("abandoned", server.output())
        self.assertEqual(server.output().count("requeued, DATABASE_"), 1)
        self.assertEqual(server.end(), 0)

    def test_a_stopped_server_gives_its_job_back_at_once(self):
        path = self.accounts_file()
        server = self.start().wait()
        client = self.client(server, new=True)
        job = csv_records.start_import(client, path, resource="account")
        self.assertIsNotNone(self.under_way(client, job, 0))
        self.assertEqual(server.end(), 0)
        server = self.start().wait()
        client = self.client(server)
        job = wait_for_end(client, job)
        self.assertEqual((job.status, job.created_count), (job_pb2.JOB_STATUS_SUCCEEDED, ROWS))
        self.check_accounts(client)
        self.assertEqual(server.end(), 0)
        self.assertEqual(server.output().count(f"job {job.id} "), 1)

    def test_the_example_imports_and_exports(self):
        server = self.start().wait()
        self.client(server, new=True)
        contacts = self.file("contacts.csv", "Mail,last_name\na@example.com,Ant\nb@example.com,Bee\n")

        def example(*arguments):
            environment = {**os.environ, "PIPEWRIGHT_TARGET": f"127.0.0.1:{server.port}",
                           "PIPEWRIGHT_EMAIL": self.email, "PIPEWRIGHT_PASSWORD": PASSWORD}
            answer = subprocess.run([sys.executable, EXAMPLE, *arguments], env=environment, capture_output=True, text=True, check=False)
            return answer.returncode, answer.stdout, answer.stderr

        upsert = ("import", "contact", str(contacts), "--key", "email", "--map", "Mail=email")
        self.assertEqual(example(*upsert, "--dry-run")[:2],
                         (0, "succeeded: 2 created, 0 updated, 0 unchanged, 0 refused (dry run)\n"))
        self.assertEqual(example(*upsert)[:2], (0, "succeeded: 2 created, 0 updated, 0 unchanged, 0 refused\n"))
        self.assertEqual(example(*upsert)[:2], (0, "succeeded: 0 created, 0 updated, 2 unchanged, 0 refused\n"))
        code, exported, _ = example("export", "contact", "--order-by", "last_name", "--columns", "email,last_name")
        self.assertEqual((code, exported.splitlines()), (0, ["email,last_name", "a@example.com,Ant", "b@example.com,Bee"]))
        wrong = self.file("wrong.csv", "email,last_name\nnonsense,Cow\n")
        code, _, errors = example("import", "contact", str(wrong))
        self.assertEqual(code, 1)
        self.assertIn("line 2: email: ", errors)
        code, _, errors = example("import", "contact", str(contacts))
        self.assertEqual(code, 1)
        self.assertIn("INVALID_CSV", errors)


if __name__ == "__main__":
    server_process.BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)

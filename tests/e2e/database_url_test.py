"""database_url_test.py PIPEWRIGHTD: what is wrong with a database URL is said, and one with several hosts works."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse

import own_postgres
import server_process
from certificates import make_certificates
from own_postgres import Postgres
from server_process import PATIENCE, health, sign_in, sign_up, until
from with_server import free_port

# None of it is a part of what is said anyway.
PASSWORD = "s3krit w@rd/Ä"
ENCODED = urllib.parse.quote(PASSWORD, safe="")
ROLES = ("create role crm_owner login createrole password '{0}'", "create role pipewright_app login noinherit password '{0}'",
         "grant pipewright_app to crm_owner", "create database crm owner crm_owner", "create role barred login password '{0}'",
         "create role crowded login connection limit 0 password '{0}'", "create role idle nologin password '{0}'",
         "create database shut owner crm_owner allow_connections false", "create database private owner crm_owner",
         "revoke connect on database private from public", "create role guest login password '{0}'")


class TestWithPostgres(unittest.TestCase):
    """A primary with TLS and, without it, its standby."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-database-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.folder.chmod(0o755)
        if own_postgres.USER:
            shutil.chown(cls.folder, own_postgres.USER)
        make_certificates(cls.folder, own_postgres.USER)
        cls.primary = Postgres(cls.folder, "primary", "ssl=on", f"ssl_cert_file={cls.folder}/server.pem",
                               f"ssl_key_file={cls.folder}/server.key")
        cls.addClassCleanup(cls.primary.stop)
        cls.primary.make().start()
        for statement in ROLES:
            cls.primary.ask(statement.format(PASSWORD))
        cls.standby = Postgres(cls.folder, "standby")
        cls.addClassCleanup(cls.standby.stop)
        cls.standby.copy(cls.primary).start()

    def environment(self, url, **more):
        # Nothing of the home of whoever runs the tests: neither ~/.pgpass nor ~/.postgresql.
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("PIPEWRIGHT_", "PG"))}
        return {**clean, "HOME": str(self.folder), "PIPEWRIGHT_DATABASE_URL": url, **more}

    def migrate(self, url, **more):
        return subprocess.run([server_process.BINARY, "migrate"], env=self.environment(url, **more), capture_output=True,
                              text=True, timeout=PATIENCE, check=False)


class WrongUrlTest(TestWithPostgres):
    def refused(self, url, *expected, **more):
        with self.subTest(url):
            done = self.migrate(url, **more)
            self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertRegex(done.stderr, r"\Apipewrightd: [^\n]+\n\Z")
            for words in expected:
                self.assertIn(words, done.stderr)
            for secret in (PASSWORD, ENCODED, "s3krit", "w@rd"):
                self.assertNotIn(secret, done.stderr)

    def url(self, user="crm_owner", password=ENCODED, place=None, database="crm", options=""):
        return f"postgresql://{user}:{password}@{place or self.at(self.primary)}/{database}{options}"

    def at(self, server):
        return f"127.0.0.1:{server.port}"

    def test_a_wrong_place_is_said(self):
        # A name that no resolver is asked about: its label is too long.
        self.refused(self.url(place=f"{'x' * 64}.invalid"), "The database's host isn't found", "x" * 64, "Check the host")
        port = free_port()
        self.refused(self.url(place=f"127.0.0.1:{port}"), "can't be reached: nothing listens", f"port {port}",
                     "Check host and port")
        self.refused(self.url(place="%2Fnowhere"), "can't be reached: nothing listens", "/nowhere")

    def test_what_is_no_postgresql_is_said(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            def answer():
                while True:
                    try:
                        stranger, _ = other.accept()
                    except OSError:
                        return
                    with stranger:
                        stranger.recv(100)
                        stranger.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")
            thread = threading.Thread(target=answer)
            thread.start()
            self.refused(self.url(place=f"127.0.0.1:{other.getsockname()[1]}"), "is no PostgreSQL")
            other.shutdown(socket.SHUT_RDWR)
            thread.join()

    def test_a_silent_host_is_said(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            self.refused(self.url(place=f"127.0.0.1:{silent.getsockname()[1]}", options="?connect_timeout=2"),
                         "doesn't answer in time", "connect_timeout")

    def test_a_wrong_database_is_said(self):
        self.refused(self.url(database="nothere"), "There is no database of that name", "3D000", '"nothere"')
        self.refused(self.url(database="shut"), "takes no connections", "55000")
        self.refused(self.url(user="guest", database="private"), "may not connect to that database", "42501")

    def test_a_wrong_user_or_password_is_said(self):
        words = ("refuses the user or the password", "28P01")
        self.refused(self.url(password="wr0ng"), *words, '"crm_owner"')
        self.refused(self.url(user="nobody"), *words, '"nobody"')
        self.refused(f"postgresql://nobody@{self.at(self.primary)}/crm?password={ENCODED}", *words)
        self.refused(f"host=127.0.0.1 port={self.primary.port} dbname=crm user=nobody password='{PASSWORD}'", *words)
        self.refused(f"postgresql://nobody@{self.at(self.primary)}/crm", *words, PGPASSWORD=PASSWORD)
        self.refused(f"postgresql://crm_owner@{self.at(self.primary)}/crm", "wants a password and none was given")
        self.refused(self.url(user="idle"), "refuses the user", "28000", "LOGIN")
        self.refused(self.url(user="barred"), "pg_hba.conf refuses", "28000")
        self.refused(self.url(user="crowded"), "has too many connections", "53300")

    def test_the_option_with_the_wrong_url_is_said(self):
        self.refused(self.url(user="nobody"), "pipewrightd: --database-url: ")
        self.refused(self.url(), "pipewrightd: --admin-database-url: ", "28P01",
                     PIPEWRIGHT_ADMIN_DATABASE_URL=self.url(user="nobody"))

    def test_a_url_in_disorder_is_said_without_its_password(self):
        self.refused(f"postgresql://crm_owner:{ENCODED}", "A port in the database URL is no number")
        self.refused(self.url(options=f"?sslmode={ENCODED}"), "an option with a wrong value", "***")
        self.refused(self.url(options=f"?pasword={ENCODED}"), "can't be read")
        self.refused(self.url(password=PASSWORD), "percent-encode")

    def test_a_wrong_certificate_is_said(self):
        verified = f"@localhost:{self.primary.port}/crm?hostaddr=127.0.0.1&sslmode=verify-full"
        user = f"postgresql://crm_owner:{ENCODED}"
        done = self.migrate(f"{user}{verified}&sslrootcert={self.folder}/ca.pem")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.refused(f"{user}{verified}", "no certificate to check", "sslrootcert")
        self.refused(f"{user}{verified}&sslrootcert={self.folder}/none.pem", "no certificate to check", "none.pem")
        self.refused(f"{user}{verified}&sslrootcert={self.folder}/other-ca.pem", "isn't trusted", "sslrootcert")
        self.refused(self.url(options=f"?sslmode=verify-full&sslrootcert={self.folder}/ca.pem"), "for another host name",
                     '"localhost"', '"127.0.0.1"')
        self.refused(self.url(place=self.at(self.standby), options="?sslmode=require"), "speaks no TLS", "sslmode")

    def test_a_standby_is_said(self):
        self.refused(self.url(place=self.at(self.standby)), "is a standby and only reads", "target_session_attrs=read-write")
        self.refused(self.url(place=self.at(self.standby), options="?target_session_attrs=read-write"),
                     "of the kind that its target_session_attrs asks for", "read-only")


class SeveralHostsTest(TestWithPostgres):
    def test_every_connection_finds_the_host_that_writes(self):
        # Nobody listens on this port while it is bound.
        dead = socket.socket()
        self.addCleanup(dead.close)
        dead.bind(("127.0.0.1", 0))
        ports = (dead.getsockname()[1], self.standby.port, self.primary.port)
        hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
        url = f"postgresql://{{}}:{ENCODED}@{hosts}/crm?target_session_attrs=read-write"
        server = server_process.Server(None, environment=self.environment(
            url.format("pipewright_app"), PIPEWRIGHT_ADMIN_DATABASE_URL=url.format("crm_owner")))
        self.addCleanup(server.end, signal.SIGKILL)
        server.wait()
        sign_up(server.channel, "olga")
        sessions = "select count(*) from pg_stat_activity where usename = 'pipewright_app'"
        listeners = f"{sessions} and query = 'listen pipewright_callers'"
        until(lambda: self.primary.ask(listeners) == "1", "listening at the primary")
        until(lambda: self.standby.ask(sessions) == "0", "nobody at the standby")

        written = self.primary.ask("select pg_current_wal_lsn()")
        until(lambda: self.standby.ask(f"select pg_last_wal_replay_lsn() >= '{written}'") == "t", "the standby has it all")
        self.primary.stop()
        self.standby.promote()
        until(lambda: self.standby.ask(listeners) == "1", "listening at the promoted one")
        until(lambda: health(server.channel), "serving from the promoted one")
        self.assertTrue(sign_in(server.channel, "olga"))
        self.assertTrue(sign_up(server.channel, "pyotr"))
        self.assertEqual(server.end(), 0)
        self.assertNotIn("s3krit", server.output())


if __name__ == "__main__":
    if own_postgres.programs() is None or shutil.which("openssl") is None:
        print("skipped: no PostgreSQL programs, or no openssl")
        sys.exit(77)
    server_process.BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)

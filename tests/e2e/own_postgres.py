"""A PostgreSQL of the test's own on a free port of 127.0.0.1."""

import os
import pathlib
import shutil
import subprocess

from with_server import free_port

SUPERUSER = "super"
SUPERUSER_PASSWORD = "only-of-the-test"
# PostgreSQL doesn't run as root.
USER = "postgres" if os.geteuid() == 0 else None


def programs():
    """The folder of PostgreSQL's programs; None where there are none."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else pathlib.Path(on_path).parent if on_path else None


def run(folder, *command, **environment):
    """As the user who may run PostgreSQL; what it prints."""
    done = subprocess.run([str(part) for part in command], cwd=folder, user=USER, env={**os.environ, **environment},
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.stdout}")
    return done.stdout


class Postgres:
    """Takes passwords from every role but "barred", whom its rules refuse; with TLS if there are certificates."""

    def __init__(self, folder, name, *options):
        self.folder = folder
        self.data = folder / name
        self.port = free_port()
        self.options = ["listen_addresses=127.0.0.1", f"port={self.port}", f"unix_socket_directories={folder}", "fsync=off",
                        *options]

    def make(self):
        (self.folder / "password").write_text(SUPERUSER_PASSWORD)
        run(self.folder, programs() / "initdb", "-D", self.data, "-U", SUPERUSER, "-A", "scram-sha-256", "--pwfile",
            self.folder / "password", "-E", "UTF8", "--no-locale", "-N")
        rules = self.data / "pg_hba.conf"
        rules.write_text("host all barred all reject\n" + rules.read_text())
        return self

    def copy(self, primary):
        """Becomes its standby."""
        run(self.folder, programs() / "pg_basebackup", "-D", self.data, "-R", "-c", "fast", "-h", self.folder, "-p",
            primary.port, "-U", SUPERUSER, PGPASSWORD=SUPERUSER_PASSWORD)
        return self

    def start(self):
        options = " ".join(f"-c {option}" for option in self.options)
        run(self.folder, programs() / "pg_ctl", "-D", self.data, "-l", self.folder / f"{self.data.name}.log", "-w", "-o",
            options, "start")
        return self

    def stop(self):
        if (self.data / "postmaster.pid").exists():
            run(self.folder, programs() / "pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def promote(self):
        run(self.folder, programs() / "pg_ctl", "-D", self.data, "-w", "promote")

    def ask(self, sql, database="postgres"):
        return run(self.folder, programs() / "psql", "-h", self.folder, "-p", self.port, "-U", SUPERUSER, "-Atq", "-v",
                   "ON_ERROR_STOP=1", "-c", sql, database, PGPASSWORD=SUPERUSER_PASSWORD).strip()

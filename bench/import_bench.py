#!/usr/bin/env python3
"""import_bench.py PIPEWRIGHTD [--rows N]: import and export of one file, against COPY of the same rows in the same run.

Starts the server with a PostgreSQL of its own, uploads a file of accounts (every field of an ordinary CRM list), waits
for the job, imports it again (nothing changes), exports it, and copies what was stored into a table of the same columns
and indexes. Prints rows a second and the peak memory of the server process (VmHWM), which PostgreSQL's is not part of.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "examples" / "python"), str(ROOT / "tests" / "e2e")]

import csv_records  # noqa: E402
import jobs  # noqa: E402
from pipewright_client import Client  # noqa: E402
from pipewright.integration.v1 import job_pb2  # noqa: E402
from with_server import free_port, wait_until_serving  # noqa: E402

PASSWORD = "a-long-enough-password"


def rows(count):
    yield "name,industry,region,size,website,email,phone,billing_address.city,annual_revenue,employee_count,status,tags\n"
    for i in range(count):
        yield (f"Account {i:06},Industry {i % 20},Region {i % 7},SMALL,https://example.com/{i},info{i}@example.com,"
               f"+49171{i:07},Town {i % 500},{i}.50,{i % 900},PROSPECT,imported;batch {i % 10}\n")


def peak_memory(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1024


def timed(work):
    started = time.monotonic()
    result = work()
    return result, time.monotonic() - started


def check(job, **counts):
    assert job.status == job_pb2.JOB_STATUS_SUCCEEDED, job
    for name, count in counts.items():
        assert getattr(job, name) == count, job


def psql(data, sql):
    answer = subprocess.run(["psql", "-h", str(data / "run"), "-U", "pipewright_owner", "pipewright", "-Atq", "-v", "ON_ERROR_STOP=1"],
                            env={**os.environ, "PGPASSFILE": str(data / "passwords")}, input=sql, check=True, capture_output=True, text=True)
    return answer.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--rows", type=int, default=100_000)
    arguments = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-import-bench-"))
    folder.chmod(0o755)
    data = folder / "data"
    file = folder / "accounts.csv"
    with open(file, "w", encoding="utf-8") as out:
        out.writelines(rows(arguments.rows))
    target = f"127.0.0.1:{free_port()}"
    log = open(folder / "log", "wb")
    server = subprocess.Popen([arguments.binary, "serve", "--listen", target, "--metrics-listen", "", "--data-dir", str(data)],
                              stdout=log, stderr=log)
    try:
        wait_until_serving(server, target)
        with Client(target) as client:
            client.sign_up(email="bench@example.com", password=PASSWORD, given_name="Bench", tenant_name="Bench", base_currency_code="EUR")
            idle = peak_memory(server)

            def run(**spec):
                return jobs.wait_for_end(client, csv_records.start_import(client, file, resource="account", **spec))

            created, create_seconds = timed(run)
            check(created, created_count=arguments.rows)
            peak = peak_memory(server)
            unchanged, unchanged_seconds = timed(lambda: run(key="name"))
            check(unchanged, unchanged_count=arguments.rows)
            exported, export_seconds = timed(lambda: sum(len(piece) for piece in csv_records.export(client, resource="account")))
            tenant = client.session.tenant.id
            in_all = peak_memory(server)
        setting = f"select set_config('app.tenant_id', '{tenant}', false);"
        psql(data, "create table copied (like accounts including all)")
        stored = psql(data, f"{setting} copy (select * from accounts) to stdout").split("\n", 1)[1]
        _, copy_seconds = timed(lambda: psql(data, "copy copied from stdin;\n" + stored + "\\.\n"))
        count = arguments.rows
        print(f"file: {count:,} rows, {file.stat().st_size / 1e6:.1f} MB; exported: {exported / 1e6:.1f} MB")
        for what, seconds in (("import, all new", create_seconds), ("import again, all unchanged", unchanged_seconds),
                              ("export", export_seconds), ("COPY into one table, psql", copy_seconds)):
            print(f"{what}: {seconds:.2f} s, {count / seconds:,.0f} rows/s")
        print(f"import against COPY: {copy_seconds / create_seconds:.3f}")
        print(f"peak memory of the server (VmHWM): idle {idle:.0f} MiB, after the import {peak:.0f} MiB, in all {in_all:.0f} MiB")
    finally:
        server.terminate()
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

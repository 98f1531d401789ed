#!/usr/bin/env python3
"""policies.py TEST_CLUSTER: what row level security costs, by how its policy asks for the tenant: by a sub-select, as policies did
before migration 49, or by the function itself, as distributing by tenant takes. Starts a PostgreSQL of its own with
`pipewright_test_cluster`; the two forms run in turns, by pgbench, on tables of 500,000 rows of 100 tenants."""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROUNDS = 15
SECONDS = 1
TENANT = "00000000-0000-4000-8000-000000000042"
FORMS = {"sub-select": "tenant_id = (select public.pipewright_tenant())", "function": "tenant_id = public.pipewright_tenant()"}
QUERIES = {"one row": "\\set id random(1, 5000)\nselect name from {table} where id = :id;\n",
           "every row": "select count(name) from {table};\n"}


def program(name):
    return max(pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))


def fill(url, table, policy):
    subprocess.run([program("psql"), "-qXv", "ON_ERROR_STOP=1", url], check=True, text=True, input=f"""
        create table {table} (tenant_id uuid, id int, name text, primary key (tenant_id, id));
        insert into {table} select ('00000000-0000-4000-8000-0000000000' || lpad(t::text, 2, '0'))::uuid, i, 'Name ' || i
          from generate_series(0, 99) t, generate_series(1, 5000) i;
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy tenant_isolation on {table} using ({policy});
        grant select on {table} to pipewright_app;
        vacuum analyze {table};""")


def calls_a_second(url, script):
    run = subprocess.run([program("pgbench"), "-n", "-M", "prepared", "-T", str(SECONDS), "-f", script, url], check=True, text=True,
                         capture_output=True, env={**os.environ, "PGOPTIONS": f"-c role=pipewright_app -c app.tenant_id={TENANT}"})
    return next(float(line.split()[2]) for line in run.stdout.splitlines() if line.startswith("tps"))


def main():
    with tempfile.TemporaryDirectory(prefix="pipewright-policies-") as folder:
        subprocess.run([sys.argv[1], "start", folder], check=True)
        try:
            url = (pathlib.Path(folder) / "url").read_text(encoding="utf-8").strip()
            tables = {form: f"policy_{form.replace('-', '_')}" for form in FORMS}
            for form, policy in FORMS.items():
                fill(url, tables[form], policy)
            for query, text in QUERIES.items():
                scripts = {}
                for form in FORMS:
                    scripts[form] = pathlib.Path(folder) / f"{form}.sql"
                    scripts[form].write_text(text.format(table=tables[form]), encoding="utf-8")
                rates = {form: [] for form in FORMS}
                for _ in range(ROUNDS):
                    for form in FORMS:
                        rates[form].append(calls_a_second(url, scripts[form]))
                told = ", ".join(f"by the {form} {statistics.median(r):,.0f} a second ({min(r):,.0f} to {max(r):,.0f})"
                                 for form, r in rates.items())
                print(f"{query}: {told}", flush=True)
        finally:
            subprocess.run([sys.argv[1], "stop", folder], check=False)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()

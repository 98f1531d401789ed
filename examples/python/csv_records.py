#!/usr/bin/python3
"""Records from and to CSV files.

    csv_records.py import contact contacts.csv --key email        # made or updated, row by row
    csv_records.py export contact > contacts.csv                  # what an import takes
    csv_records.py export account --filter 'industry = "Steel"' --columns name,email > steel.csv

docs/importing.md tells what a file may hold. Rows that are refused are printed with their lines; then the exit code is 1.
"""

import os
import pathlib
import sys

import command_line
from jobs import wait_for_end
from pipewright_client import Client

from pipewright.integration.v1 import (export_service_pb2, export_service_pb2_grpc, import_service_pb2,
                                       import_service_pb2_grpc, job_pb2, job_service_pb2, job_service_pb2_grpc)

PIECE = 256 * 1024


def pieces(file, spec):
    """The messages of an upload: the spec first, then the file."""
    yield import_service_pb2.ImportRecordsRequest(spec=spec)
    while content := file.read(PIECE):
        yield import_service_pb2.ImportRecordsRequest(content=content)


def start_import(client, path, **spec):
    """Uploads the file; gives the job."""
    spec = import_service_pb2.ImportSpec(size_bytes=pathlib.Path(path).stat().st_size, **spec)
    imports = client.stub(import_service_pb2_grpc.ImportServiceStub)
    with open(path, "rb") as file:
        return client.upload(imports.ImportRecords, pieces(file, spec))


def errors_of(client, job):
    jobs = client.stub(job_service_pb2_grpc.JobServiceStub)
    return client.list_all(jobs.ListJobErrors, job_service_pb2.ListJobErrorsRequest(id=job.id), "errors")


def export(client, **request):
    """The pieces of the file."""
    exports = client.stub(export_service_pb2_grpc.ExportServiceStub)
    for answer in client.stream(exports.ExportRecords, export_service_pb2.ExportRecordsRequest(**request)):
        yield answer.content


def run_import(client, arguments):
    columns = [import_service_pb2.ColumnMapping(header=header, field=field)
               for header, _, field in (mapping.rpartition("=") for mapping in arguments.map)]
    job = start_import(client, arguments.file, resource=arguments.resource, key=arguments.key, columns=columns,
                       dry_run=arguments.dry_run, delimiter=arguments.delimiter)
    job = wait_for_end(client, job)
    for error in errors_of(client, job):
        print(f"line {error.line}: {error.column + ': ' if error.column else ''}{error.message}", file=sys.stderr)
    print(f"{job_pb2.JobStatus.Name(job.status).removeprefix('JOB_STATUS_').lower()}: {job.created_count:,} created, "
          f"{job.updated_count:,} updated, {job.unchanged_count:,} unchanged, {job.failed_count:,} refused"
          f"{' (dry run)' if job.dry_run else ''} {job.failure.message}".rstrip())
    return 0 if job.status == job_pb2.JOB_STATUS_SUCCEEDED and job.failed_count == 0 else 1


def run_export(client, arguments):
    columns = arguments.columns.split(",") if arguments.columns else []
    for content in export(client, resource=arguments.resource, filter=arguments.filter, order_by=arguments.order_by,
                          columns=columns):
        sys.stdout.buffer.write(content)
    return 0


def new_parser():
    parser = command_line.new_parser(__doc__)
    parser.add_argument("--email", default=os.environ.get("PIPEWRIGHT_EMAIL", "ann@example.com"))
    parser.add_argument("--password", default=os.environ.get("PIPEWRIGHT_PASSWORD", "a-long-enough-password"))
    commands = parser.add_subparsers(required=True)
    importing = commands.add_parser("import", help="make records from a file")
    importing.add_argument("resource", help="account, contact, opportunity or task")
    importing.add_argument("file")
    importing.add_argument("--key", default="", help="the field that records are found by")
    importing.add_argument("--map", action="append", default=[], metavar="HEADER=FIELD", help="a column that isn't named like its field")
    importing.add_argument("--delimiter", default="")
    importing.add_argument("--dry-run", action="store_true", help="tell what would happen")
    importing.set_defaults(run=run_import)
    exporting = commands.add_parser("export", help="write records to standard output")
    exporting.add_argument("resource")
    exporting.add_argument("--filter", default="")
    exporting.add_argument("--order-by", default="")
    exporting.add_argument("--columns", default="", metavar="FIELD,FIELD")
    exporting.set_defaults(run=run_export)
    return parser


def main(arguments):
    with Client(arguments.target) as client:
        client.sign_in(arguments.email, arguments.password)
        return arguments.run(client, arguments)


if __name__ == "__main__":
    sys.exit(command_line.run(main, new_parser().parse_args()))

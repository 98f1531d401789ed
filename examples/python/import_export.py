#!/usr/bin/python3
"""Records from a CSV file, and back: an upload that becomes a job, its progress, what was wrong with single rows, and an
export with a filter.

    ./import_export.py [--target HOST:PORT]

Every run founds a tenant of its own.
"""

import sys
import uuid

import command_line
from jobs import wait_for_end
from pipewright_client import new_tenant

from pipewright.integration.v1.export_service_pb2 import ExportRecordsRequest
from pipewright.integration.v1.export_service_pb2_grpc import ExportServiceStub
from pipewright.integration.v1.import_service_pb2 import ImportRecordsRequest, ImportSpec
from pipewright.integration.v1.import_service_pb2_grpc import ImportServiceStub
from pipewright.integration.v1.job_pb2 import JobStatus
from pipewright.integration.v1.job_service_pb2 import ListJobErrorsRequest
from pipewright.integration.v1.job_service_pb2_grpc import JobServiceStub

CSV = b"""name,industry,email
Prairie Bakeries,food,hello@prairie.example
Falcon Stores,retail,not an address
"Sterling, Capital",finance,
"""


def import_csv(client):
    """The file goes up in pieces of any size; a job takes it from there. Wrong rows don't stop the others."""
    spec = ImportSpec(resource="account", request_id=str(uuid.uuid4()))
    job = client.upload(client.stub(ImportServiceStub).ImportRecords, [
        ImportRecordsRequest(spec=spec), ImportRecordsRequest(content=CSV[:50]), ImportRecordsRequest(content=CSV[50:])])
    job = wait_for_end(client, job)
    print(f"  {JobStatus.Name(job.status)}: {job.created_count} created, {job.failed_count} refused")
    for error in client.call(client.stub(JobServiceStub).ListJobErrors, ListJobErrorsRequest(id=job.id)).errors:
        print(f"  line {error.line}, {error.column}: {error.message}")


def export_csv(client):
    request = ExportRecordsRequest(resource="account", filter="industry:*", order_by="name", columns=["name", "industry"])
    pieces = client.stream(client.stub(ExportServiceStub).ExportRecords, request)
    for line in b"".join(piece.content for piece in pieces).decode().splitlines():
        print(f"  {line}")


def main(target):
    with new_tenant(target) as client:
        print("An import:")
        import_csv(client)
        print("An export:")
        export_csv(client)


if __name__ == "__main__":
    sys.exit(command_line.run(main, command_line.new_parser(__doc__).parse_args().target))

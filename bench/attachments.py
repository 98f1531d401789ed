#!/usr/bin/env python3
"""Sends a file of 1 GiB up and down with an interruption each way, and says what the server needed.

  bench/attachments.py PIPEWRIGHTD [--mib 1024] [-- more options of pipewrightd serve]

The server is killed in the middle of the upload, and started again. Its memory is the peak of the process (VmHWM), without
its PostgreSQL.
"""

import argparse
import hashlib
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "examples" / "python"), str(ROOT / "tests" / "e2e")]

import process_test  # noqa: E402
from pipewright_client import CallFailed, Client  # noqa: E402
from pipewright.collaboration.v1 import attachment_pb2, attachment_service_pb2, attachment_service_pb2_grpc  # noqa: E402
from pipewright.sales.v1 import account_pb2, account_service_pb2, account_service_pb2_grpc  # noqa: E402
from pipewright.shared.v1 import subject_pb2  # noqa: E402

CHUNK = 1 << 20
PASSWORD = "a-long-enough-password"
EMAIL = f"{uuid.uuid4().hex}@example.com"


def chunk(number):
    """The MiB of that number: unlike every other one."""
    return hashlib.shake_128(number.to_bytes(8, "big")).digest(4096) * (CHUNK // 4096)


def peak_mib(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def connect(server, new=False):
    client = Client(f"127.0.0.1:{server.port}")
    if new:
        client.sign_up(email=EMAIL, password=PASSWORD, given_name="Ann", tenant_name="Ann and Co")
    else:
        client.sign_in(EMAIL, PASSWORD)
    return client, client.stub(attachment_service_pb2_grpc.AttachmentServiceStub)


def pieces(identifier, offset, end, then=None):
    spec = attachment_service_pb2.UploadSpec(id=identifier, offset=offset)
    while offset < end:
        content = chunk(offset // CHUNK)[offset % CHUNK:]
        yield attachment_service_pb2.UploadAttachmentRequest(spec=spec, content=content)
        spec = None
        offset += len(content)
    if then:
        then()
        while True:
            yield attachment_service_pb2.UploadAttachmentRequest(content=b"late")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pipewrightd")
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("options", nargs="*")
    arguments = parser.parse_args()
    process_test.BINARY = arguments.pipewrightd
    size = arguments.mib * CHUNK
    digest = hashlib.sha256()
    for number in range(arguments.mib):
        digest.update(chunk(number))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-bench-"))
    folder.chmod(0o755)
    server = process_test.Server(folder / "data", *arguments.options).wait()
    try:
        client, stub = connect(server, new=True)
        account = client.call(client.stub(account_service_pb2_grpc.AccountServiceStub).CreateAccount,
                              account_service_pb2.CreateAccountRequest(account=account_pb2.Account(name="Acme")))
        identifier = client.call(stub.CreateAttachment, attachment_service_pb2.CreateAttachmentRequest(
            attachment=attachment_pb2.Attachment(
                file_name="film.bin", size=size, sha256=digest.hexdigest(),
                subject=subject_pb2.Subject(kind=subject_pb2.SUBJECT_KIND_ACCOUNT, id=account.id)))).id

        def kill():
            print(f"peak of the server that is killed at half of the upload: {peak_mib(server)} MiB")
            server.end(signal.SIGKILL)

        try:
            client.upload(stub.UploadAttachment, pieces(identifier, 0, size // 2, kill))
            raise AssertionError("the upload went through a server that was killed")
        except CallFailed:
            pass
        server = process_test.Server(folder / "data", *arguments.options).wait()
        client, stub = connect(server)
        print(f"peak at rest: {peak_mib(server)} MiB")
        received = client.call(stub.GetAttachment, attachment_service_pb2.GetAttachmentRequest(id=identifier)).received_size
        print(f"goes on at {received / CHUNK:.1f} of {arguments.mib} MiB")
        begin = time.monotonic()
        done = client.upload(stub.UploadAttachment, pieces(identifier, received, size))
        seconds = time.monotonic() - begin
        if done.status != attachment_pb2.ATTACHMENT_STATUS_READY:
            raise AssertionError(done)
        print(f"the rest up, hashed and stored: {seconds:.1f} s, {(size - received) / CHUNK / seconds:.0f} MiB/s; "
              f"peak {peak_mib(server)} MiB")
        digest = hashlib.sha256()
        got = 0
        begin = time.monotonic()
        while got < size:
            request = attachment_service_pb2.DownloadAttachmentRequest(id=identifier, offset=got)
            interrupted = got == 0
            for piece in client.stream(stub.DownloadAttachment, request):
                digest.update(piece.content)
                got += len(piece.content)
                if interrupted and got > size // 2:
                    break  # cancels the call
        seconds = time.monotonic() - begin
        print(f"down, with a break: {seconds:.1f} s, {size / CHUNK / seconds:.0f} MiB/s; peak {peak_mib(server)} MiB")
        if digest.hexdigest() != done.sha256:
            raise AssertionError("another file came down than went up")
        print("the hashes are equal")
    finally:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

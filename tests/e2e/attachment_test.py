"""attachment_test.py PIPEWRIGHTD: an upload and a download go on after the server was killed in the middle of each."""

import hashlib
import pathlib
import random
import signal
import sys
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))

import server_process  # noqa: E402
from pipewright_client import CallFailed, Client  # noqa: E402
from pipewright.collaboration.v1 import (attachment_pb2, attachment_service_pb2,  # noqa: E402
                                        attachment_service_pb2_grpc)
from pipewright.sales.v1 import account_pb2, account_service_pb2, account_service_pb2_grpc  # noqa: E402
from pipewright.shared.v1 import subject_pb2  # noqa: E402

PASSWORD = "a-long-enough-password"
SIZE = 21_000_000  # some parts, and a piece
CHUNK = 500_000


class AttachmentTest(server_process.ServerCase):

    def client(self, server, new=False):
        client = Client(f"127.0.0.1:{server.port}")
        self.addCleanup(client.__exit__)
        if new:
            self.email = f"{uuid.uuid4().hex}@example.com"
            client.sign_up(email=self.email, password=PASSWORD, given_name="Ann", tenant_name="Ann and Co")
        else:
            client.sign_in(self.email, PASSWORD)
        return client, client.stub(attachment_service_pb2_grpc.AttachmentServiceStub)

    def pieces(self, identifier, offset, until=SIZE):
        spec = attachment_service_pb2.UploadSpec(id=identifier, offset=offset)
        while offset < until:
            content = self.content[offset:min(offset + CHUNK, until)]
            yield attachment_service_pb2.UploadAttachmentRequest(spec=spec, content=content)
            spec = None
            offset += len(content)

    def files(self):
        return [path for path in (self.folder / "data" / "content").rglob("*") if path.is_file()]

    def test_a_killed_server_neither_loses_nor_shows_half_a_file(self):
        self.content = random.Random(7).randbytes(SIZE)
        server = self.start().wait()
        client, stub = self.client(server, new=True)
        account = client.call(client.stub(account_service_pb2_grpc.AccountServiceStub).CreateAccount,
                              account_service_pb2.CreateAccountRequest(account=account_pb2.Account(name="Acme")))
        attachment = client.call(stub.CreateAttachment, attachment_service_pb2.CreateAttachmentRequest(
            attachment=attachment_pb2.Attachment(
                file_name="film.bin", size=SIZE, sha256=hashlib.sha256(self.content).hexdigest(),
                subject=subject_pb2.Subject(kind=subject_pb2.SUBJECT_KIND_ACCOUNT, id=account.id))))
        get = attachment_service_pb2.GetAttachmentRequest(id=attachment.id)
        watcher, watched = self.client(server)

        def killed_on_the_way():
            """Half of the file; then the server is killed while the client goes on sending."""
            yield from self.pieces(attachment.id, 0, SIZE // 2)
            while watcher.call(watched.GetAttachment, get).received_size == 0:
                pass
            server.end(signal.SIGKILL)
            while True:
                yield attachment_service_pb2.UploadAttachmentRequest(content=b"late")

        with self.assertRaises(CallFailed):
            client.upload(stub.UploadAttachment, killed_on_the_way())
        server = self.start().wait()
        client, stub = self.client(server)
        found = client.call(stub.GetAttachment, get)
        self.assertEqual(found.status, attachment_pb2.ATTACHMENT_STATUS_UPLOADING)
        self.assertGreater(found.received_size, 0)
        self.assertLess(found.received_size, SIZE)
        done = client.upload(stub.UploadAttachment, self.pieces(attachment.id, found.received_size))
        self.assertEqual(done.status, attachment_pb2.ATTACHMENT_STATUS_READY, done.rejection_reason)
        self.assertEqual(len(self.files()), 1)

        got = b""
        with self.assertRaises(CallFailed):
            for piece in client.stream(stub.DownloadAttachment,
                                       attachment_service_pb2.DownloadAttachmentRequest(id=attachment.id)):
                got += piece.content
                if len(got) > SIZE // 3 and server is not None:
                    server.end(signal.SIGKILL)
                    server = None
        self.assertLess(len(got), SIZE)
        server = self.start().wait()
        client, stub = self.client(server)
        rest = attachment_service_pb2.DownloadAttachmentRequest(id=attachment.id, offset=len(got))
        got += b"".join(piece.content for piece in client.stream(stub.DownloadAttachment, rest))
        self.assertEqual(hashlib.sha256(got).hexdigest(), done.sha256)
        self.assertEqual(server.end(), 0)


if __name__ == "__main__":
    server_process.BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)

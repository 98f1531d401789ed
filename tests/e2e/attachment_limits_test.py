"""How many uploads and downloads a tenant may have under way: 16. One more is refused at once, and there is room again when
they have ended, or were broken off. Run by with_server.py."""

import os
import pathlib
import queue
import sys
import threading
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))

from pipewright_client import Client  # noqa: E402

import grpc  # noqa: E402
from pipewright.collaboration.v1 import (attachment_pb2, attachment_service_pb2,  # noqa: E402
                                        attachment_service_pb2_grpc)
from pipewright.sales.v1 import account_pb2, account_service_pb2, account_service_pb2_grpc  # noqa: E402
from pipewright.shared.v1 import subject_pb2  # noqa: E402

PLACES = 16
MORE = 3
SECONDS = 60
END = None


class AttachmentLimitsTest(unittest.TestCase):
    def setUp(self):
        target = os.environ["PIPEWRIGHT_TARGET"]
        self.client = Client(target, timeout=SECONDS)
        self.addCleanup(self.client.__exit__)
        self.client.sign_up(email=f"{uuid.uuid4().hex}@example.com", password="a-long-enough-password", given_name="Ann",
                            tenant_name="Ann and Co")
        self.metadata = (("authorization", f"Bearer {self.client.session.access_token}"),)
        account = self.client.call(self.client.stub(account_service_pb2_grpc.AccountServiceStub).CreateAccount,
                                   account_service_pb2.CreateAccountRequest(account=account_pb2.Account(name="Acme")))
        self.subject = subject_pb2.Subject(kind=subject_pb2.SUBJECT_KIND_ACCOUNT, id=account.id)
        channel = grpc.insecure_channel(target)
        self.addCleanup(channel.close)
        self.stub = attachment_service_pb2_grpc.AttachmentServiceStub(channel)

    def declare(self, size):
        return self.client.call(self.client.stub(attachment_service_pb2_grpc.AttachmentServiceStub).CreateAttachment,
                                attachment_service_pb2.CreateAttachmentRequest(attachment=attachment_pb2.Attachment(
                                    file_name="film.bin", size=size, subject=self.subject))).id

    def begin(self, ended):
        """An upload that waits, and the queue of what it sends."""
        sent = queue.Queue()
        sent.put(attachment_service_pb2.UploadAttachmentRequest(
            spec=attachment_service_pb2.UploadSpec(id=self.declare(10)), content=b"x"))
        call = self.stub.UploadAttachment.future(iter(sent.get, END), metadata=self.metadata, timeout=SECONDS)
        call.add_done_callback(lambda _: ended.release())
        return call, sent

    def fill(self):
        """As many as there are places and some more, of which those are refused."""
        ended = threading.Semaphore(0)
        uploads = [self.begin(ended) for _ in range(PLACES + MORE)]
        for _ in range(MORE):
            self.assertTrue(ended.acquire(timeout=SECONDS))
        refused = [call for call, _ in uploads if call.done()]
        self.assertEqual([call.code() for call in refused], [grpc.StatusCode.RESOURCE_EXHAUSTED] * MORE)
        return uploads, [(call, sent) for call, sent in uploads if call not in refused]

    def test_one_upload_more_is_refused_until_there_is_room(self):
        for _ in range(2):
            uploads, taken = self.fill()
            for _, sent in uploads:
                sent.put(END)
            for call, _ in taken:
                self.assertEqual(call.result(SECONDS).status, attachment_pb2.ATTACHMENT_STATUS_UPLOADING)

    def test_uploads_that_break_off_give_their_places_back(self):
        uploads, taken = self.fill()
        for call, _ in taken:
            call.cancel()
        for _, sent in uploads:
            sent.put(END)
        self.until_there_is_room()

    def until_there_is_room(self):
        """The server hears of a cancelled call a moment later than its client."""
        content = b"y" * 10
        request = attachment_service_pb2.UploadAttachmentRequest(
            spec=attachment_service_pb2.UploadSpec(id=self.declare(len(content))), content=content)
        for _ in range(1000):
            try:
                answer = self.stub.UploadAttachment(iter([request]), metadata=self.metadata, timeout=SECONDS)
            except grpc.RpcError as refused:
                self.assertEqual(refused.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
                continue
            self.assertEqual(answer.status, attachment_pb2.ATTACHMENT_STATUS_READY)
            return
        self.fail("there is no room")


if __name__ == "__main__":
    unittest.main()

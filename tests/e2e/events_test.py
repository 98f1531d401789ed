"""events_test.py PIPEWRIGHTD: a watcher that resumes sees every event exactly once and in order, though the server is
killed under it, again and again, while others write."""

import pathlib
import signal
import sys
import threading
import time
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))

import server_process  # noqa: E402
from pipewright_client import CallFailed, Client  # noqa: E402

import grpc  # noqa: E402
from pipewright.integration.v1 import event_pb2, event_service_pb2, event_service_pb2_grpc  # noqa: E402
from pipewright.sales.v1 import account_pb2, account_service_pb2, account_service_pb2_grpc  # noqa: E402

PASSWORD = "a-long-enough-password"
LIVES = 3
WRITES_A_LIFE = 40


class Watcher(threading.Thread):
    """The loop of docs/events.md: read, take the events, remember the token, come back."""

    def __init__(self, target, bearer, token):
        super().__init__(daemon=True)
        self.target, self.metadata, self.token = target, (("authorization", bearer),), token
        self.seen, self.ends = [], []
        self.changed = threading.Condition()
        self.stopping = False
        self.call = None

    def run(self):
        while not self.stopping:
            channel = grpc.insecure_channel(self.target)
            self.call = event_service_pb2_grpc.EventServiceStub(channel).Watch(
                event_service_pb2.WatchRequest(resume_token=self.token), metadata=self.metadata, wait_for_ready=True)
            try:
                for message in self.call:
                    with self.changed:
                        self.seen += [event.id for event in message.events]
                        self.token = message.resume_token
                        self.changed.notify_all()
            except grpc.RpcError as error:
                self.ends.append(error.code())
            channel.close()

    def wait_for(self, count):
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.seen) >= count, timeout=server_process.PATIENCE):
                raise AssertionError(f"{len(self.seen)} events of {count}, ended with {self.ends}")

    def stop(self):
        self.stopping = True
        self.call.cancel()
        self.join(server_process.PATIENCE)


class EventsTest(server_process.ServerCase):

    def test_a_watcher_sees_every_event_once_though_the_server_is_killed(self):
        port = server_process.free_port()
        target = f"127.0.0.1:{port}"
        server = self.start(port=port).wait()
        email = f"{uuid.uuid4().hex}@example.com"
        with Client(target) as client:
            session = client.sign_up(email=email, password=PASSWORD, given_name="Ann", tenant_name="Ann and Co")
            events = client.stub(event_service_pb2_grpc.EventServiceStub)
            start = client.call(events.ListEvents, event_service_pb2.ListEventsRequest(
                start=event_pb2.EVENT_START_NOW)).resume_token
        bearer = "Bearer " + session.access_token
        watcher = Watcher(target, bearer, start)
        watcher.start()

        acknowledged = []
        for life in range(LIVES):
            stop = threading.Event()
            writer = threading.Thread(target=self.write, args=(target, bearer, acknowledged, stop))
            writer.start()
            # Killed in the middle of writing and watching.
            watcher.wait_for(len(watcher.seen) + WRITES_A_LIFE)
            server.end(signal.SIGKILL)
            stop.set()
            writer.join()
            server = self.start(port=port).wait()

        with Client(target) as client:
            client.sign_in(email, PASSWORD)
            events = client.stub(event_service_pb2_grpc.EventServiceStub)
            listed, created, token = [], [], start
            while True:
                page = client.call(events.ListEvents, event_service_pb2.ListEventsRequest(
                    resume_token=token, page_size=100))
                listed += [event.id for event in page.events]
                created += [event.record_id for event in page.events]
                token = page.resume_token
                if page.caught_up:
                    break
        watcher.wait_for(len(listed))
        watcher.stop()
        self.assertEqual(watcher.seen, listed)
        self.assertEqual(len(set(listed)), len(listed))
        # What was acknowledged has its event; what was not may have one.
        self.assertLessEqual(set(acknowledged), set(created))
        self.assertGreaterEqual(len(listed), LIVES * WRITES_A_LIFE)
        print(f"{len(listed)} events, {len(acknowledged)} acknowledged writes, {LIVES} kills")

    @staticmethod
    def write(target, bearer, acknowledged, stop):
        """Creates accounts until the server is gone."""
        with grpc.insecure_channel(target) as channel:
            accounts = account_service_pb2_grpc.AccountServiceStub(channel)
            while not stop.is_set():
                try:
                    acknowledged.append(accounts.CreateAccount(account_service_pb2.CreateAccountRequest(
                        account=account_pb2.Account(name="Acme")), timeout=10,
                        metadata=(("authorization", bearer),)).id)
                except grpc.RpcError:
                    return

    def test_a_server_that_stops_ends_its_streams_and_says_so(self):
        server = self.start().wait()
        target = f"127.0.0.1:{server.port}"
        with Client(target) as client:
            session = client.sign_up(email=f"{uuid.uuid4().hex}@example.com", password=PASSWORD, given_name="Bo",
                                     tenant_name="Bo and Co")
            stub = client.stub(event_service_pb2_grpc.EventServiceStub)
            call = stub.Watch(event_service_pb2.WatchRequest(),
                              metadata=(("authorization", "Bearer " + session.access_token),))
            self.assertTrue(next(call).resume_token)
            begun = time.monotonic()
            self.assertEqual(server.end(), 0)
            self.assertLess(time.monotonic() - begun, 15, "a stream held the server up for its whole grace period")
            with self.assertRaises(grpc.RpcError) as ended:
                for _ in call:
                    pass
            failed = CallFailed("Watch", ended.exception)
            self.assertEqual((failed.code, failed.reason), (grpc.StatusCode.UNAVAILABLE, "SHUTTING_DOWN"))


if __name__ == "__main__":
    server_process.BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)

#!/usr/bin/env python3
"""messages_test.py PIPEWRIGHTD: messages that would cost far more memory than they have bytes, that never end, or that unfold, with
credentials and without. The server takes at most LIMIT in all, gives it back, and goes on for everybody else."""

import time

from attacked import SECONDS, AttackedServer, main
from http2 import Connection, headers

import grpc

LIMIT = 300 << 20
SETTLED = 200 << 20
BATCH = b"/pipewright.sales.v1.AccountService/BatchCreateAccounts"
GET = b"/pipewright.sales.v1.AccountService/GetAccount"
SIGN_IN = b"/pipewright.organization.v1.AuthService/SignIn"
EMPTY_ELEMENTS = b"\x0a\x02\x0a\x00" * (2 << 20)  # 8 MiB: two million requests with an empty account in each
UNFINISHED = 7 << 20
CONNECTIONS = 4
STREAMS = 100  # of each


def prefix(size):
    return b"\0" + size.to_bytes(4, "big")


class MessagesTest(AttackedServer):
    def setUp(self):
        super().setUp()
        self.bystander = self.sign_up()
        self.work(self.bystander)
        self.forget_peak()

    def report(self, what):
        peak, now = self.memory("VmHWM") >> 20, self.memory() >> 20
        print(f"{what}: at most {peak} MiB, then {now} MiB", flush=True)
        self.assertLessEqual(peak << 20, LIMIT, what)

    def settles(self):
        self.wait_until(lambda: self.memory() <= SETTLED, "memory doesn't come back")
        self.work(self.bystander)

    def codes_of(self, method, message, number, metadata, compression=None):
        with grpc.insecure_channel(self.target, options=[("grpc.max_send_message_length", -1)]) as channel:
            send = channel.unary_unary(method.decode())
            calls = [send.future(message, metadata=metadata, timeout=SECONDS, compression=compression) for _ in range(number)]
            while not all(call.done() for call in calls):
                self.work(self.bystander)
                time.sleep(0.02)
            return [call.code() for call in calls]

    def test_two_million_empty_elements_are_refused_unread(self):
        member = (("authorization", f"Bearer {self.sign_up().session.access_token}"),)
        codes = self.codes_of(BATCH, EMPTY_ELEMENTS, 24, member)
        self.assertEqual(set(codes), {grpc.StatusCode.INVALID_ARGUMENT})
        self.report("24 times 8 MiB of empty elements")
        self.assertEqual(set(self.codes_of(BATCH, EMPTY_ELEMENTS, 24, ())), {grpc.StatusCode.UNAUTHENTICATED})
        self.report("the same of a stranger")
        self.settles()

    def push(self, block, size, rounds):
        """Unfinished messages on many streams, each as far as the server lets it come."""
        data = memoryview(prefix(size) + bytes(size - 1))
        connections = [Connection(self.port) for _ in range(CONNECTIONS)]
        done = {}
        for connection in connections:
            self.addCleanup(connection.close)
            connection.listen(5)
            for _ in range(STREAMS):
                done[connection, connection.start(block)] = 0
        for _ in range(rounds):
            for connection, stream in done:
                done[connection, stream] += connection.send_data(stream, data[done[connection, stream]:])
            for connection in connections:
                connection.listen(0.05)
            self.work(self.bystander)
        return connections

    def test_unfinished_messages_of_strangers_are_not_waited_for(self):
        connections = self.push(headers(BATCH, b"localhost"), UNFINISHED, 20)
        self.report(f"{CONNECTIONS * STREAMS} unfinished messages of 7 MiB without credentials")
        self.assertTrue(all(len(c.ended) == STREAMS or not c.open for c in connections))
        self.settles()

    def test_unfinished_messages_of_members_are_waited_for_in_turn(self):
        token = self.sign_up().session.access_token
        connections = self.push(headers(BATCH, b"localhost", (b"authorization", f"Bearer {token}".encode())), UNFINISHED, 60)
        self.report(f"{CONNECTIONS * STREAMS} unfinished messages of 7 MiB with credentials "
                    f"({sum(c.sent for c in connections) >> 20} MiB were taken)")
        # What one tenant's messages take leaves room for those of others.
        codes = self.codes_of(BATCH, b"", 1, (("authorization", f"Bearer {self.bystander.session.access_token}"),))
        self.assertEqual(codes, [grpc.StatusCode.INVALID_ARGUMENT])
        for connection in connections:
            connection.close()
        self.settles()

    def test_unfinished_sign_ins_are_bounded(self):
        self.push(headers(SIGN_IN, b"localhost"), 8 << 10, 20)
        self.report("400 unfinished sign-ins")
        self.settles()

    def test_a_message_that_unfolds_is_refused(self):
        member = (("authorization", f"Bearer {self.sign_up().session.access_token}"),)
        codes = self.codes_of(GET, bytes(256 << 20), 2, member, compression=grpc.Compression.Gzip)
        self.assertEqual(set(codes), {grpc.StatusCode.UNIMPLEMENTED})
        self.report("twice 256 MiB, folded to 256 KiB")
        self.settles()


if __name__ == "__main__":
    main()

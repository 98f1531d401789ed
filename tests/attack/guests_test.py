#!/usr/bin/env python3
"""guests_test.py PIPEWRIGHTD: strangers who fill health and reflection, which ask nobody who they are: with streams that stay open,
and with messages that never end. What that takes is bounded, and a prober from elsewhere is answered all along."""

from attacked import AttackedServer, main
from http2 import Connection, headers

LIMIT = 300 << 20
CHECK = b"/grpc.health.v1.Health/Check"
WATCH = b"/grpc.health.v1.Health/Watch"
REFLECT = [b"/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
           b"/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"]
EMPTY = b"\0\0\0\0\0"
LIST = b"\0\0\0\0\2\x3a\0"  # ServerReflectionRequest.list_services
CONNECTIONS = 8
STREAMS = 250  # of each
WATCHES = 512  # that one address may have


class GuestsTest(AttackedServer):
    def setUp(self):
        self.bystander = self.sign_up()
        self.work(self.bystander)
        self.forget_peak()

    def threads(self):
        return self.memory("Threads") >> 10

    def connect(self, number, source="127.0.0.1"):
        connections = [Connection(self.port, source) for _ in range(number)]
        for connection in connections:
            self.addCleanup(connection.close)
            connection.listen(5)
        return connections

    def open(self, method, message, end):
        """As many streams as CONNECTIONS allow."""
        connections = self.connect(CONNECTIONS)
        for connection in connections:
            for _ in range(STREAMS):
                stream = connection.start(headers(method, b"localhost"))
                connection.send_data(stream, message, end)
        return connections

    def probe(self):
        """A prober that comes from somewhere else."""
        [prober] = self.connect(1, "127.0.0.2")
        stream = prober.start(headers(CHECK, b"localhost"))
        prober.send_data(stream, EMPTY, end=True)
        self.listen_until([prober], lambda: stream in prober.ended or not prober.open)
        self.assertIn(stream, prober.answered)
        prober.close()

    def listen_until(self, connections, true):
        def heard():
            for connection in connections:
                connection.listen(0.01)
            return true()
        self.wait_until(heard, "the server says nothing")

    def report(self, what):
        peak = self.memory("VmHWM") >> 20
        print(f"{what}: {self.threads()} threads, at most {peak} MiB", flush=True)
        self.assertLessEqual(peak << 20, LIMIT, what)
        self.probe()
        self.work(self.bystander)

    def test_streams_of_reflection_hold_no_threads_and_end(self):
        before = self.threads()
        for method in REFLECT:
            connections = self.open(method, LIST, end=False)
            open_streams = lambda: sum(STREAMS - len(c.ended) for c in connections)  # noqa: E731
            self.listen_until(connections, lambda: open_streams() <= 32)
            self.report(f"{CONNECTIONS * STREAMS} streams of reflection, {open_streams()} of them open")
            self.assertLessEqual(self.threads(), before + 50)
            self.listen_until(connections, lambda: open_streams() == 0)

    def test_watches_of_an_address_are_bounded(self):
        connections = self.open(WATCH, EMPTY, end=True)
        open_streams = lambda: sum(STREAMS - len(c.ended) for c in connections)  # noqa: E731
        self.listen_until(connections, lambda: open_streams() <= WATCHES)
        self.report(f"{CONNECTIONS * STREAMS} watches, {open_streams()} of them open")

    def test_unfinished_requests_are_not_waited_for(self):
        for method in (CHECK, WATCH, REFLECT[0]):
            connections = self.open(method, (7 << 20).to_bytes(5, "big") + bytes(60_000), end=False)
            self.listen_until(connections, lambda: all(len(c.ended) == STREAMS or not c.open for c in connections))
            self.report(f"{CONNECTIONS * STREAMS} unfinished requests of {method.decode()}")


if __name__ == "__main__":
    main()

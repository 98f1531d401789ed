"""service_config_test.py DESCRIPTORS: the published service configs name what there is and what is safe, and gRPC obeys them."""

import concurrent.futures
import json
import pathlib
import sys
import unittest

import grpc

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts" / "contract"))

from descriptors import Contract  # noqa: E402

CONTRACT = None
READ, CHANGE = "pipewright.sales.v1.AccountService/GetAccount", "pipewright.sales.v1.AccountService/CreateAccount"
NO_SECOND_ANSWER = "pipewright.organization.v1.AuthService/RefreshSession"


def text_of(name):
    return (ROOT / "service_config" / name).read_text(encoding="utf-8")


def named_in(name):
    rows = [row for config in json.loads(text_of(name))["methodConfig"] for row in config["name"]]
    return [f"{row['service']}/{row['method']}" for row in rows]


class NamesTest(unittest.TestCase):
    def test_every_read_is_in_both_and_nothing_else_in_the_first(self):
        reads = sorted(method.full_name for method in CONTRACT.methods if method.reads)
        self.assertEqual(sorted(named_in("reads.json")), reads)
        self.assertLessEqual(set(reads), set(named_in("with_request_ids.json")))

    def test_every_change_that_is_named_has_a_request_id(self):
        methods = {method.full_name: method for method in CONTRACT.methods}
        for name in named_in("with_request_ids.json"):
            with self.subTest(name):
                self.assertIn(name, methods)
                self.assertTrue(methods[name].reads or CONTRACT.has_field(methods[name].request, "request_id"))

    def test_what_only_works_once_is_not_named(self):
        self.assertIn(NO_SECOND_ANSWER, {method.full_name for method in CONTRACT.methods})
        self.assertNotIn(NO_SECOND_ANSWER, named_in("with_request_ids.json"))

    def test_what_changes_nothing_needs_the_permission_to_read_at_most(self):
        for method in CONTRACT.methods:
            if method.reads:
                self.assertIn(method.permission.action, ("read", ""), method.full_name)


class Busy(grpc.GenericRpcHandler):
    """Refuses the first calls as a server at its limit does."""

    def __init__(self, refusals, pushback):
        self._refusals = refusals
        self._pushback = pushback
        self.attempts = 0

    def service(self, handler_call_details):
        return grpc.unary_unary_rpc_method_handler(self._answer)

    def _answer(self, _, context):
        self.attempts += 1
        if self.attempts <= self._refusals:
            context.set_trailing_metadata((("grpc-retry-pushback-ms", self._pushback),))
            context.abort(grpc.StatusCode.UNAVAILABLE, "at its limit")
        return b""


class RetryTest(unittest.TestCase):
    def attempts(self, config, method, refusals=2, pushback="1"):
        """How often the server was asked, and whether it answered in the end."""
        busy = Busy(refusals, pushback)
        server = grpc.server(concurrent.futures.ThreadPoolExecutor(2), handlers=(busy,))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        try:
            with grpc.insecure_channel(f"127.0.0.1:{port}", (("grpc.service_config", config),)) as channel:
                try:
                    channel.unary_unary(f"/{method}")(b"", timeout=30)
                    return busy.attempts, True
                except grpc.RpcError as error:
                    self.assertEqual(error.code(), grpc.StatusCode.UNAVAILABLE)
                    return busy.attempts, False
        finally:
            server.stop(None)

    def test_a_refused_read_is_tried_again(self):
        self.assertEqual(self.attempts(text_of("reads.json"), READ), (3, True))

    def test_a_refused_change_is_not_by_the_config_for_everybody(self):
        self.assertEqual(self.attempts(text_of("reads.json"), CHANGE), (1, False))

    def test_a_refused_change_is_by_the_config_for_those_with_request_ids(self):
        self.assertEqual(self.attempts(text_of("with_request_ids.json"), CHANGE), (3, True))

    def test_a_server_that_stays_busy_is_asked_five_times(self):
        self.assertEqual(self.attempts(text_of("reads.json"), READ, refusals=100), (5, False))

    def test_a_server_that_says_never_is_not_asked_again(self):
        self.assertEqual(self.attempts(text_of("reads.json"), READ, pushback="-1"), (1, False))

    def test_without_a_config_nothing_is_tried_again(self):
        self.assertEqual(self.attempts("{}", READ), (1, False))


if __name__ == "__main__":
    CONTRACT = Contract(sys.argv.pop(1))
    unittest.main(verbosity=2)

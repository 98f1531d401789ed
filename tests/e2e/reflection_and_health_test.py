"""reflection_and_health_test.py BUF DESCRIPTORS: any client finds the services by reflection, and any prober their health.
Run by with_server.py.
"""

import os
import pathlib
import subprocess
import sys
import unittest

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "contract"))

from descriptors import Contract  # noqa: E402

TARGET = os.environ["PIPEWRIGHT_TARGET"]
BUF = CONTRACT = None
SERVING = b"\x08\x01"  # HealthCheckResponse
STANDARD = {"grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"}


def health_request(service):
    """HealthCheckRequest; names are shorter than 128 bytes."""
    return bytes([0x0A, len(service)]) + service.encode()


def buf_curl(*arguments):
    return subprocess.run([BUF, "curl", "--protocol", "grpc", "--http2-prior-knowledge", *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False)


class ReflectionTest(unittest.TestCase):
    def test_reflection_lists_every_service_of_the_contract(self):
        listed = buf_curl("--list-services", f"http://{TARGET}")
        self.assertEqual(listed.returncode, 0, listed.stderr)
        ours = {service.full_name for service in CONTRACT.services}
        self.assertEqual(set(listed.stdout.split()) - STANDARD, ours)
        self.assertLessEqual(STANDARD, set(listed.stdout.split()))

    def test_reflection_describes_what_no_method_refers_to(self):
        with grpc.insecure_channel(TARGET) as channel:
            ask = channel.stream_stream("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
            symbol = b"pipewright.shared.v1.ErrorReason"
            # ServerReflectionRequest.file_containing_symbol; the answer has the file as it was compiled.
            answer = next(ask(iter([bytes([0x22, len(symbol)]) + symbol]), timeout=10))
        self.assertIn(b"pipewright/shared/v1/errors.proto", answer)

    def test_buf_curl_asks_for_the_health_by_reflection(self):
        answer = buf_curl("-d", '{"service": "pipewright.sales.v1.AccountService"}', f"http://{TARGET}/grpc.health.v1.Health/Check")
        self.assertIn('"SERVING"', answer.stdout, answer.stderr)


class HealthTest(unittest.TestCase):
    def setUp(self):
        self.channel = grpc.insecure_channel(TARGET)
        self.addCleanup(self.channel.close)
        self.check = self.channel.unary_unary("/grpc.health.v1.Health/Check")

    def test_the_server_and_each_service_serve(self):
        for service in ["", *(service.full_name for service in CONTRACT.services)]:
            with self.subTest(service):
                self.assertEqual(self.check(health_request(service), timeout=10), SERVING)

    def test_an_unknown_service_is_not_found(self):
        with self.assertRaises(grpc.RpcError) as caught:
            self.check(health_request("pipewright.sales.v1.Nothing"), timeout=10)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.NOT_FOUND)

    def test_a_watcher_is_told_at_once(self):
        watch = self.channel.unary_stream("/grpc.health.v1.Health/Watch")(
            health_request("pipewright.tasks.v1.TaskService"), timeout=10)
        self.assertEqual(next(watch), SERVING)
        watch.cancel()


if __name__ == "__main__":
    BUF, descriptors = sys.argv[1:3]
    CONTRACT = Contract(descriptors)
    unittest.main(argv=sys.argv[:1], verbosity=2)

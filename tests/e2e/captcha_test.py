"""captcha_test.py PIPEWRIGHTD: signing up where a service tells people from programs. The service is one of this test,
which speaks the protocol that hCaptcha, reCAPTCHA and Turnstile share."""

import http.server
import pathlib
import shutil
import sys
import tempfile
import threading
import unittest
import urllib.parse

import grpc

import server_process
from server_process import field

SIGN_UP = "/pipewright.organization.v1.AuthService/SignUp"
SECRET = "secret of the service"


class Service(http.server.BaseHTTPRequestHandler):
    """Knows one response that counts, and some that make it misbehave."""

    asked = []
    answers = {
        "human": (200, b'{"success": true, "challenge_ts": "2026-01-01T00:00:00Z", "hostname": "crm.example"}'),
        "broken": (500, b"{}"),
        "text": (200, b"success"),
        "number": (200, b'{"success": 1}'),
        "elsewhere": (302, b'{"success": true}'),
        "endless": (200, b'{"success": true, "padding": "' + b"x" * 200_000 + b'"}'),
    }

    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.asked.append(form)
        status, answer = self.answers.get(form["response"][0], (200, b'{"success": false}'))
        if form["secret"] != [SECRET]:
            status, answer = 200, b'{"success": false, "error-codes": ["invalid-input-secret"]}'
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        try:
            self.wfile.write(answer)
        except ConnectionError:
            pass  # it had enough

    def log_message(self, *_):
        pass


class CaptchaTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-captcha-"))
        cls.folder.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
        threading.Thread(target=cls.service.serve_forever, daemon=True).start()
        cls.server = server_process.Server(
            cls.folder / "data", "--captcha-verify-url", f"http://127.0.0.1:{cls.service.server_port}/siteverify",
            environment={"PIPEWRIGHT_CAPTCHA_SECRET": SECRET}).wait()
        cls.addClassCleanup(cls.server.end)

    def sign_up(self, address, response):
        texts = [(1, address), (2, "correct horse battery staple"), (3, "Anna"), (5, "Acme"), (10, response)]
        request = b"".join(field(number, text) for number, text in texts if text)
        try:
            self.server.channel.unary_unary(SIGN_UP)(request, timeout=20)
            return grpc.StatusCode.OK, ""
        except grpc.RpcError as error:
            return error.code(), error.details() + str(dict(error.trailing_metadata()))

    def test_1_only_who_solved_it_signs_up(self):
        for response in ("", "robot", "used & again", "x" * 4097):
            code, details = self.sign_up("anna@example.com", response)
            self.assertEqual(code, grpc.StatusCode.INVALID_ARGUMENT, response)
            self.assertIn("captcha_response", details)
        # Neither an empty one nor one without measure is worth a question.
        self.assertEqual([form["response"] for form in Service.asked], [["robot"], ["used & again"]])
        self.assertEqual(Service.asked[0]["remoteip"], ["127.0.0.1"])
        self.assertEqual(self.sign_up("anna@example.com", "human")[0], grpc.StatusCode.OK)

    def test_2_only_who_solved_it_has_a_letter_sent(self):
        def ask(response):
            request = field(1, "dora@example.com") + field(2, response)
            self.server.channel.unary_unary(SIGN_UP.replace("SignUp", "RequestSignUp"))(request, timeout=20)

        with self.assertRaises(grpc.RpcError) as refused:
            ask("robot")
        self.assertEqual(refused.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
        ask("human")

    def test_2_a_service_that_misbehaves_lets_nobody_in(self):
        for response in ("broken", "text", "number", "elsewhere", "endless"):
            code, details = self.sign_up("ben@example.com", response)
            self.assertEqual(code, grpc.StatusCode.UNAVAILABLE, response)
            self.assertIn("CAPTCHA_UNAVAILABLE", details)

    def test_3_nor_does_one_that_is_away(self):
        self.service.shutdown()
        self.service.server_close()
        self.assertEqual(self.sign_up("ben@example.com", "human")[0], grpc.StatusCode.UNAVAILABLE)
        self.assertNotIn(SECRET, self.server.output())
        self.assertNotIn("human", self.server.output())

    def test_4_what_would_send_the_secret_in_the_clear_is_refused_at_the_start(self):
        for options, told in ((("--captcha-verify-url", "http://captcha.example/siteverify", "--captcha-secret", "x"), "https"),
                              (("--captcha-verify-url", "https://captcha.example/siteverify"), "--captcha-secret")):
            server = server_process.Server(self.folder / "other", *options)
            self.addCleanup(server.end)
            self.assertNotEqual(server.process.wait(server_process.PATIENCE), 0)
            self.assertIn(told, server.output())


if __name__ == "__main__":
    server_process.BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)

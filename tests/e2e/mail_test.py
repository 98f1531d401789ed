"""mail_test.py PIPEWRIGHTD: a letter's way from a call to a mail server and back, and what the process says about it."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request

import grpc

import server_process
from server_process import field, until

SMTP_SERVER = pathlib.Path(__file__).resolve().parents[1] / "support" / "infrastructure" / "smtp_server.py"
AUTH = "/pipewright.organization.v1.AuthService/"
PASSWORD = "correct horse battery staple"
NEW_PASSWORD = "short walks in the woods"


class MailServer:
    """One on loopback that wants STARTTLS and a password."""

    def __init__(self, folder):
        folder.mkdir()
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, SMTP_SERVER, folder, "starttls", "crm", "mail-pass-4711"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.port = int(self.process.stdout.readline())

    def letters(self):
        return [path.read_text() for path in sorted(self.folder.glob("*.eml"))]

    def end(self):
        self.process.communicate()


class MailTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-mail-"))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def start(self, *options, **more):
        server = server_process.Server(self.folder / "data", *options, **more).wait()
        self.addCleanup(server.end)
        return server

    def call(self, server, method, *texts):
        request = b"".join(field(number, text) for number, text in enumerate(texts, 1))
        return server.channel.unary_unary(AUTH + method)(request, timeout=20)

    def metric(self, server, name):
        with urllib.request.urlopen(f"http://127.0.0.1:{server.metrics_port}/metrics") as page:
            return float(re.search(rf"^{name} (\S+)$", page.read().decode(), re.M).group(1))

    def test_a_forgotten_password_is_replaced_by_way_of_a_mail_server(self):
        mail = MailServer(self.folder / "mail-server")
        self.addCleanup(mail.end)
        server = self.start("--mail-smtp-server", f"127.0.0.1:{mail.port}", "--mail-smtp-user", "crm",
                            "--mail-smtp-ca", str(mail.folder / "certificate.pem"), "--mail-from", "crm@acme.example",
                            "--account-page", "https://crm.acme.example/account",
                            environment={"PIPEWRIGHT_MAIL_SMTP_PASSWORD": "mail-pass-4711"})
        self.call(server, "SignUp", "anna@example.com", PASSWORD, "Anna", "", "Acme")
        self.call(server, "RequestPasswordReset", "anna@example.com")
        self.call(server, "RequestPasswordReset", "nobody@example.com")
        until(lambda: any("reset-password" in letter for letter in mail.letters()), "a letter")
        until(lambda: self.metric(server, "pipewright_letters_waiting") == 0, "no letter waits")
        letter = next(letter for letter in mail.letters() if "reset-password" in letter)
        self.assertIn("X-To: anna@example.com", letter)
        self.assertIn("X-Tls: True", letter)
        token = re.search(r"https://crm.acme.example/account#reset-password=(\S+)", letter).group(1)
        self.call(server, "ResetPassword", token, NEW_PASSWORD)
        self.call(server, "SignIn", "anna@example.com", NEW_PASSWORD)
        with self.assertRaises(grpc.RpcError):
            self.call(server, "SignIn", "anna@example.com", PASSWORD)
        self.assertNotIn("nobody@example.com", "".join(mail.letters()))
        self.assertEqual(self.metric(server, "pipewright_letters_given_up_total"), 0)
        self.assertEqual(server.end(), 0)
        log = server.output()
        for secret in (token, "anna@example.com", "nobody@example.com", "mail-pass-4711"):
            self.assertNotIn(secret, log)

    def test_who_signs_up_proves_the_address_by_a_letter_where_that_is_asked_for(self):
        mail = MailServer(self.folder / "mail-server")
        self.addCleanup(mail.end)
        server = self.start("--sign-up", "proven", "--mail-smtp-server", f"127.0.0.1:{mail.port}", "--mail-smtp-user",
                            "crm", "--mail-smtp-ca", str(mail.folder / "certificate.pem"), "--mail-from",
                            "crm@acme.example", "--account-page", "https://crm.acme.example/account",
                            environment={"PIPEWRIGHT_MAIL_SMTP_PASSWORD": "mail-pass-4711"})

        def letters_with(words):
            return [letter for letter in mail.letters() if words in letter]

        with self.assertRaises(grpc.RpcError) as refused:
            self.call(server, "SignUp", "anna@example.com", PASSWORD, "Anna", "", "Acme")
        self.assertEqual(refused.exception.code(), grpc.StatusCode.UNAUTHENTICATED)
        self.call(server, "RequestSignUp", "anna@example.com")
        until(lambda: letters_with("sign-up="), "the letter with the proof")
        proof = re.search(r"https://crm.acme.example/account#sign-up=(\S+)", letters_with("sign-up=")[0]).group(1)
        request = b"".join(field(number, text) for number, text in
                           ((1, "anna@example.com"), (2, PASSWORD), (3, "Anna"), (5, "Acme"), (11, proof)))
        server.channel.unary_unary(AUTH + "SignUp")(request, timeout=20)
        self.call(server, "RequestSignUp", "anna@example.com")
        until(lambda: letters_with("has an account already"), "the letter that says so")
        self.assertEqual(server.end(), 0)
        self.assertNotIn(proof, server.output())

    def test_nobody_signs_up_where_that_is_closed(self):
        server = self.start("--sign-up", "closed")
        for method in ("SignUp", "RequestSignUp"):
            with self.assertRaises(grpc.RpcError) as refused:
                self.call(server, method, "anna@example.com", PASSWORD, "Anna", "", "Acme")
            self.assertEqual(refused.exception.code(), grpc.StatusCode.PERMISSION_DENIED)

    def test_without_a_mail_server_letters_are_files_and_the_log_says_so(self):
        server = self.start()
        self.assertIn("reach nobody", server.output())
        self.call(server, "SignUp", "anna@example.com", PASSWORD, "Anna", "", "Acme")
        self.call(server, "RequestPasswordReset", "anna@example.com")
        folder = self.folder / "data" / "mail"
        until(lambda: any("pwa_" in path.read_text() for path in folder.glob("*.eml")), "a letter in the folder")

    def test_a_letter_outlives_the_server_and_the_absence_of_the_mail_server(self):
        gone = server_process.free_port()
        server = self.start("--mail-smtp-server", f"127.0.0.1:{gone}", "--mail-from", "crm@acme.example")
        self.call(server, "SignUp", "anna@example.com", PASSWORD, "Anna", "", "Acme")
        self.call(server, "RequestPasswordReset", "anna@example.com")
        until(lambda: self.metric(server, "pipewright_letters_requeued_total") > 0, "an attempt")
        server.end()
        # What waits goes out once somebody takes it; the pause after the first attempt is half a minute.
        self.start()
        folder = self.folder / "data" / "mail"
        until(lambda: any("pwa_" in path.read_text() for path in folder.glob("*.eml")), "the letter in the folder")

    def test_a_password_that_would_go_in_the_clear_is_refused_at_the_start(self):
        server = server_process.Server(self.folder / "data", "--mail-smtp-server", "127.0.0.1:25", "--mail-from",
                                     "crm@acme.example", "--mail-smtp-security", "none", "--mail-smtp-user", "crm",
                                     environment={"PIPEWRIGHT_MAIL_SMTP_PASSWORD": "mail-pass-4711"})
        self.assertNotEqual(server.process.wait(server_process.PATIENCE), 0)
        self.assertIn("in the clear", server.output())


if __name__ == "__main__":
    server_process.BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)

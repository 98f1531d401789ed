"""admin_test.py PIPEWRIGHTD: `pipewrightd admin …` beside a running server and without one, and what it refuses."""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))

from pipewright_client import CallFailed, Client  # noqa: E402
from pipewright.organization.v1 import tenant_service_pb2, tenant_service_pb2_grpc  # noqa: E402

import server_process  # noqa: E402

PASSWORD = "correct horse battery staple"


class AdminTest(unittest.TestCase):
    """One installation for all tests; a test keeps to its own names."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-admin-"))
        cls.folder.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.data = cls.folder / "data"
        cls.password_file = cls.folder / "password"
        cls.password_file.write_text(PASSWORD + "\n")
        # Before any server has run: the command makes the installation.
        cls.first = cls.admin("create-operator", "--email", "first@example.com", "--password-file", cls.password_file)
        cls.server = server_process.Server(cls.data)
        cls.addClassCleanup(cls.server.end)
        cls.server.wait()

    @classmethod
    def admin(cls, *arguments, environment=None):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PIPEWRIGHT_")}
        return subprocess.run(
            [server_process.BINARY, "admin", *map(str, arguments), "--data-dir", str(cls.data)], env={**clean, **(environment or {})},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=server_process.PATIENCE, check=False)

    def done(self, *arguments, **options):
        """What a command that works prints."""
        result = self.admin(*arguments, **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def refused(self, *arguments, code=1, **options):
        """What one that doesn't says: nothing on standard output, and no password anywhere."""
        result = self.admin(*arguments, **options)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertTrue(result.stderr.splitlines()[-1 if code == 1 else 0].startswith("pipewrightd: "), result.stderr)
        self.assertNotIn(PASSWORD, result.stderr)
        return result.stderr

    def person(self, email):
        return "--email", email, "--password-file", self.password_file

    def client(self, email):
        client = Client(f"127.0.0.1:{self.server.port}")
        self.addCleanup(client.__exit__, None, None, None)
        client.sign_in(email, PASSWORD)
        return client

    def tenants(self, client):
        stub = client.stub(tenant_service_pb2_grpc.TenantServiceStub)
        return client.call(stub.ListTenants, tenant_service_pb2.ListTenantsRequest(page_size=1000)).tenants

    def test_an_operator_made_before_the_first_start_manages_tenants(self):
        self.assertEqual(self.first.returncode, 0, self.first.stderr)
        self.assertIn("first@example.com is a platform operator", self.first.stdout)
        self.tenants(self.client("first@example.com"))

    def test_a_tenant_belongs_to_its_owner_who_is_no_operator(self):
        printed = self.done("create-tenant", "--name", "Acme", "--slug", "acme", "--currency", "CHF", *self.person("owner@example.com"))
        self.assertRegex(printed, r"^Tenant acme \([0-9a-f-]{36}\) belongs to owner@example.com.$")
        owner = self.client("owner@example.com")
        stub = owner.stub(tenant_service_pb2_grpc.TenantServiceStub)
        tenant_id = printed.split("(")[1].split(")")[0]
        tenant = owner.call(stub.GetTenant, tenant_service_pb2.GetTenantRequest(id=tenant_id))
        self.assertEqual((tenant.name, tenant.slug, tenant.base_currency_code), ("Acme", "acme", "CHF"))
        with self.assertRaises(CallFailed) as refusal:
            self.tenants(owner)
        self.assertEqual(refusal.exception.reason, "PERMISSION_DENIED")

    def test_a_person_who_exists_becomes_operator_with_the_password_they_have(self):
        self.done("create-tenant", "--name", "Both", "--slug", "both", *self.person("both@example.com"))
        self.done("create-operator", "--email", "both@example.com", environment={"PIPEWRIGHT_PASSWORD": "another one entirely"})
        self.tenants(self.client("both@example.com"))
        self.done("create-operator", *self.person("both@example.com"))  # again: no change, no error

    def test_a_weak_password_is_refused_and_leaves_nobody_behind(self):
        line = self.refused("create-operator", "--email", "weak@example.com", environment={"PIPEWRIGHT_PASSWORD": "short"})
        self.assertIn("password", line)
        self.assertNotIn("short\n", line)
        self.done("create-operator", *self.person("weak@example.com"))
        self.client("weak@example.com")

    def test_a_taken_slug_is_said_and_the_owner_isnt_made(self):
        self.done("create-tenant", "--name", "Taken", "--slug", "taken", *self.person("one@example.com"))
        self.assertIn("another tenant has that slug",
                      self.refused("create-tenant", "--name", "Taken", "--slug", "taken", *self.person("two@example.com")))
        with self.assertRaises(CallFailed):
            self.client("two@example.com")

    def test_wrong_values_are_named_by_their_option(self):
        self.assertIn("--email", self.refused("create-operator", *self.person("nobody")))
        tenant = ("create-tenant", "--name", "Wrong")
        self.assertIn("--slug", self.refused(*tenant, "--slug", "No Slug", *self.person("wrong@example.com")))
        self.assertIn("--currency",
                      self.refused(*tenant, "--slug", "wrong", "--currency", "XXY", *self.person("wrong@example.com")))
        self.assertIn("/nowhere", self.refused("create-operator", "--email", "a@example.com", "--password-file", "/nowhere"))
        self.assertIn("--password-file", self.refused("create-operator", "--email", "a@example.com"))

    def test_a_wrong_command_line_is_refused_before_anything_happens(self):
        self.assertIn("--email", self.refused("create-operator", code=2))
        self.assertIn("--slug", self.refused("create-tenant", "--name", "x", *self.person("a@example.com"), code=2))
        self.assertIn("--colour", self.refused("rotate-keys", "--colour", "red", code=2))
        self.refused("dance", code=2)

    def test_after_a_rotation_tokens_in_use_stay_good_and_new_servers_sign_with_another_key(self):
        def key_of(client):
            header = client.session.access_token.split(".")[0]
            return json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"]

        client = self.client("first@example.com")
        self.assertIn("signed with a new key", self.done("rotate-keys"))
        self.tenants(client)
        # A server that has just started knows the keys as they are now; the running one learns within a minute.
        self.server.end()
        type(self).server = server_process.Server(self.data)
        self.addClassCleanup(self.server.end)
        self.server.wait()
        fresh = self.client("first@example.com")
        self.assertNotEqual(key_of(fresh), key_of(client))
        fresh.stub(tenant_service_pb2_grpc.TenantServiceStub).ListTenants(
            tenant_service_pb2.ListTenantsRequest(), timeout=20,
            metadata=(("authorization", "Bearer " + client.session.access_token),))


if __name__ == "__main__":
    server_process.BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)

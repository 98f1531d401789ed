"""conventions_test.py DESCRIPTORS: what docs/conventions.md promises of every method is so in the contract. A new service
that differs on purpose is named here, with the reason.
"""

import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts" / "contract"))

from descriptors import Contract  # noqa: E402

CONTRACT = None
UNPAGED = {
    "ListCodeSeries",  # short by nature: it answers with all there is
    "ListEvents",  # has no last page: it goes on from a resume_token
}
# Changes without a request_id: they change what only one call can change, or have no second effect.
NO_REQUEST_ID = {
    "SignUp", "SignIn", "RefreshSession", "SignOut", "ChangePassword", "RevokeSession",  # about the session itself
    "RequestSignUp", "RequestPasswordReset", "ResendEmailVerification",  # a letter that waits stands for the next
    "ResetPassword", "VerifyEmail", "AcceptInvitation", "JoinTenant",  # a token works once
    "SuspendTenant", "ReactivateTenant",  # operators'; the tenant's state refuses a second one
}
PATH_VARIABLE = re.compile(r"{([a-z_.]+)(?:=[^}]*)?}")


def methods(*, reads=None, prefix=""):
    return [row for row in CONTRACT.methods if (reads is None or row.reads == reads) and row.name.startswith(prefix)]


def field_of(message, path):
    """The field at a path such as account.id, or None."""
    name, _, rest = path.partition(".")
    field = next((row for row in CONTRACT.messages[message].fields if row.name == name), None)
    return field_of(field.type, rest) if field is not None and rest else field


def names(message):
    return {row.name for row in CONTRACT.messages[message].fields}


class ConventionsTest(unittest.TestCase):
    def each(self, rows, check):
        self.assertTrue(rows)
        for row in rows:
            with self.subTest(row.full_name):
                check(row)

    def test_every_http_path_belongs_to_one_method(self):
        paths = [(verb, PATH_VARIABLE.sub("{}", path)) for method in CONTRACT.methods for verb, path, _ in method.http]
        self.assertEqual(sorted(paths), sorted(set(paths)))

    def test_http_rules_name_fields_that_there_are(self):
        def check(method):
            self.assertTrue(method.http)
            for verb, path, body in method.http:
                for variable in PATH_VARIABLE.findall(path):
                    self.assertIsNotNone(field_of(method.request, variable), f"{variable} in {path}")
                if body not in ("", "*"):
                    self.assertIsNotNone(field_of(method.request, body), f"body {body}")
                self.assertTrue(path.startswith("/v1/"), path)
                if verb in ("get", "delete"):
                    self.assertEqual(body, "")
        self.each(CONTRACT.methods, check)

    def test_lists_have_pages(self):
        def check(method):
            self.assertLessEqual({"page_size", "page_token"}, names(method.request))
            self.assertIn("next_page_token", names(method.response))
            rows = [row for row in CONTRACT.messages[method.response].fields if row.repeated]
            self.assertEqual(len(rows), 1, "one list in the answer")
        self.each([row for row in methods(prefix="List") if row.name not in UNPAGED], check)

    def test_changes_can_be_retried(self):
        changes = [row for row in methods(reads=False) if row.name not in NO_REQUEST_ID and not row.client_streaming]
        self.each(changes, lambda method: self.assertIn("request_id", names(method.request)))

    def test_updates_take_a_mask(self):
        self.each(methods(prefix="Update"), lambda method: self.assertEqual(
            field_of(method.request, "update_mask").type, "google.protobuf.FieldMask"))

    def test_whoever_changes_one_record_may_send_its_etag(self):
        changes = [row for row in methods(reads=False) if "id" in names(row.request) and row.name not in NO_REQUEST_ID]
        self.each(changes, lambda method: self.assertIn("etag", names(method.request)))

    def test_a_request_belongs_to_one_method_and_says_so(self):
        self.each(CONTRACT.methods, lambda method: self.assertEqual(
            method.request, f"{method.service.file.package}.{method.name}Request"))


class FieldsTest(unittest.TestCase):
    def each(self, wanted, check):
        found = [(message, field) for message in CONTRACT.messages.values() for field in message.fields if wanted(message, field)]
        self.assertTrue(found)
        for message, field in found:
            with self.subTest(f"{message.full_name}.{field.name}"):
                check(field)

    def test_every_field_of_a_request_says_how_it_behaves(self):
        self.each(lambda message, field: message.name.endswith("Request"),
                  lambda field: self.assertTrue(field.behaviors))

    def test_times_and_dates_are_named_for_what_they_are(self):
        self.each(lambda message, field: field.name.endswith("_time"),
                  lambda field: self.assertEqual(field.type, "google.protobuf.Timestamp"))
        self.each(lambda message, field: field.name.endswith("_date"),
                  lambda field: self.assertEqual(field.type, "google.type.Date"))
        self.each(lambda message, field: field.type in ("google.protobuf.Timestamp", "google.type.Date"),
                  lambda field: self.assertRegex(field.name, "_(time|date)(_from|_to)?$"))

    def test_no_truth_is_named_is(self):
        self.each(lambda message, field: field.type == "bool",
                  lambda field: self.assertFalse(field.name.startswith("is_")))

    def test_an_etag_that_an_update_reads_may_be_sent(self):
        updated = {field.type for method in methods(prefix="Update") for field in CONTRACT.messages[method.request].fields}
        self.each(lambda message, field: field.name == "etag" and message.full_name in updated,
                  lambda field: self.assertNotIn("OUTPUT_ONLY", field.behaviors))


if __name__ == "__main__":
    CONTRACT = Contract(sys.argv.pop(1))
    unittest.main(verbosity=1)

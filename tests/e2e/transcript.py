"""Talks to the server with buf curl, by reflection alone: sign up, create a pipeline and an opportunity, send it twice, win
it, be refused with a stale etag and with wrong fields, list with a filter. Run by with_server.py.

transcript.py BUF [--write FILE]: checks each answer; with --write also keeps what was said, for docs/transcript.md.
"""

import base64
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))

import stubs  # noqa: E402,F401  (puts the generated modules on the path)

from google.protobuf import json_format  # noqa: E402
from google.rpc import error_details_pb2  # noqa: E402

INTRODUCTION = """# A transcript

What `buf curl` and the server said to each other, by reflection alone: no proto file was read. Made by
`tests/e2e/transcript.py`, which the tests run; tokens are shortened.
"""


class Conversation:
    def __init__(self, buf, target):
        self._buf = buf
        self._target = target
        self._token = None
        self.text = [INTRODUCTION]

    def say(self, title, method, request, fails=False):
        """The answer, or the error when one is expected."""
        service, _, name = method.rpartition(".")
        url = f"http://{self._target}/{service}/{name}"
        command = [self._buf, "curl", "--protocol", "grpc", "--http2-prior-knowledge", "-d", json.dumps(request)]
        shown = ["buf curl --protocol grpc --http2-prior-knowledge"]
        if self._token:
            command += ["-H", f"authorization: Bearer {self._token}"]
            shown.append('-H "authorization: Bearer $TOKEN"')
        shown.append(f"-d '{json.dumps(request)}'")
        shown.append(f"http://127.0.0.1:7443/{service}/{name}")
        done = subprocess.run([*command, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        output = done.stderr if fails else done.stdout
        self.text.append(f"## {title}\n\n```console\n$ " + " \\\n    ".join(shown) + f"\n{_pretty(output)}\n```\n")
        print(self.text[-1])
        if fails:
            assert done.returncode != 0, f"{method} should have been refused"
        else:
            assert done.returncode == 0, f"{method} failed: {done.stderr}"
        return json.loads(output)

    def explain(self, refused):
        """The error's details by type, decoded; buf curl prints them as they were sent."""
        details = {}
        for detail in refused["details"]:
            kind = detail["type"].rsplit(".", 1)[-1]
            value = detail["value"] + "=" * (-len(detail["value"]) % 4)
            message = getattr(error_details_pb2, kind).FromString(base64.b64decode(value))
            details[detail["type"]] = json_format.MessageToDict(message, preserving_proto_field_name=True)
        self.text.append(f"The details, decoded:\n\n```json\n{json.dumps(details, indent=2)}\n```\n")
        print(self.text[-1])
        return details

    def sign_in_with(self, token):
        self._token = token


def _pretty(output):
    """Indented JSON, without the secrets."""
    try:
        output = json.dumps(json.loads(output), indent=2, ensure_ascii=False)
    except ValueError:
        pass
    return re.sub(r'("(?:accessToken|refreshToken)": ")([^"]{12})[^"]*', r"\1\2…", output)


def converse(conversation):
    say = conversation.say
    organization, sales = "pipewright.organization.v1", "pipewright.sales.v1"
    session = say("Sign up", f"{organization}.AuthService.SignUp", {
        "email": "ann@example.com", "password": "a-long-enough-password", "givenName": "Ann", "tenantName": "Ann and Co"})
    conversation.sign_in_with(session["accessToken"])

    pipeline = say("Create a pipeline", f"{sales}.PipelineService.CreatePipeline", {"pipeline": {"name": "Renewals", "stages": [
        {"name": "Due", "kind": "STAGE_KIND_OPEN", "probability": 60},
        {"name": "Quoted", "kind": "STAGE_KIND_OPEN", "probability": 80},
        {"name": "Renewed", "kind": "STAGE_KIND_WON", "probability": 100},
        {"name": "Left", "kind": "STAGE_KIND_LOST"}]}})
    assert [stage["name"] for stage in pipeline["stages"]] == ["Due", "Quoted", "Renewed", "Left"]

    account = say("Create an account", f"{sales}.AccountService.CreateAccount", {"account": {"name": "Harbor Freight Lines"}})
    request = {"opportunity": {
        "title": "Support plan 2027", "accountId": account["id"], "pipelineId": pipeline["id"],
        "amount": {"currencyCode": "EUR", "units": "12000"}}, "requestId": "4be37fe6-7bd9-4c0b-a2a5-2b1a9c5f0f0e"}
    opportunity = say("Create an opportunity", f"{sales}.OpportunityService.CreateOpportunity", request)
    assert opportunity["status"] == "OPPORTUNITY_STATUS_OPEN" and opportunity["probability"] == 60
    assert opportunity["expectedRevenue"]["units"] == "7200"

    again = say("Send the same request again, as after a lost answer: the same opportunity",
                f"{sales}.OpportunityService.CreateOpportunity", request)
    assert again == opportunity

    won = say("Win it", f"{sales}.OpportunityService.WinOpportunity", {"id": opportunity["id"], "etag": opportunity["etag"]})
    assert won["status"] == "OPPORTUNITY_STATUS_WON" and won["etag"] != opportunity["etag"]

    refused = say("Change it with the etag from before: refused", f"{sales}.OpportunityService.UpdateOpportunity", {
        "opportunity": {"id": opportunity["id"], "etag": opportunity["etag"], "nextStep": "Send the invoice"},
        "updateMask": "nextStep"}, fails=True)
    assert refused["code"] == "aborted", refused
    info = conversation.explain(refused)["google.rpc.ErrorInfo"]
    assert info["reason"] == "STALE_ETAG" and info["metadata"]["current_etag"] == won["etag"], info

    refused = say("Create one with wrong fields: all of them are named", f"{sales}.OpportunityService.CreateOpportunity", {
        "opportunity": {"title": "Spare parts", "accountId": "Harbor", "amount": {"currencyCode": "EURO", "units": "1"}}}, fails=True)
    details = conversation.explain(refused)
    assert details["google.rpc.ErrorInfo"]["reason"] == "INVALID_FIELD"
    wrong = [violation["field"] for violation in details["google.rpc.BadRequest"]["field_violations"]]
    assert sorted(wrong) == ["opportunity.account_id", "opportunity.amount.currency_code"], wrong

    listed = say("List", f"{sales}.OpportunityService.ListOpportunities", {
        "filter": "status = WON AND amount >= 10000", "orderBy": "amount desc", "pageSize": 10})
    assert [row["id"] for row in listed["opportunities"]] == [opportunity["id"]]
    refused = say("List with a filter that doesn't fit", f"{sales}.OpportunityService.ListOpportunities", {
        "filter": "status = WON AND amount >= plenty"}, fails=True)
    info = conversation.explain(refused)["google.rpc.ErrorInfo"]
    assert info["reason"] == "INVALID_FILTER" and info["metadata"]["position"] == "28", info


def main(buf, write=None):
    conversation = Conversation(buf, os.environ["PIPEWRIGHT_TARGET"])
    converse(conversation)
    if write:
        with open(write, "w", encoding="utf-8") as file:
            file.write("\n".join(conversation.text))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[3] if sys.argv[2:3] == ["--write"] else None))

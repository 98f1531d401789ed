"""A conversation with the server by buf curl: each call is made, shown and checked. For transcript.py and sales_walk.py."""

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


class Conversation:
    """`introduction`: what stands before the calls."""

    def __init__(self, buf, target, introduction):
        self._buf = buf
        self._target = target
        self._token = None
        self.text = [introduction]

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


def hold(converse, introduction, buf, write=None):
    """Has the conversation with the server that with_server.py started; with `write` keeps what was said there."""
    conversation = Conversation(buf, os.environ["PIPEWRIGHT_TARGET"], introduction)
    converse(conversation)
    if write:
        with open(write, "w", encoding="utf-8") as file:
            file.write("\n".join(conversation.text))
    return 0


def main(converse, introduction):
    """The script's command line: BUF [--write FILE]."""
    sys.exit(hold(converse, introduction, sys.argv[1], sys.argv[3] if sys.argv[2:3] == ["--write"] else None))

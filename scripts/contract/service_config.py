"""gRPC service configs with a retry policy, made from the contract.

A call may be tried again when doing it twice does no harm: a read always, a change when its request_id makes the server
give the first answer to the second try. So there are two files. What overload and a database that is away answer,
UNAVAILABLE, is tried again; how long to wait the server says itself (grpc-retry-pushback-ms). Everything else needs a
decision by the caller.
"""

import json

POLICY = {
    "maxAttempts": 5,
    "initialBackoff": "0.1s",
    "maxBackoff": "5s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE"],
}
# When most calls fail, retries stop, so that they don't keep a server down.
THROTTLING = {"maxTokens": 100, "tokenRatio": 0.1}


def files(contract):
    """{file name: text}"""
    reads = [method for method in contract.methods if method.reads]
    retriable = [method for method in contract.methods
                 if method.reads or contract.has_field(method.request, "request_id")]
    return {"reads.json": _config(reads), "with_request_ids.json": _config(retriable)}


def _config(methods):
    names = [{"service": method.service.full_name, "method": method.name} for method in methods]
    config = {"methodConfig": [{"name": names, "retryPolicy": POLICY}], "retryThrottling": THROTTLING}
    text = json.dumps(config, indent=2)
    # A name on one line.
    for name in names:
        text = text.replace(json.dumps(name, indent=2).replace("\n", "\n" + " " * 8), json.dumps(name))
    return text + "\n"

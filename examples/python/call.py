#!/usr/bin/python3
"""Makes one call, with JSON in and JSON out, as grpcurl does, and needs nothing but what scripts/setup installs.

    call.py AuthService/SignIn '{"email": "ann@example.com", "password": "a-long-enough-password"}'
    call.py --token TOKEN OpportunityService/ListOpportunities '{"pageSize": 10}'

Field names are pageSize or page_size. A stream of answers is shown message by message, until it ends or Ctrl-C.
"""

import importlib
import os
import sys

import command_line
import stubs  # the generated modules' folder
from pipewright_client import Client, snake_case

from google.protobuf import json_format, message_factory


def _modules(pattern):
    """The generated modules whose files match."""
    for path in sorted(stubs.FOLDER.glob(pattern)):
        yield importlib.import_module(path.relative_to(stubs.FOLDER).with_suffix("").as_posix().replace("/", "."))


def find(name):
    """(service, method) as the contract describes them, of SERVICE/METHOD with or without the package. ValueError."""
    service_name, _, method_name = name.partition("/")
    short = service_name.rpartition(".")[2]
    for module in _modules(f"pipewright/*/v1/{snake_case(short)}_pb2.py"):
        service = module.DESCRIPTOR.services_by_name.get(short)
        if service is None or service_name not in (short, service.full_name):
            continue
        method = service.methods_by_name.get(method_name)
        if method is None:
            raise ValueError(f"{short} has {', '.join(service.methods_by_name)}; not {method_name or 'an empty name'}")
        return service, method
    raise ValueError(f"there is no service {service_name}: docs/api has all of them")


def answers(client, name, text):
    """The messages of the answer. ValueError when there is no such call or the request doesn't fit."""
    service, method = find(name)
    if method.client_streaming:
        raise ValueError(f"{method.name} takes a stream; examples/python/csv_records.py and the clients' stubs make such calls")
    request = json_format.Parse(text, message_factory.MessageFactory().GetPrototype(method.input_type)())
    module = importlib.import_module(service.file.name.removesuffix(".proto").replace("/", ".") + "_pb2_grpc")
    bound = getattr(client.stub(getattr(module, f"{service.name}Stub")), method.name)
    if method.server_streaming:
        # Events hold records of any kind.
        list(_modules("pipewright/*/v1/*_pb2.py"))
        yield from client.stream(bound, request)
    else:
        yield client.call(bound, request)


def main(options):
    with Client(options.target, ca_file=options.ca) as client:
        if options.token:
            client.use_token(options.token)
        try:
            for answer in answers(client, options.call, options.request):
                print(json_format.MessageToJson(answer, ensure_ascii=False), flush=True)
        except (ValueError, json_format.ParseError) as error:
            print(f"error: {error}", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    parser = command_line.new_parser(__doc__)
    parser.add_argument("--ca", metavar="FILE", help="certificates to trust, for a server with TLS")
    parser.add_argument("--token", default=os.environ.get("PIPEWRIGHT_TOKEN"), help="an access token (default: $PIPEWRIGHT_TOKEN)")
    parser.add_argument("call", metavar="SERVICE/METHOD", help="AccountService/ListAccounts; the package may stand before it")
    parser.add_argument("request", metavar="JSON", nargs="?", default="{}", help="the request (default: an empty one)")
    try:
        sys.exit(command_line.run(main, parser.parse_args()))
    except KeyboardInterrupt:
        sys.exit(130)

#!/usr/bin/python3
"""Follows what happens to a tenant's records and misses nothing, whatever breaks: every message has a token, and whoever
comes back with the last one goes on behind it.

    ./follow_events.py [--target HOST:PORT]

Every run founds a tenant of its own, and stops when it has shown what it is about.
"""

import sys

import command_line
from pipewright_client import CallFailed, new_tenant

import grpc
from google.protobuf.field_mask_pb2 import FieldMask
from pipewright.integration.v1.event_pb2 import EVENT_START_OLDEST, EventFilter
from pipewright.integration.v1.event_service_pb2 import ListEventsRequest, WatchRequest
from pipewright.integration.v1.event_service_pb2_grpc import EventServiceStub
from pipewright.sales.v1.account_pb2 import Account
from pipewright.sales.v1.account_service_pb2 import CreateAccountRequest, UpdateAccountRequest
from pipewright.sales.v1.account_service_pb2_grpc import AccountServiceStub


def follow(client, events, request):
    """The messages of the stream, for ever. A program deals with a message's events and stores its token beside what it made
    of them: then a crash loses nothing."""
    while True:
        try:
            for message in client.stream(events.Watch, request, wait_for_ready=True):
                yield message
                request.ClearField("start")
                request.resume_token = message.resume_token
        except CallFailed as failed:
            # The server stops, or the connection broke: another one goes on at the token.
            if failed.code != grpc.StatusCode.UNAVAILABLE:
                raise


def show(event):
    """The event, and its record after the change; the record's type says which message it is."""
    account = Account()
    event.record.Unpack(account)
    changed = ", ".join(change.field for change in event.changes)
    print(f"  {event.type} {account.name}, version {event.record_version}: {changed}")


def main(target):
    with new_tenant(target) as client:
        accounts = client.stub(AccountServiceStub)
        events = client.stub(EventServiceStub)

        def create(name):
            return client.call(accounts.CreateAccount, CreateAccountRequest(account=Account(name=name)))

        create("Harbor Freight Lines")
        cedar = create("Cedar Foods")
        print("From the oldest on:")
        seen = 0
        wanted = EventFilter(resources=["account"])
        for message in follow(client, events, WatchRequest(filter=wanted, start=EVENT_START_OLDEST)):
            for event in message.events:
                show(event)
            seen += len(message.events)
            token = message.resume_token
            if seen == 2:
                break

        # Nobody watches now.
        client.call(accounts.UpdateAccount, UpdateAccountRequest(
            account=Account(id=cedar.id, region="West"), update_mask=FieldMask(paths=["region"])))
        create("Juniper Solar")

        print("What came since the token was kept:")
        page = client.call(events.ListEvents, ListEventsRequest(filter=wanted, resume_token=token))
        for event in page.events:
            show(event)
        print(f"  caught up: {page.caught_up}")


if __name__ == "__main__":
    sys.exit(command_line.run(main, command_line.new_parser(__doc__).parse_args().target))

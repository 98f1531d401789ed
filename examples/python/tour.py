#!/usr/bin/python3
"""A tour of the API: sign up, create so that a retry does no harm, list with a filter page by page, read errors, and change
a record that somebody else is changing too.

    ./tour.py [--target HOST:PORT]

Every run founds a tenant of its own. pipewright_client.py holds what a program needs around the calls.
"""

import sys
import uuid

import command_line
from pipewright_client import CallFailed, new_tenant

from google.protobuf.field_mask_pb2 import FieldMask
from google.type.money_pb2 import Money
from pipewright.sales.v1.account_pb2 import Account
from pipewright.sales.v1.account_service_pb2 import CreateAccountRequest, ListAccountsRequest, UpdateAccountRequest
from pipewright.sales.v1.account_service_pb2_grpc import AccountServiceStub
from pipewright.sales.v1.opportunity_pb2 import Opportunity
from pipewright.sales.v1.opportunity_service_pb2 import CreateOpportunityRequest, ListOpportunitiesRequest
from pipewright.sales.v1.opportunity_service_pb2_grpc import OpportunityServiceStub


def create_safely(client, opportunities, account, title, euros):
    """One request_id for one intention: however often the request is sent, there is one opportunity."""
    request = CreateOpportunityRequest(
        opportunity=Opportunity(title=title, account_id=account.id, amount=Money(currency_code="EUR", units=euros)),
        request_id=str(uuid.uuid4()))
    created = client.call(opportunities.CreateOpportunity, request)
    # As if the answer had been lost on its way.
    again = client.call(opportunities.CreateOpportunity, request)
    assert again.id == created.id
    return created


def list_page_by_page(client, opportunities):
    request = ListOpportunitiesRequest(
        filter='status = OPEN AND amount >= 5000 AND title = "Pump*"', order_by="amount desc", page_size=2)
    while True:
        page = client.call(opportunities.ListOpportunities, request)
        for row in page.opportunities:
            print(f"  {row.title}: {row.amount.units} {row.amount.currency_code}")
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token


def show_what_is_wrong(client, accounts):
    """All wrong fields come at once, each with its path in the request."""
    try:
        client.call(accounts.CreateAccount, CreateAccountRequest(account=Account(name="Cedar Foods", email="nobody", owner_id="me")))
    except CallFailed as failed:
        print(f"  {failed.code.name}, {failed.reason}")
        for violation in failed.details["BadRequest"].field_violations:
            print(f"  {violation.field}: {violation.description}")


def change_without_overwriting(client, accounts, account, region):
    """Sends the etag that was read. When somebody was faster: take their version, and change that."""
    mask = FieldMask(paths=["region"])
    try:
        return client.call(accounts.UpdateAccount, UpdateAccountRequest(
            account=Account(id=account.id, etag=account.etag, region=region), update_mask=mask))
    except CallFailed as failed:
        if failed.reason != "STALE_ETAG":
            raise
        print(f"  somebody was faster: etag {account.etag} is now {failed.metadata['current_etag']}")
        return client.call(accounts.UpdateAccount, UpdateAccountRequest(
            account=Account(id=account.id, etag=failed.metadata["current_etag"], region=region), update_mask=mask))


def main(target):
    with new_tenant(target) as client:
        session = client.session
        print(f"Signed up: {session.tenant.name}, tenant {session.tenant.id}")
        accounts = client.stub(AccountServiceStub)
        opportunities = client.stub(OpportunityServiceStub)

        account = client.call(accounts.CreateAccount, CreateAccountRequest(account=Account(name="Harbor Freight Lines")))
        for i, euros in enumerate([12000, 800, 64000, 9500]):
            create_safely(client, opportunities, account, f"Pump {i + 1}", euros)
        print("Open, worth 5,000 or more:")
        list_page_by_page(client, opportunities)

        print("Refused:")
        show_what_is_wrong(client, accounts)

        print("Changed twice from the same reading:")
        change_without_overwriting(client, accounts, account, "West")
        changed = change_without_overwriting(client, accounts, account, "East")
        print(f"  region {changed.region}, etag {changed.etag}")


if __name__ == "__main__":
    sys.exit(command_line.run(main, command_line.new_parser(__doc__).parse_args().target))

#!/usr/bin/python3
"""Many changes at once: a batch that keeps what can be kept, and a transaction whose steps refer to each other and happen
all or not at all.

    ./bulk.py [--target HOST:PORT]

Every run founds a tenant of its own.
"""

import sys
import uuid

import command_line
from pipewright_client import CallFailed, new_tenant

from google.type.money_pb2 import Money
from pipewright.integration.v1.transaction_service_pb2 import ExecuteRequest, Step
from pipewright.integration.v1.transaction_service_pb2_grpc import TransactionServiceStub
from pipewright.sales.v1.account_pb2 import Account
from pipewright.sales.v1.account_service_pb2 import BatchCreateAccountsRequest, CreateAccountRequest, ListAccountsRequest
from pipewright.sales.v1.account_service_pb2_grpc import AccountServiceStub
from pipewright.sales.v1.opportunity_pb2 import Opportunity
from pipewright.sales.v1.opportunity_service_pb2 import CreateOpportunityRequest, WinOpportunityRequest


def batch(client):
    """One call, one transaction, one request_id. Without allow_partial a wrong row refuses all of them."""
    rows = [Account(name="Harbor Freight Lines"), Account(name="Cedar Foods", email="nobody"), Account(name="Juniper Solar")]
    answer = client.call(client.stub(AccountServiceStub).BatchCreateAccounts, BatchCreateAccountsRequest(
        requests=[CreateAccountRequest(account=row) for row in rows], allow_partial=True, request_id=str(uuid.uuid4())))
    for i, row in enumerate(answer.accounts):
        if i in answer.failed_requests:
            print(f"  {rows[i].name}: {answer.failed_requests[i].message}")
        else:
            print(f"  {row.name}: {row.code}")


def transaction(client):
    """A customer and the deal with them: "$customer" is the id of what the step of that name makes."""
    steps = [
        Step(name="customer", create_account=CreateAccountRequest(account=Account(name="Beacon Solar"))),
        Step(name="deal", create_opportunity=CreateOpportunityRequest(opportunity=Opportunity(
            title="Panels", account_id="$customer", amount=Money(currency_code="EUR", units=990)))),
        Step(win_opportunity=WinOpportunityRequest(id="$deal")),
    ]
    transactions = client.stub(TransactionServiceStub)
    answer = client.call(transactions.Execute, ExecuteRequest(steps=steps, request_id=str(uuid.uuid4())))
    print(f"  {answer.answers[0].account.code} and {answer.answers[2].opportunity.title}, both or neither")
    # The last step fails: nothing of the others stays.
    steps[0].create_account.account.name = "Willow Clinics"
    steps[2].win_opportunity.id = str(uuid.uuid4())
    try:
        client.call(transactions.Execute, ExecuteRequest(steps=steps))
    except CallFailed as failed:
        print(f"  {failed.reason}: {failed.message}")
    left = client.call(client.stub(AccountServiceStub).ListAccounts, ListAccountsRequest(filter='name = "Willow Clinics"'))
    print(f"  accounts left behind: {len(left.accounts)}")


def main(target):
    with new_tenant(target) as client:
        print("A batch, one row of which is wrong:")
        batch(client)
        print("A transaction:")
        transaction(client)


if __name__ == "__main__":
    sys.exit(command_line.run(main, command_line.new_parser(__doc__).parse_args().target))

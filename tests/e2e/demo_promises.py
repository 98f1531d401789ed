"""What the README promises of the made-up company, asked for through the API."""

import datetime
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))

import demo_company  # noqa: E402
from importing import DEFAULT_PASSWORD, date  # noqa: E402
from pipewright_client import Client  # noqa: E402

from pipewright.organization.v1 import member_service_pb2, member_service_pb2_grpc  # noqa: E402
from pipewright.sales.v1 import (account_service_pb2, account_service_pb2_grpc, contact_service_pb2,  # noqa: E402
                                 contact_service_pb2_grpc, opportunity_service_pb2, opportunity_service_pb2_grpc)
from pipewright.shared.v1 import statistics_pb2  # noqa: E402

MONTHS = 12
FEW, MANY = 10, 100
# (kind, filter, at least so many).
FOUND = [
    ("Accounts", "owner_id:*", 300),
    ("Accounts", "parent_account_id:*", 50),
    ("Accounts", 'tags:"key account"', FEW),
    ("Accounts", "custom_fields.tier = gold", FEW),
    ("Accounts", "status = CUSTOMER AND custom_fields.contract_end >= today()", FEW),
    ("Contacts", "reports_to_id:*", MANY),
    ("Contacts", "primary_contact = true", MANY),
    ("Contacts", "tags:newsletter", FEW),
    *(("Contacts", f"source = {source}", FEW) for source in demo_company.SOURCES),
    *(("Opportunities", f"source = {source}", FEW) for source in demo_company.SOURCES),
    *(("Opportunities", f'tags:"{tag}"', FEW) for tag in demo_company.OPPORTUNITY_TAGS),
    *(("Opportunities", f'competitors:"{name}"', FEW) for name in demo_company.COMPETITORS),
    ("Opportunities", 'status = LOST AND lost_reason = "Chose a competitor" AND competitor:*', FEW),
    ("Opportunities", "custom_fields.seats >= 100", MANY),
    ("Opportunities", "custom_fields.on_site = true", MANY),
    ("Opportunities", "status = OPEN AND open_date <= today()", MANY),
    # A reference is followed to the account's group.
    ("Opportunities", "account.parent_account_id:*", FEW),
]


class Demo:
    def __init__(self, client):
        self._client = client
        opportunities = client.stub(opportunity_service_pb2_grpc.OpportunityServiceStub)
        self._opportunities = opportunities
        self._lists = {
            "Accounts": (client.stub(account_service_pb2_grpc.AccountServiceStub).ListAccounts,
                         account_service_pb2.ListAccountsRequest),
            "Contacts": (client.stub(contact_service_pb2_grpc.ContactServiceStub).ListContacts,
                         contact_service_pb2.ListContactsRequest),
            "Opportunities": (opportunities.ListOpportunities, opportunity_service_pb2.ListOpportunitiesRequest),
        }

    def broken(self):
        """What isn't as it was promised, a sentence each."""
        yield from self._too_few()
        yield from self._months_without_a_close()
        yield from self._owners()

    def _too_few(self):
        for kind, wanted, least in FOUND:
            method, make = self._lists[kind]
            count = self._client.call(method, make(filter=wanted, page_size=1, return_total_size=True)).total_size
            if count < least:
                yield f"{kind} with {wanted}: {count}, not {least} or more"

    def _months_without_a_close(self):
        # The twelve whole months before this one.
        today = datetime.date.today()
        start = today.replace(year=today.year - 1, day=1)
        request = opportunity_service_pb2.GetOpportunityStatisticsRequest(
            filter="status = (WON OR LOST)", period_basis=statistics_pb2.PERIOD_BASIS_CLOSE, start_date=date(start),
            period_count=MONTHS)
        answer = self._client.call(self._opportunities.GetOpportunityStatistics, request)
        if len(answer.periods) != MONTHS:
            yield f"{len(answer.periods)} months, not {MONTHS}"
        for period in answer.periods:
            if period.figures.count < FEW:
                yield f"closed in {period.start_date.year}-{period.start_date.month:02}: {period.figures.count}, not {FEW} or more"

    def _owners(self):
        members = list(self._client.list_all(self._client.stub(member_service_pb2_grpc.MemberServiceStub).ListMembers,
                                             member_service_pb2.ListMembersRequest(), "members"))
        below = {member.user_id: member.manager_id for member in members}
        # Sellers below a team lead who is below the head of sales.
        if not any(below.get(manager) for manager in below.values()):
            yield "nobody whose manager has a manager"
        statistics = self._client.call(self._opportunities.GetOpportunityStatistics,
                                       opportunity_service_pb2.GetOpportunityStatisticsRequest())
        if len(statistics.owners) != len(members) - 1:
            yield f"{len(statistics.owners)} owners of opportunities, with {len(members)} members of whom one only signed up"


def broken(target):
    with Client(target) as client:
        client.sign_in("demo@brightwater.example", DEFAULT_PASSWORD)
        return list(Demo(client).broken())

#!/usr/bin/python3
"""Loads the data set "CRM Sales Opportunities" into a tenant of its own, and checks that nothing got lost.

    load_crm_dataset.py --data FOLDER [--target HOST:PORT]

Everything goes through the public API. At the end the server's pipeline view and its cross-sell matrix stand beside the
same figures computed from the files; they must be equal to the cent, or the program fails. Run it twice: nothing doubles.
"""

import decimal
import sys
import time

import command_line
import crm_dataset
from importing import Importer, amount_of, date, money, new_parser

from pipewright.catalog.v1 import (cross_sell_pb2, cross_sell_service_pb2, cross_sell_service_pb2_grpc, offering_pb2,
                                   offering_service_pb2, offering_service_pb2_grpc)
from pipewright.sales.v1 import (account_pb2, account_service_pb2, account_service_pb2_grpc, opportunity_pb2,
                                 opportunity_service_pb2, opportunity_service_pb2_grpc, pipeline_pb2, pipeline_service_pb2,
                                 pipeline_service_pb2_grpc)

COMPANY = "Maven Computer Hardware"
PIPELINE = "Hardware sales"
# The files don't say why a sale was lost; Pipewright wants a reason.
LOST_REASON = "Not recorded"
STAGES = {
    "Prospecting": (pipeline_pb2.STAGE_KIND_OPEN, 10),
    "Engaging": (pipeline_pb2.STAGE_KIND_OPEN, 40),
    "Won": (pipeline_pb2.STAGE_KIND_WON, 100),
    "Lost": (pipeline_pb2.STAGE_KIND_LOST, 0),
}


STATES = {
    "Prospecting": cross_sell_pb2.CROSS_SELL_STATE_OPEN,
    "Engaging": cross_sell_pb2.CROSS_SELL_STATE_OPEN,
    "Won": cross_sell_pb2.CROSS_SELL_STATE_WON,
    "Lost": cross_sell_pb2.CROSS_SELL_STATE_LOST,
}
NOTHING = (0, decimal.Decimal(0))


def email_of(name):
    return name.lower().replace(" ", ".").replace("'", "") + "@maven-hardware.example"


class Load:
    def __init__(self, importer, data):
        self.importer = importer
        self.client = importer.client
        self.data = data
        self.accounts = self.client.stub(account_service_pb2_grpc.AccountServiceStub)
        self.offerings = self.client.stub(offering_service_pb2_grpc.OfferingServiceStub)
        self.cross_sell = self.client.stub(cross_sell_service_pb2_grpc.CrossSellServiceStub)
        self.pipelines = self.client.stub(pipeline_service_pb2_grpc.PipelineServiceStub)
        self.opportunities = self.client.stub(opportunity_service_pb2_grpc.OpportunityServiceStub)
        self.owner_of = {}
        self.stage_id_of = {}
        self.pipeline = None

    def run(self):
        self._load_members()
        self._load_accounts()
        self._load_offerings()
        self._load_pipeline()
        self._load_opportunities()

    def _load_members(self):
        people = []
        for agent in self.data.agents:
            given, _, family = agent.name.partition(" ")
            role = "MEMBER" if agent.manager else "MANAGER"
            title = f"{'Sales agent' if agent.manager else 'Sales manager'}, {agent.office}"
            people.append((email_of(agent.name), given, family, role, title, email_of(agent.manager) if agent.manager else None))
        members = self.importer.members(people)
        self.owner_of = {agent.name: members[email_of(agent.name)].user_id for agent in self.data.agents}

    def _load_accounts(self):
        present = self.importer.ids(self.accounts.ListAccounts, account_service_pb2.ListAccountsRequest(), "accounts")
        # Parents first: the others name them.
        for what, rows in (("Accounts", [row for row in self.data.accounts if not row.parent]),
                           ("Subsidiaries", [row for row in self.data.accounts if row.parent])):
            requests = [account_service_pb2.CreateAccountRequest(account=self._account(row), account_id=self.account_id(row.name))
                        for row in rows]
            self.importer.create(what, self.accounts.CreateAccount, requests, present)

    def account_id(self, name):
        return self.importer.id(f"account/{name}")

    def _account(self, row):
        account = account_pb2.Account(
            name=row.name, industry=row.sector, region=row.location, employee_count=row.employees,
            annual_revenue=money(row.revenue, crm_dataset.CURRENCY), status=account_pb2.ACCOUNT_STATUS_CUSTOMER,
            description=f"Founded in {row.year_established}.\nIn the file: {row.source}")
        if row.parent:
            account.parent_account_id = self.account_id(row.parent)
        return account

    def _load_offerings(self):
        present = self.importer.ids(self.offerings.ListOfferings, offering_service_pb2.ListOfferingsRequest(), "offerings")
        requests = [offering_service_pb2.CreateOfferingRequest(
            offering_id=self.offering_id(product.name),
            offering=offering_pb2.Offering(name=product.name, description=f"Of the series {product.series}", active=True,
                                           kind=offering_pb2.OFFERING_KIND_PRODUCT,
                                           prices=[money(product.price, crm_dataset.CURRENCY)]))
            for product in self.data.products]
        self.importer.create("Offerings", self.offerings.CreateOffering, requests, present)

    def offering_id(self, product):
        return self.importer.id(f"offering/{product}")

    def _load_pipeline(self):
        pipeline_id = self.importer.id(f"pipeline/{PIPELINE}")
        pipeline = pipeline_pb2.Pipeline(name=PIPELINE, stages=[
            pipeline_pb2.Stage(name=name, kind=STAGES[name][0], probability=STAGES[name][1]) for name in crm_dataset.STAGES])
        request = pipeline_service_pb2.CreatePipelineRequest(pipeline=pipeline, pipeline_id=pipeline_id)
        present = self.importer.ids(self.pipelines.ListPipelines, pipeline_service_pb2.ListPipelinesRequest(), "pipelines")
        self.importer.create("Pipelines", self.pipelines.CreatePipeline, [request], present)
        self.pipeline = self.client.call(self.pipelines.GetPipeline, pipeline_service_pb2.GetPipelineRequest(id=pipeline_id))
        self.stage_id_of = {stage.name: stage.id for stage in self.pipeline.stages}

    def _load_opportunities(self):
        present = self.importer.ids(
            self.opportunities.ListOpportunities, opportunity_service_pb2.ListOpportunitiesRequest(), "opportunities")
        requests = (opportunity_service_pb2.CreateOpportunityRequest(
            opportunity=self._opportunity(row), opportunity_id=self.opportunity_id(row))
            for row in self.data.opportunities)
        self.importer.create("Opportunities", self.opportunities.CreateOpportunity, requests, present)

    def opportunity_id(self, row):
        return self.importer.id(f"opportunity/{row.key}")

    def _opportunity(self, row):
        opportunity = opportunity_pb2.Opportunity(
            title=row.product, description=f"In the file: {row.source}", owner_id=self.owner_of[row.agent],
            pipeline_id=self.pipeline.id, stage_id=self.stage_id_of[row.stage],
            line_items=[opportunity_pb2.LineItem(offering_id=self.offering_id(row.product),
                                                 unit_price=money(row.amount, crm_dataset.CURRENCY))],
            open_date=date(row.engaged), actual_close_date=date(row.closed))
        if row.account:
            opportunity.account_id = self.account_id(row.account)
        if row.stage == "Lost":
            opportunity.lost_reason = LOST_REASON
        return opportunity

    def server_totals(self):
        """({stage: (count, sum)}, {(owner_id, stage): (count, sum)}) as the server's pipeline view has them."""
        view = self.client.call(self.pipelines.GetPipelineView, pipeline_service_pb2.GetPipelineViewRequest(
            pipeline_id=self.pipeline.id, top_count=0, group_by_owner=True))
        by_stage = {stage.stage_name: figures(stage) for stage in view.stages}
        by_owner = {(owner.owner_id, stage.stage_name): figures(owner) for stage in view.stages for owner in stage.owners}
        return by_stage, by_owner


    def server_matrix(self):
        """{(offering_id, state): (cells, sum)} and {(account_id, state): (cells, sum)} as the server's matrix has them."""
        by_offering, by_account = {}, {}
        request = cross_sell_service_pb2.GetCrossSellMatrixRequest(page_size=50, return_row_totals=True, return_column_totals=True)
        while True:
            page = self.client.call(self.cross_sell.GetCrossSellMatrix, request)
            for column in page.columns:
                by_offering.update({(column.offering_id, total.state): cells(total) for total in column.totals})
            for row in page.rows:
                by_account.update({(row.account_id, total.state): cells(total) for total in row.totals})
            if not page.next_page_token:
                return by_offering, by_account
            request.page_token = page.next_page_token
            request.return_column_totals = False

    def file_matrix(self):
        """The same from the files: of an account and a product what is open comes before what was won, that before what
        was lost; of several the likeliest, or the one that closed last."""
        best = {}
        for row in self.data.opportunities:
            if not row.account:
                continue
            state = STATES[row.stage]
            rank = (-state, STAGES[row.stage][1] if not row.closed else row.closed.toordinal(), self.opportunity_id(row))
            cell = (row.account, row.product)
            if cell not in best or rank > best[cell][0]:
                best[cell] = (rank, state, row.amount)
        by_offering, by_account = {}, {}
        for (account, product), (_, state, amount) in best.items():
            for totals, key in ((by_offering, (self.offering_id(product), state)), (by_account, (self.account_id(account), state))):
                count, total = totals.get(key, NOTHING)
                totals[key] = (count + 1, total + amount)
        return by_offering, by_account


def cells(total):
    """(count, sum) of a CrossSellTotal."""
    return total.count, sum((amount_of(amount) for amount in total.amounts), decimal.Decimal(0))


def figures(view):
    """(count, sum) of a StageView or an OwnerView."""
    return view.count, sum((amount_of(total.amount) for total in view.totals), decimal.Decimal(0))


def compare(title, rows):
    """Prints (name, figures from the server, figures from the file) side by side; how many differ."""
    print(f"\n{title:<32}{'server':>10}{'sum':>16}{'file':>10}{'sum':>16}")
    different = 0
    for name, ours, theirs in rows:
        if not ours[0] and not theirs[0]:
            continue
        equal = ours == theirs
        different += not equal
        print(f"{name:<32}{ours[0]:>10,}{ours[1]:>16,.2f}{theirs[0]:>10,}{theirs[1]:>16,.2f}{'' if equal else '   DIFFERENT'}")
    return different


def check(load):
    rows = load.data.opportunities
    server_by_stage, server_by_owner = load.server_totals()
    by_stage = crm_dataset.totals(rows, lambda row: row.stage)
    by_agent = crm_dataset.totals(rows, lambda row: (row.agent, row.stage))
    different = compare("By stage", [
        (stage, server_by_stage.get(stage, NOTHING), by_stage[stage]) for stage in crm_dataset.STAGES])
    different += compare("By agent and stage", [
        (f"{agent.name}: {stage}", server_by_owner.get((load.owner_of[agent.name], stage), NOTHING),
         by_agent.get((agent.name, stage), NOTHING)) for agent in load.data.agents for stage in crm_dataset.STAGES])
    return different + check_matrix(load)


def check_matrix(load):
    states = {"open": cross_sell_pb2.CROSS_SELL_STATE_OPEN, "won": cross_sell_pb2.CROSS_SELL_STATE_WON,
              "lost": cross_sell_pb2.CROSS_SELL_STATE_LOST}
    (server_offerings, server_accounts), (offerings, accounts) = load.server_matrix(), load.file_matrix()

    def rows(names, id_of, server, file):
        return [(f"{name}: {state}", server.get((id_of(name), value), NOTHING), file.get((id_of(name), value), NOTHING))
                for name in names for state, value in states.items()]

    return compare("Cross-sell, by product", rows([product.name for product in load.data.products], load.offering_id,
                                                  server_offerings, offerings)) + compare(
        "Cross-sell, by account", rows([account.name for account in load.data.accounts], load.account_id, server_accounts, accounts))


def main(arguments):
    data = crm_dataset.Dataset(arguments.data)
    for what, count in data.mended.most_common():
        print(f"{count:>6,} × {what}")
    print("What the files say stands word for word in each record's description.")

    started = time.monotonic()
    load = Load(Importer(arguments, "Maven", "Owner", COMPANY), data)
    load.run()
    print(f"Loaded in {time.monotonic() - started:.1f} s")
    different = check(load)
    if different:
        print(f"\n{different} figures differ", file=sys.stderr)
        return 1
    print("\nThe server and the files agree to the cent.")
    return 0


if __name__ == "__main__":
    parser = new_parser(__doc__, "owner@maven-hardware.example")
    parser.add_argument("--data", required=True, metavar="FOLDER", help="the folder with sales_pipeline.csv and the other files")
    sys.exit(command_line.run(main, parser.parse_args()))

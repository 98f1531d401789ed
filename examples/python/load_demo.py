#!/usr/bin/python3
"""Loads the made-up company of demo_company.py into a tenant of its own: members with their managers, custom fields, accounts
and those that belong to others, contacts, opportunities, tasks.

    load_demo.py [--target HOST:PORT]

Run it again and it adds nothing.
"""

import datetime
import sys
import time

import command_line
import demo_company
from importing import Importer, date, money, new_parser

from google.protobuf import struct_pb2, timestamp_pb2
from pipewright.organization.v1 import (custom_field_definition_pb2, custom_field_definition_service_pb2,
                                        custom_field_definition_service_pb2_grpc)
from pipewright.sales.v1 import (account_pb2, account_service_pb2, account_service_pb2_grpc, contact_pb2, contact_service_pb2,
                                 contact_service_pb2_grpc, lead_source_pb2, opportunity_pb2, opportunity_service_pb2,
                                 opportunity_service_pb2_grpc, pipeline_pb2, pipeline_service_pb2, pipeline_service_pb2_grpc)
from pipewright.shared.v1 import subject_pb2
from pipewright.tasks.v1 import task_pb2, task_service_pb2, task_service_pb2_grpc

WORKDAY_ENDS = datetime.time(17, 0)


def source(name):
    return lead_source_pb2.LeadSource.Value(f"LEAD_SOURCE_{name}")


def struct(values):
    made = struct_pb2.Struct()
    made.update(values)
    return made


class Load:
    def __init__(self, importer, company):
        self.importer = importer
        self.client = importer.client
        self.company = company
        self.owner_of = {}

    def run(self):
        self._load_members()
        self._load_custom_fields()
        self._load_accounts()
        self._load_contacts()
        self._load_opportunities()
        self._load_tasks()

    def _load_members(self):
        email_of = {seller.key: seller.email for seller in self.company.sellers}
        members = self.importer.members([
            (seller.email, seller.given, seller.family, seller.role, seller.title, email_of.get(seller.manager))
            for seller in self.company.sellers])
        self.owner_of = {seller.key: members[seller.email].user_id for seller in self.company.sellers}

    def _load_custom_fields(self):
        stub = self.client.stub(custom_field_definition_service_pb2_grpc.CustomFieldDefinitionServiceStub)
        present = self.importer.ids(stub.ListCustomFieldDefinitions,
                                    custom_field_definition_service_pb2.ListCustomFieldDefinitionsRequest(),
                                    "custom_field_definitions")
        self.importer.create("Custom fields", stub.CreateCustomFieldDefinition, [
            custom_field_definition_service_pb2.CreateCustomFieldDefinitionRequest(
                custom_field_definition=custom_field_definition_pb2.CustomFieldDefinition(
                    entity=f"CUSTOM_FIELD_ENTITY_{entity}", key=key, label=label, type=f"CUSTOM_FIELD_TYPE_{kind}",
                    options=options),
                custom_field_definition_id=self.importer.id(f"custom-field/{entity}/{key}"))
            for entity, key, label, kind, options in demo_company.CUSTOM_FIELDS], present)

    def _load_accounts(self):
        stub = self.client.stub(account_service_pb2_grpc.AccountServiceStub)
        present = self.importer.ids(stub.ListAccounts, account_service_pb2.ListAccountsRequest(), "accounts")
        # Those first that others belong to.
        for what, below in ("Accounts", False), ("Accounts of groups", True):
            self.importer.create(what, stub.CreateAccount, (account_service_pb2.CreateAccountRequest(
                account=self._account(row), account_id=self.importer.id(row.key))
                for row in self.company.accounts if (row.parent is not None) == below), present)

    def _account(self, row):
        sizes = [(50, account_pb2.ACCOUNT_SIZE_SMALL), (1000, account_pb2.ACCOUNT_SIZE_MEDIUM)]
        return account_pb2.Account(
            name=row.name, industry=row.industry, region=row.region, website=f"https://{row.domain}", phone=row.phone,
            email=f"info@{row.domain}", employee_count=row.employees, annual_revenue=money(row.revenue, demo_company.CURRENCY),
            size=next((size for limit, size in sizes if row.employees <= limit), account_pb2.ACCOUNT_SIZE_ENTERPRISE),
            status=account_pb2.ACCOUNT_STATUS_CUSTOMER if row.customer else account_pb2.ACCOUNT_STATUS_PROSPECT,
            owner_id=self.owner_of[row.owner], parent_account_id=self._id(row.parent), tags=row.tags,
            custom_fields=struct(row.custom_fields))

    def _id(self, key):
        return self.importer.id(key) if key else ""

    def _load_contacts(self):
        stub = self.client.stub(contact_service_pb2_grpc.ContactServiceStub)
        present = self.importer.ids(stub.ListContacts, contact_service_pb2.ListContactsRequest(), "contacts")
        owners = {account.key: account.owner for account in self.company.accounts}
        # Managers first.
        for what, below in ("Contacts", False), ("Contacts with a manager", True):
            self.importer.create(what, stub.CreateContact, (contact_service_pb2.CreateContactRequest(
                contact=contact_pb2.Contact(
                    account_id=self.importer.id(row.account), first_name=row.given, last_name=row.family, email=row.email,
                    phone=row.phone, title=row.title, owner_id=self.owner_of[owners[row.account]], source=source(row.source),
                    tags=row.tags, primary_contact=row.primary, reports_to_id=self._id(row.reports_to)),
                contact_id=self.importer.id(row.key))
                for row in self.company.contacts if (row.reports_to is not None) == below), present)

    def _load_opportunities(self):
        stub = self.client.stub(opportunity_service_pb2_grpc.OpportunityServiceStub)
        stages = self._stages()
        present = self.importer.ids(stub.ListOpportunities, opportunity_service_pb2.ListOpportunitiesRequest(), "opportunities")
        self.importer.create("Opportunities", stub.CreateOpportunity, (opportunity_service_pb2.CreateOpportunityRequest(
            opportunity=self._opportunity(row, stages), opportunity_id=self.importer.id(row.key))
            for row in self.company.opportunities), present)

    def _stages(self):
        """The stages of the default pipeline by what they are for: "open" is a list, "won" and "lost" one each."""
        stub = self.client.stub(pipeline_service_pb2_grpc.PipelineServiceStub)
        pipelines = self.client.list_all(stub.ListPipelines, pipeline_service_pb2.ListPipelinesRequest(), "pipelines")
        stages = next(pipeline for pipeline in pipelines if pipeline.default_pipeline).stages
        return {"open": [stage.id for stage in stages if stage.kind == pipeline_pb2.STAGE_KIND_OPEN],
                "won": next(stage.id for stage in stages if stage.kind == pipeline_pb2.STAGE_KIND_WON),
                "lost": next(stage.id for stage in stages if stage.kind == pipeline_pb2.STAGE_KIND_LOST)}

    def _opportunity(self, row, stages):
        open_stages = stages["open"]
        opportunity = opportunity_pb2.Opportunity(
            title=row.title, account_id=self.importer.id(row.account), primary_contact_id=self.importer.id(row.contact),
            owner_id=self.owner_of[row.owner], amount=money(row.amount, demo_company.CURRENCY), next_step=row.next_step,
            open_date=date(row.opened), expected_close_date=date(row.expected_close), source=source(row.source), tags=row.tags,
            competitors=row.competitors, competitor=row.competitor, custom_fields=struct(row.custom_fields),
            priority=opportunity_pb2.OpportunityPriority.Value(f"OPPORTUNITY_PRIORITY_{row.priority.upper()}"),
            stage_id=open_stages[min(row.stage, len(open_stages) - 1)] if row.outcome == "open" else stages[row.outcome])
        if row.outcome != "open":
            opportunity.actual_close_date.CopyFrom(date(row.expected_close))
        if row.lost_reason:
            opportunity.lost_reason = row.lost_reason
        return opportunity

    def _load_tasks(self):
        stub = self.client.stub(task_service_pb2_grpc.TaskServiceStub)
        present = self.importer.ids(stub.ListTasks, task_service_pb2.ListTasksRequest(), "tasks")
        self.importer.create("Tasks", stub.CreateTask, (task_service_pb2.CreateTaskRequest(
            task=self._task(row), task_id=self.importer.id(row.key)) for row in self.company.tasks), present)
        done = {self.importer.id(row.key) for row in self.company.tasks if row.done}
        unfinished = [row.id for row in self.client.list_all(stub.ListTasks, task_service_pb2.ListTasksRequest(), "tasks")
                      if row.id in done and row.status == task_pb2.TASK_STATUS_PENDING]
        self.importer.make("Tasks completed", stub.CompleteTask,
                           [task_service_pb2.CompleteTaskRequest(id=task_id) for task_id in unfinished])

    def _task(self, row):
        due = timestamp_pb2.Timestamp()
        due.FromDatetime(datetime.datetime.combine(row.due, WORKDAY_ENDS))
        return task_pb2.Task(
            title=row.title, type=task_pb2.TaskType.Value(f"TASK_TYPE_{row.kind.upper()}"),
            priority=task_pb2.TaskPriority.Value(f"TASK_PRIORITY_{row.priority.upper()}"),
            visibility=task_pb2.TASK_VISIBILITY_PUBLIC, assignee_id=self.owner_of[row.assignee], due_time=due,
            subject=subject_pb2.Subject(kind=subject_pb2.SUBJECT_KIND_OPPORTUNITY, id=self.importer.id(row.opportunity)))


def main(arguments):
    started = time.monotonic()
    company = demo_company.Company(datetime.date.today())
    Load(Importer(arguments, "Dana", "Brooks", company.name), company).run()
    print(f"{company.name} is there, after {time.monotonic() - started:.1f} s. Sign in as {arguments.email}, "
          f"password {arguments.password}; the sellers have the same password.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(command_line.run(main, new_parser(__doc__, "demo@brightwater.example").parse_args()))

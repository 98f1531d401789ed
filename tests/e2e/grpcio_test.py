"""Debian's grpcio against the server: what a client in another language sees, errors above all. Run by with_server.py."""

import os
import pathlib
import sys
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))

from pipewright_client import CallFailed, Client  # noqa: E402

import grpc  # noqa: E402
from google.protobuf import field_mask_pb2  # noqa: E402
from google.type import money_pb2  # noqa: E402
from pipewright.integration.v1 import transaction_service_pb2, transaction_service_pb2_grpc  # noqa: E402
from pipewright.sales.v1 import (account_pb2, account_service_pb2, account_service_pb2_grpc,  # noqa: E402
                                 contact_pb2, contact_service_pb2, opportunity_pb2, opportunity_service_pb2,
                                 opportunity_service_pb2_grpc, pipeline_service_pb2, pipeline_service_pb2_grpc)

TARGET = os.environ["PIPEWRIGHT_TARGET"]
PASSWORD = "a-long-enough-password"


class GrpcioTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = Client(TARGET)
        cls.email = f"{uuid.uuid4().hex}@example.com"
        cls.client.sign_up(email=cls.email, password=PASSWORD, given_name="Ann", tenant_name="Ann and Co")
        cls.accounts = cls.client.stub(account_service_pb2_grpc.AccountServiceStub)
        cls.opportunities = cls.client.stub(opportunity_service_pb2_grpc.OpportunityServiceStub)

    def create_account(self, name, **fields):
        return self.client.call(self.accounts.CreateAccount, account_service_pb2.CreateAccountRequest(
            account=account_pb2.Account(name=name), **fields))

    def refusal(self, method, request, client=None):
        with self.assertRaises(CallFailed) as caught:
            (client or self.client).call(method, request)
        return caught.exception

    def test_a_call_without_credentials_is_refused(self):
        with Client(TARGET) as stranger:
            failed = self.refusal(stranger.stub(account_service_pb2_grpc.AccountServiceStub).ListAccounts,
                                  account_service_pb2.ListAccountsRequest(), stranger)
        self.assertEqual((failed.code, failed.reason), (grpc.StatusCode.UNAUTHENTICATED, "CREDENTIALS_MISSING"))

    def test_all_wrong_fields_are_named_at_once(self):
        failed = self.refusal(self.accounts.CreateAccount, account_service_pb2.CreateAccountRequest(
            account=account_pb2.Account(name="Cedar Foods", email="nobody", owner_id="me", parent_account_id="none")))
        self.assertEqual(failed.code, grpc.StatusCode.INVALID_ARGUMENT)
        wrong = {violation.field for violation in failed.details["BadRequest"].field_violations}
        self.assertLessEqual({"account.email", "account.owner_id", "account.parent_account_id"}, wrong)

    def test_the_message_names_fields_as_the_violations_do(self):
        failed = self.refusal(self.accounts.CreateAccount, account_service_pb2.CreateAccountRequest(
            account=account_pb2.Account(name="x" * 300, website="nowhere")))
        told = failed.details["BadRequest"].field_violations
        self.assertEqual([row.field for row in told], ["account.name", "account.website"])
        self.assertEqual(failed.message, "; ".join(f"{row.field}: {row.description}" for row in told))

    def test_an_unknown_record_is_not_found(self):
        failed = self.refusal(self.accounts.GetAccount, account_service_pb2.GetAccountRequest(id=str(uuid.uuid4())))
        self.assertEqual((failed.code, failed.reason), (grpc.StatusCode.NOT_FOUND, "RECORD_NOT_FOUND"))
        self.assertIn("ResourceInfo", failed.details)

    def test_a_stale_etag_is_refused_and_the_current_one_returned(self):
        account = self.create_account("Cedar Foods")
        mask = field_mask_pb2.FieldMask(paths=["industry"])
        changed = self.client.call(self.accounts.UpdateAccount, account_service_pb2.UpdateAccountRequest(
            account=account_pb2.Account(id=account.id, etag=account.etag, industry="food"), update_mask=mask))
        failed = self.refusal(self.accounts.UpdateAccount, account_service_pb2.UpdateAccountRequest(
            account=account_pb2.Account(id=account.id, etag=account.etag, industry="retail"), update_mask=mask))
        self.assertEqual((failed.code, failed.reason), (grpc.StatusCode.ABORTED, "STALE_ETAG"))
        self.assertEqual(failed.metadata["current_etag"], changed.etag)

    def test_a_repeated_request_gets_the_first_answer(self):
        request_id = str(uuid.uuid4())
        first = self.create_account("Granite Power", request_id=request_id)
        self.assertEqual(self.create_account("Granite Power", request_id=request_id), first)
        with self.assertRaises(CallFailed) as caught:
            self.create_account("Another name", request_id=request_id)
        self.assertEqual(caught.exception.reason, "REQUEST_ID_REUSED")

    def test_winning_needs_an_account(self):
        opportunity = self.client.call(
            self.opportunities.CreateOpportunity, opportunity_service_pb2.CreateOpportunityRequest(
                opportunity=opportunity_pb2.Opportunity(title="Somebody's order", amount=money_pb2.Money(
                    currency_code="EUR", units=100))))
        failed = self.refusal(self.opportunities.WinOpportunity,
                              opportunity_service_pb2.WinOpportunityRequest(id=opportunity.id))
        self.assertEqual((failed.code, failed.reason), (grpc.StatusCode.FAILED_PRECONDITION, "ACCOUNT_REQUIRED"))

    def test_the_past_is_read_and_compared_with_now(self):
        opened = self.client.call(self.opportunities.CreateOpportunity, opportunity_service_pb2.CreateOpportunityRequest(
            opportunity=opportunity_pb2.Opportunity(title="Desks", amount=money_pb2.Money(currency_code="EUR", units=100))))
        self.client.call(self.opportunities.UpdateOpportunity, opportunity_service_pb2.UpdateOpportunityRequest(
            opportunity=opportunity_pb2.Opportunity(id=opened.id, title="More desks",
                                                    amount=money_pb2.Money(currency_code="EUR", units=150))))
        self.assertEqual(opened, self.client.call(self.opportunities.GetOpportunity, opportunity_service_pb2.GetOpportunityRequest(
            id=opened.id, read_time=opened.update_time)))
        pipelines = self.client.stub(pipeline_service_pb2_grpc.PipelineServiceStub)
        compared = self.client.call(pipelines.ComparePipeline, pipeline_service_pb2.ComparePipelineRequest(
            from_time=opened.update_time, kinds=[pipeline_service_pb2.PIPELINE_CHANGE_KIND_RAISED]))
        change = next(change for change in compared.groups[0].top_changes if change.opportunity_id == opened.id)
        self.assertEqual((change.before.title, change.before.amount.units), ("Desks", 100))
        self.assertEqual((change.after.title, change.after.amount.units), ("More desks", 150))

    def test_a_batch_carries_out_what_it_can_and_says_why_not_the_rest(self):
        names = ["Alder Wood", "", "Birch Paper"]
        answer = self.client.call(self.accounts.BatchCreateAccounts, account_service_pb2.BatchCreateAccountsRequest(
            allow_partial=True, requests=[account_service_pb2.CreateAccountRequest(account=account_pb2.Account(name=name))
                                          for name in names]))
        self.assertEqual([account.name for account in answer.accounts], names)
        self.assertEqual(list(answer.failed_requests), [1])
        self.assertEqual(answer.failed_requests[1].code, grpc.StatusCode.INVALID_ARGUMENT.value[0])

    def test_a_transaction_is_all_or_nothing(self):
        transactions = self.client.stub(transaction_service_pb2_grpc.TransactionServiceStub)
        step = transaction_service_pb2.Step
        steps = [
            step(name="customer", create_account=account_service_pb2.CreateAccountRequest(
                account=account_pb2.Account(name="Fir and Sons"))),
            step(name="person", create_contact=contact_service_pb2.CreateContactRequest(
                contact=contact_pb2.Contact(last_name="Fir", account_id="$customer"))),
            step(name="deal", create_opportunity=opportunity_service_pb2.CreateOpportunityRequest(
                opportunity=opportunity_pb2.Opportunity(title="Roof", account_id="$customer", primary_contact_id="$person"))),
        ]
        answer = self.client.call(transactions.Execute, transaction_service_pb2.ExecuteRequest(steps=steps))
        self.assertEqual(answer.answers[2].opportunity.account_id, answer.answers[0].account.id)
        before = self.client.call(self.accounts.ListAccounts, account_service_pb2.ListAccountsRequest(return_total_size=True))
        failed = self.refusal(transactions.Execute, transaction_service_pb2.ExecuteRequest(steps=[
            *steps, step(delete_contact=contact_service_pb2.DeleteContactRequest(id=str(uuid.uuid4())))]))
        self.assertEqual((failed.code, failed.metadata["path"]), (grpc.StatusCode.NOT_FOUND, "steps[3].delete_contact"))
        after = self.client.call(self.accounts.ListAccounts, account_service_pb2.ListAccountsRequest(return_total_size=True))
        self.assertEqual(after.total_size, before.total_size)

    def test_pages_hold_every_record_once(self):
        with Client(TARGET) as client:
            client.sign_up(email=f"{uuid.uuid4().hex}@example.com", password=PASSWORD, given_name="Bo", tenant_name="Bo and Co")
            accounts = client.stub(account_service_pb2_grpc.AccountServiceStub)
            made = {client.call(accounts.CreateAccount, account_service_pb2.CreateAccountRequest(
                account=account_pb2.Account(name=f"Account {i}"))).id for i in range(7)}
            seen, token = [], ""
            while True:
                page = client.call(accounts.ListAccounts, account_service_pb2.ListAccountsRequest(
                    page_size=3, page_token=token, order_by="name desc"))
                seen += [row.id for row in page.accounts]
                token = page.next_page_token
                if not token:
                    break
        self.assertEqual(len(seen), 7)
        self.assertEqual(set(seen), made)

    def list_names(self, **fields):
        page = self.client.call(self.accounts.ListAccounts, account_service_pb2.ListAccountsRequest(**fields))
        return [row.name for row in page.accounts]

    def test_a_filter_chooses_and_an_order_sorts(self):
        for name, region in (("Aster Foods", "West"), ("Aster Freight", "East"), ("Aster Tools", "West")):
            self.client.call(self.accounts.CreateAccount, account_service_pb2.CreateAccountRequest(
                account=account_pb2.Account(name=name, region=region)))
        self.assertEqual(self.list_names(filter='name = "Aster*" AND region = "West"', order_by="name desc"),
                         ["Aster Tools", "Aster Foods"])

    def test_a_filter_that_does_not_fit_is_told_with_its_position(self):
        failed = self.refusal(self.accounts.ListAccounts, account_service_pb2.ListAccountsRequest(
            filter='region = "West" AND employee_count > many'))
        self.assertEqual((failed.code, failed.reason), (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FILTER"))
        self.assertEqual(failed.metadata["position"], "38")
        self.assertEqual([row.field for row in failed.details["BadRequest"].field_violations], ["filter"])

    def test_another_tenants_record_is_as_good_as_missing(self):
        account = self.create_account("Ours alone")
        with Client(TARGET) as other:
            other.sign_up(email=f"{uuid.uuid4().hex}@example.com", password=PASSWORD, given_name="Eve", tenant_name="Eve and Co")
            failed = self.refusal(other.stub(account_service_pb2_grpc.AccountServiceStub).GetAccount,
                                  account_service_pb2.GetAccountRequest(id=account.id), other)
        self.assertEqual((failed.code, failed.reason), (grpc.StatusCode.NOT_FOUND, "RECORD_NOT_FOUND"))


if __name__ == "__main__":
    unittest.main(verbosity=2)

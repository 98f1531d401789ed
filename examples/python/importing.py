"""What the loaders share: signing up, members, and creating records once however often a load is run.

Every record gets an id that follows from its key, so a second run finds the first one's records and creates only what is
missing. Every request gets an id that follows from its content, so even a call whose answer was lost is not done twice.
"""

import decimal
import hashlib
import os
import sys
import time

import command_line
from pipewright_client import CallFailed, Client, snake_case, stable_id

import grpc
from google.type import date_pb2, money_pb2
from pipewright.organization.v1 import member_service_pb2, member_service_pb2_grpc

DEFAULT_PASSWORD = "a-long-enough-demo-password"
SHOWN_ERRORS = 5


def new_parser(doc, email):
    """What every loader understands."""
    parser = command_line.new_parser(doc)
    parser.add_argument("--ca", metavar="FILE", help="certificates to trust, for a server with TLS")
    parser.add_argument("--email", default=email, help="who signs in, or up on the first run (default: %(default)s)")
    parser.add_argument("--password", default=os.environ.get("PIPEWRIGHT_PASSWORD", DEFAULT_PASSWORD),
                        help="theirs and every member's (default: $PIPEWRIGHT_PASSWORD, or one that is no secret)")
    parser.add_argument("--in-flight", type=int, default=32, metavar="N", help="calls under way at once (default: %(default)s)")
    parser.add_argument("--patience", type=float, default=30, metavar="SECONDS",
                        help="how long to wait for a server that isn't there yet (default: %(default)s)")
    return parser


def money(amount, currency):
    """A decimal amount as google.type.Money."""
    units = int(amount)
    return money_pb2.Money(currency_code=currency, units=units, nanos=int((decimal.Decimal(amount) - units) * 1_000_000_000))


def amount_of(value):
    """google.type.Money as a decimal amount."""
    return decimal.Decimal(value.units) + decimal.Decimal(value.nanos) / 1_000_000_000


def date(day):
    return date_pb2.Date(year=day.year, month=day.month, day=day.day) if day else None


class Progress:
    """On a terminal a line that counts up and goes away at the end; elsewhere nothing."""

    def __init__(self, what, total):
        self._what, self._total, self._done = what, total, 0
        self._shown = sys.stderr.isatty()
        self._next = 0.0

    def step(self):
        self._done += 1
        now = time.monotonic()
        if self._shown and now >= self._next:
            self._next = now + 0.1
            print(f"\r\033[K{self._what}: {self._done:,} of {self._total:,}", end="", file=sys.stderr, flush=True)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        if self._shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


class Importer:
    def __init__(self, arguments, given_name, family_name, company):
        self.client = Client(arguments.target, ca_file=arguments.ca, in_flight=arguments.in_flight)
        try:
            self.client.wait_until_ready(arguments.patience)
        except grpc.FutureTimeoutError:
            raise SystemExit(f"error: no server answers at {arguments.target}") from None
        self._password = arguments.password
        new = self.client.sign_in_or_up(arguments.email, arguments.password, given_name=given_name, family_name=family_name,
                                        tenant_name=company)
        self.tenant = self.client.session.tenant
        self._members = self.client.stub(member_service_pb2_grpc.MemberServiceStub)
        print(f"{'Signed up' if new else 'Signed in'}: {arguments.email}, tenant {self.tenant.name} ({self.tenant.slug})")

    def id(self, key):
        """The id of the record with that key, in this tenant."""
        return stable_id(self.tenant.id, key)

    def create(self, what, method, requests, present):
        """Makes those requests whose record is not among the ids `present`. The field with the id is <kind>_id."""
        missing, known = [], 0
        for request in requests:
            kind = type(request).__name__.removeprefix("Create").removesuffix("Request")
            if getattr(request, f"{snake_case(kind)}_id") in present:
                known += 1
            else:
                missing.append(request)
        self.make(what, method, missing)
        if known:
            print(f"{what}: {known:,} were there already")

    def make(self, what, method, requests):
        """Makes all the requests, each with a request_id that follows from its content. Fails when one does."""
        started = time.monotonic()
        calls = []
        for request in requests:
            content = type(request).__name__.encode() + request.SerializeToString(deterministic=True)
            request.request_id = stable_id("request", self.tenant.id, hashlib.sha256(content).hexdigest())
            calls.append((method, request))
        failed = []
        with Progress(what, len(calls)) as progress:
            for answer in self.client.call_all(calls):
                progress.step()
                if isinstance(answer, CallFailed):
                    failed.append(answer)
        for failure in failed[:SHOWN_ERRORS]:
            print(f"error: {failure}", file=sys.stderr)
        if failed:
            raise SystemExit(f"error: {len(failed)} of {len(calls)} calls for {what} failed")
        seconds = time.monotonic() - started
        if calls:
            print(f"{what}: {len(calls):,} in {seconds:.1f} s, {len(calls) / seconds:,.0f} a second", flush=True)

    def ids(self, method, request, field):
        return {row.id for row in self.client.list_all(method, request, field)}

    def members(self, people):
        """{e-mail: Member} with the people added: (e-mail, given name, family name, role, job title, manager's e-mail). A
        manager with a manager stands before the people below."""
        found = self._members_by_email()
        added = 0
        # Those without a manager first: others name them.
        for email, given, family, role, title, manager in sorted(people, key=lambda person: person[5] is not None):
            if email in found:
                continue
            member = member_service_pb2.Member(email=email, given_name=given, family_name=family, roles=[role], job_title=title)
            if manager:
                member.manager_id = found[manager].user_id
            found[email] = self.client.call(self._members.AddMember, member_service_pb2.AddMemberRequest(
                member=member, member_id=self.id(f"member/{email}"), initial_password=self._password))
            added += 1
        print(f"Members: {added} added; {len(people) - added} were there already")
        return found

    def _members_by_email(self):
        rows = self.client.list_all(self._members.ListMembers, member_service_pb2.ListMembersRequest(), "members")
        return {row.email: row for row in rows}

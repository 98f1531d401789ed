"""A small client for Pipewright: a channel, a session, and calls of which many may be under way at once.

    client = Client("127.0.0.1:7443")
    client.sign_up(email="ann@example.com", password="…", given_name="Ann", tenant_name="Ann's shop")
    accounts = client.stub(account_service_pb2_grpc.AccountServiceStub)
    client.call(accounts.ListAccounts, account_service_pb2.ListAccountsRequest(page_size=10))

Errors are CallFailed: the gRPC code, the published reason, and every field that was wrong.
"""

import collections
import random
import re
import time
import uuid

import stubs  # noqa: F401  (puts the generated modules on the path)

import grpc
from google.rpc import error_details_pb2, status_pb2

from pipewright.organization.v1 import auth_service_pb2, auth_service_pb2_grpc

# A namespace of our own: the same key of the same tenant gives the same id on every run, so a load can be repeated.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://pipewright.example/import")
ATTEMPTS = 6


def stable_id(*parts):
    """A UUID that depends on the parts alone."""
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))


def snake_case(name):
    """PipelineView as the contract's files and fields write it: pipeline_view."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower()


class CallFailed(Exception):
    """A call that the server refused. `details` has every google.rpc detail by its type's name."""

    def __init__(self, method, error):
        self.code = error.code()
        self.message = error.details()
        self.details = _details_of(error)
        info = self.details.get("ErrorInfo")
        self.reason = info.reason if info else ""
        self.metadata = dict(info.metadata) if info else {}
        wrong = [f"{v.field}: {v.description}" for v in self.details.get("BadRequest", _NO_FIELDS).field_violations]
        text = f"{method}: {' '.join(filter(None, [self.code.name, self.reason]))}: {self.message}"
        # The message names the first ones itself.
        super().__init__("; ".join([text, *(each for each in wrong if each not in self.message)]))


_NO_FIELDS = error_details_pb2.BadRequest()


def _details_of(error):
    found = {}
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        status = status_pb2.Status.FromString(value)
        for detail in status.details:
            kind = detail.TypeName().rsplit(".", 1)[-1]
            message = getattr(error_details_pb2, kind, None)
            if message is not None:
                found[kind] = message.FromString(detail.value)
    return found


class Client:
    """One channel and, once signed up or in, one session. Not for several threads at once."""

    def __init__(self, target, ca_file=None, in_flight=32, timeout=30.0):
        if ca_file:
            with open(ca_file, "rb") as file:
                self._channel = grpc.secure_channel(target, grpc.ssl_channel_credentials(file.read()))
        else:
            self._channel = grpc.insecure_channel(target)
        self._in_flight = in_flight
        self._timeout = timeout
        self._metadata = ()
        self._auth = auth_service_pb2_grpc.AuthServiceStub(self._channel)
        self.session = None

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self._channel.close()

    def stub(self, make):
        """A stub of this client's channel: client.stub(AccountServiceStub)."""
        return make(self._channel)

    def wait_until_ready(self, seconds=30):
        grpc.channel_ready_future(self._channel).result(timeout=seconds)

    def sign_up(self, **fields):
        return self._begin(self._auth.SignUp, auth_service_pb2.SignUpRequest(**fields))

    def sign_in(self, email, password):
        return self._begin(self._auth.SignIn, auth_service_pb2.SignInRequest(email=email, password=password))

    def sign_in_or_up(self, email, password, **fields):
        """Signs in, or up when nobody has that address and password. True when the tenant is new.

        In this order: signing up again with the same address would make another tenant.
        """
        try:
            self.sign_in(email, password)
            return False
        except CallFailed as failed:
            if failed.reason != "CREDENTIALS_INVALID":
                raise
        self.sign_up(email=email, password=password, **fields)
        return True

    def refresh(self):
        """A new access token for the session, whose refresh token works once. Before the old one ends."""
        return self._begin(self._auth.RefreshSession,
                           auth_service_pb2.RefreshSessionRequest(refresh_token=self.session.refresh_token))

    def _begin(self, method, request):
        self.session = self.call(method, request)
        self.use_token(self.session.access_token)
        return self.session

    def use_token(self, access_token):
        """The calls from now on are those of whoever has been given this token."""
        self._metadata = (("authorization", "Bearer " + access_token),)

    def call(self, method, request):
        """The answer, or CallFailed."""
        for answer in self.call_all([(method, request)]):
            if isinstance(answer, CallFailed):
                raise answer
            return answer

    def call_all(self, calls):
        """Makes the calls (method, request), several at once; yields the answers in the order of the calls.

        A refused call yields its CallFailed, so that one bad row doesn't stop a load. A server that is too busy or has
        just lost a race is asked again, after the pause that it names, or one that grows.
        """
        under_way = collections.deque()
        for method, request in calls:
            if len(under_way) >= self._in_flight:
                yield self._finish(*under_way.popleft())
            under_way.append((method, request, self._start(method, request)))
        while under_way:
            yield self._finish(*under_way.popleft())

    def _start(self, method, request):
        return method.future(request, timeout=self._timeout, metadata=self._metadata)

    def _finish(self, method, request, future):
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return future.result()
            except grpc.RpcError as error:
                failed = CallFailed(_name_of(request), error)
                if attempt == ATTEMPTS or not _worth_another_try(failed):
                    return failed
                time.sleep(_pause(failed, attempt))
                future = self._start(method, request)

    def stream(self, method, request, wait_for_ready=False):
        """The messages of a server stream as they come, until it ends or nobody takes the next one. CallFailed when it breaks;
        with wait_for_ready a server that is away for a while is waited for."""
        call = method(request, metadata=self._metadata, wait_for_ready=wait_for_ready)
        try:
            yield from call
        except grpc.RpcError as error:
            raise CallFailed(_name_of(request), error) from error
        finally:
            call.cancel()

    def upload(self, method, requests):
        """The answer to a client stream of `requests`, or CallFailed."""
        try:
            return method(iter(requests), metadata=self._metadata)
        except grpc.RpcError as error:
            raise CallFailed("upload", error) from None

    def list_all(self, method, request, field):
        """Every row of a List method, page after page."""
        request.page_size = 1000
        while True:
            answer = self.call(method, request)
            yield from getattr(answer, field)
            if not answer.next_page_token:
                return
            request.page_token = answer.next_page_token


def new_tenant(target):
    """A client in a tenant founded just now: what a program that only shows something begins with."""
    client = Client(target)
    client.sign_up(email=f"{uuid.uuid4().hex}@example.com", password="a-long-enough-password", given_name="Ann",
                   tenant_name="Ann and Co")
    return client


def _name_of(request):
    return type(request).__name__.removesuffix("Request")


def _worth_another_try(failed):
    if failed.code == grpc.StatusCode.UNAVAILABLE:
        return True
    return failed.code == grpc.StatusCode.ABORTED and failed.reason == "CONCURRENT_CHANGE"


def _pause(failed, attempt):
    info = failed.details.get("RetryInfo")
    told = info.retry_delay.ToTimedelta().total_seconds() if info else 0.0
    return (told or 0.1 * 2**attempt) * random.uniform(1.0, 1.5)

#!/usr/bin/env python3
"""fairness_test.py PIPEWRIGHTD: what one tenant, or strangers, ask for beside a bystander who wants little. Prints how long the
bystander's calls take alone and beside them; what it demands is order, not time: that they are served before the others are done."""

import concurrent.futures
import contextlib
import threading
import time
import uuid

from attacked import PASSWORD, SECONDS, AttackedServer, main

import grpc
from pipewright.organization.v1 import auth_service_pb2, auth_service_pb2_grpc
from pipewright.sales.v1 import account_pb2, account_service_pb2, account_service_pb2_grpc

CALLS = 300
SLOW = 12
SLOW_ROWS = 10_000
SIGN_INS = 300
ADDRESSES = 30


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


class FairnessTest(AttackedServer):
    def setUp(self):
        self.bystander = self.sign_up()
        for _ in range(CALLS):  # warm
            self.work(self.bystander)

    def times(self):
        """How long each of the bystander's calls takes. None may fail, and none is tried again."""
        times = []
        metadata = (("authorization", f"Bearer {self.bystander.session.access_token}"),)
        with grpc.insecure_channel(self.target) as channel:
            accounts = account_service_pb2_grpc.AccountServiceStub(channel)
            for _ in range(CALLS):
                start = time.monotonic()
                accounts.ListAccounts(account_service_pb2.ListAccountsRequest(), metadata=metadata, timeout=SECONDS)
                times.append(time.monotonic() - start)
        return times

    def report(self, what, idle, beside):
        print(f"{what}: a bystander's list p50 {percentile(beside, .5):.1f} ms, p99 {percentile(beside, .99):.1f} ms "
              f"(alone {percentile(idle, .5):.1f} and {percentile(idle, .99):.1f})", flush=True)

    def make_slow_filter(self, owner):
        """A filter that looks through long names, each ninety times."""
        accounts = owner.stub(account_service_pb2_grpc.AccountServiceStub)
        for _ in range(0, SLOW_ROWS, 500):
            owner.call(accounts.BatchCreateAccounts, account_service_pb2.BatchCreateAccountsRequest(requests=[
                account_service_pb2.CreateAccountRequest(account=account_pb2.Account(name="a" * 150 + uuid.uuid4().hex))
                for _ in range(500)]))
        return " OR ".join(f'name:"{"a" * 20}x{i}"' for i in range(90))

    def test_slow_filters_of_one_tenant_leave_others_their_turn(self):
        owner = self.sign_up()
        slow = self.make_slow_filter(owner)
        idle = self.times()
        request = account_service_pb2.ListAccountsRequest(filter=slow)
        metadata = (("authorization", f"Bearer {owner.session.access_token}"),)
        with grpc.insecure_channel(self.target) as channel:
            stub = account_service_pb2_grpc.AccountServiceStub(channel)
            start = time.monotonic()
            calls = [stub.ListAccounts.future(request, metadata=metadata, timeout=10 * SECONDS) for _ in range(SLOW)]
            beside = self.times()
            still = sum(not call.done() for call in calls)
            took = []
            for call in calls:
                with contextlib.suppress(grpc.RpcError):
                    call.result()
                took.append(time.monotonic() - start)
        self.report(f"{SLOW} filters at once, the last done after {max(took):.0f} s", idle, beside)
        self.assertEqual({call.code() for call in calls} - {grpc.StatusCode.OK, grpc.StatusCode.DEADLINE_EXCEEDED}, set())
        self.assertGreaterEqual(still, SLOW // 3, "the bystander had to wait for the slow ones")

    def test_sign_ins_of_strangers_stop_nobody_else(self):
        idle = self.times()
        channels = [grpc.insecure_channel(self.target, options=[("grpc.use_local_subchannel_pool", 1)]) for _ in range(ADDRESSES)]
        for channel in channels:
            self.addCleanup(channel.close)
        stubs = [auth_service_pb2_grpc.AuthServiceStub(channel) for channel in channels]
        calls = [stubs[i % ADDRESSES].SignIn.future(
            auth_service_pb2.SignInRequest(email=f"{uuid.uuid4().hex}@example.com", password=PASSWORD), timeout=SECONDS)
            for i in range(SIGN_INS)]
        beside = self.times()
        codes = {}
        for call in calls:
            codes[call.code().name] = codes.get(call.code().name, 0) + 1
        self.report(f"{SIGN_INS} sign-ins at once, {codes}", idle, beside)
        self.assertGreater(codes.get("RESOURCE_EXHAUSTED", 0), 0, "nobody was told that it is too much")
        self.assertEqual(set(codes) - {"UNAUTHENTICATED", "RESOURCE_EXHAUSTED", "UNAVAILABLE"}, set())

    def test_a_tenant_that_floods_the_queue_is_the_one_that_is_refused(self):
        owner = self.sign_up()
        metadata = (("authorization", f"Bearer {owner.session.access_token}"),)
        stop = threading.Event()
        refused = []

        def flood():
            with grpc.insecure_channel(self.target, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
                stub = account_service_pb2_grpc.AccountServiceStub(channel)
                while not stop.is_set():
                    calls = [stub.ListAccounts.future(account_service_pb2.ListAccountsRequest(), metadata=metadata,
                                                      timeout=SECONDS) for _ in range(200)]
                    refused.extend(call.code() for call in calls if call.code() != grpc.StatusCode.OK)

        idle = self.times()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            floods = [pool.submit(flood) for _ in range(4)]
            try:
                beside = self.times()
            finally:
                stop.set()
            for each in floods:
                each.result()
        self.report(f"floods of lists, {len(refused)} of them refused", idle, beside)
        self.assertEqual(set(refused) - {grpc.StatusCode.UNAVAILABLE}, set())


if __name__ == "__main__":
    main()

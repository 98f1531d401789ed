#!/usr/bin/env python3
"""search_bench.py PIPEWRIGHTD [--records N] [--tenants N] [--entries N]: search and timelines, by one caller over gRPC.

Starts the server with a PostgreSQL of its own and fills it through the API: a tenant with N records (four tenths
contacts, three tenths tasks, two tenths accounts, a tenth notes), one with a hundredth of them, and as many tenants as
asked for that share another N records. Then each query is asked 200 times, of different words where it can be, and the
timeline of an account with N entries is read, its first page and pages within. Prints p50 and p99 in milliseconds.
"""

import argparse
import bisect
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "examples" / "python"), str(ROOT / "tests" / "e2e")]

from pipewright_client import Client  # noqa: E402
from pipewright.collaboration.v1 import (note_service_pb2, note_service_pb2_grpc, search_service_pb2,  # noqa: E402
                                         search_service_pb2_grpc, timeline_service_pb2, timeline_service_pb2_grpc)
from pipewright.sales.v1 import (account_service_pb2, account_service_pb2_grpc, contact_service_pb2,  # noqa: E402
                                 contact_service_pb2_grpc)
from pipewright.shared.v1 import subject_pb2  # noqa: E402
from pipewright.tasks.v1 import task_pb2, task_service_pb2, task_service_pb2_grpc  # noqa: E402
from with_server import free_port, wait_until_serving  # noqa: E402

PASSWORD = "a-long-enough-password"
CALLS = 200
BATCH = 500


class Words:
    """50,000 pronounceable words, used as words are: the one of rank n about 1/n as often as the first."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        made = set()
        parts = [c + v for c in "bcdfghjklmnprstvwz" for v in ("a", "e", "i", "o", "u", "ai", "or", "en")]
        source = random.Random(1)
        while len(made) < 50_000:
            made.add("".join(source.choice(parts) for _ in range(source.randint(2, 4))))
        self.all = sorted(made)
        source.shuffle(self.all)
        total, self.sums = 0.0, []
        for rank in range(len(self.all)):
            total += 1 / (rank + 10)
            self.sums.append(total)

    def one(self):
        return self.all[bisect.bisect(self.sums, self.random.random() * self.sums[-1]) - 1]

    def some(self, count):
        return " ".join(self.one() for _ in range(count))

    def usual(self, low, high):
        """One of the words of these ranks."""
        return self.all[self.random.randrange(low, high)]


class Filler:
    """Records through the API, BATCH a call."""

    def __init__(self, client, words):
        self.client, self.words, self.made = client, words, 0
        self.account = None

    def rare(self):
        self.made += 1
        return " quillon" if self.made % 100_000 == 77 else ""

    def fill(self, records):
        tenth = records // 10
        self.batches(2 * tenth, self.accounts)
        self.batches(4 * tenth, self.contacts)
        self.batches(3 * tenth, self.tasks)
        self.batches(records - 9 * tenth, self.notes)

    def batches(self, count, make):
        while count > 0:
            make(min(count, BATCH))
            count -= BATCH

    def accounts(self, count):
        request = account_service_pb2.BatchCreateAccountsRequest()
        for i in range(count):
            account = request.requests.add().account
            account.name = f"{self.words.some(2)} gmbh{self.rare()}"
            account.description = self.words.some(6)
        answer = self.client.call(self.client.stub(account_service_pb2_grpc.AccountServiceStub).BatchCreateAccounts, request)
        self.account = answer.accounts[0].id

    def contacts(self, count):
        request = contact_service_pb2.BatchCreateContactsRequest()
        for i in range(count):
            contact = request.requests.add().contact
            contact.first_name, contact.last_name = self.words.one(), f"{self.words.one()} gmbh{self.rare()}"
            contact.title = self.words.some(2)
        self.client.call(self.client.stub(contact_service_pb2_grpc.ContactServiceStub).BatchCreateContacts, request)

    def tasks(self, count):
        request = task_service_pb2.BatchCreateTasksRequest()
        for i in range(count):
            task = request.requests.add().task
            task.title = f"{self.words.some(3)} gmbh{self.rare()}"
            task.type = task_pb2.TASK_TYPE_CALL
            task.description = self.words.some(8)
        self.client.call(self.client.stub(task_service_pb2_grpc.TaskServiceStub).BatchCreateTasks, request)

    def notes(self, count):
        request = note_service_pb2.BatchCreateNotesRequest()
        for i in range(count):
            note = request.requests.add().note
            note.text = f"{self.words.some(25)} gmbh{self.rare()}"
            note.subject.kind, note.subject.id = subject_pb2.SUBJECT_KIND_ACCOUNT, self.account
        self.client.call(self.client.stub(note_service_pb2_grpc.NoteServiceStub).BatchCreateNotes, request)


def misspelt(word):
    return word[:3] + word[4] + word[3] + word[5:] if len(word) > 5 else word[:2] + "y" + word[2:]


def queries(words):
    """Each kind of query, and what makes one."""
    return {
        "a rare word": lambda: "quillon",
        "a usual word": lambda: words.usual(1_000, 3_000),
        "a common word": lambda: words.usual(0, 20),
        "a word that every record has": lambda: "gmbh",
        "a beginning of three letters": lambda: words.usual(0, 5_000)[:3],
        "a typo": lambda: misspelt(words.usual(1_000, 3_000)),
        "two words, one with a typo": lambda: f"gmbh {misspelt(words.usual(1_000, 3_000))}",
        "a word that nothing has": lambda: "xyzzyqw",
    }


def measured(call, count=CALLS):
    for _ in range(20):
        call()
    times = []
    for _ in range(count):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.99) - 1]


def search(client, query):
    stub = client.stub(search_service_pb2_grpc.SearchServiceStub)
    return client.call(stub.Search, search_service_pb2.SearchRequest(query=query))


def sign_up(target, name):
    client = Client(target, timeout=300)
    client.sign_up(email=f"{name}@example.com", password=PASSWORD, given_name="Bench", tenant_name=name, base_currency_code="EUR")
    return client


def measure_searches(title, client, words):
    print(title, flush=True)
    for kind, make in queries(words).items():
        found = 0

        def call():
            nonlocal found
            found += sum(len(group.hits) for group in search(client, make()).groups)

        p50, p99 = measured(call)
        print(f"  {kind}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, {found / (CALLS + 20):.1f} hits", flush=True)


def measure_timeline(client, words, entries):
    filler = Filler(client, words)
    filler.accounts(1)
    filler.batches(entries, filler.notes)
    stub = client.stub(timeline_service_pb2_grpc.TimelineServiceStub)
    request = timeline_service_pb2.ListTimelineRequest()
    request.subject.kind, request.subject.id = subject_pb2.SUBJECT_KIND_ACCOUNT, filler.account
    first = measured(lambda: client.call(stub.ListTimeline, request))
    within = timeline_service_pb2.ListTimelineRequest()
    within.CopyFrom(request)

    def walk():
        answer = client.call(stub.ListTimeline, within)
        within.page_token = answer.next_page_token

    paged = measured(walk)
    print(f"timeline of an account with {entries:,} entries, 50 a page: first p50 {first[0]:.1f} ms, p99 {first[1]:.1f} ms; "
          f"pages within p50 {paged[0]:.1f} ms, p99 {paged[1]:.1f} ms", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--tenants", type=int, default=1_000)
    parser.add_argument("--entries", type=int, default=100_000)
    arguments = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="pipewright-search-bench-"))
    folder.chmod(0o755)
    target = f"127.0.0.1:{free_port()}"
    log = open(folder / "log", "wb")
    server = subprocess.Popen([arguments.binary, "serve", "--listen", target, "--metrics-listen", "", "--data-dir",
                               str(folder / "data"), "--public-calls-per-minute", "0"], stdout=log, stderr=log)
    try:
        wait_until_serving(server, target)
        words = Words(2)
        small, large = sign_up(target, "small"), sign_up(target, "large")
        Filler(small, words).fill(arguments.records // 100)
        started = time.monotonic()
        Filler(large, words).fill(arguments.records)
        print(f"filled {arguments.records:,} records at {arguments.records / (time.monotonic() - started):,.0f} a second", flush=True)
        measure_searches(f"one tenant with {arguments.records:,} records", large, words)
        measure_searches(f"one tenant with {arguments.records // 100:,} records beside it", small, words)
        if arguments.entries:
            measure_timeline(small, words, arguments.entries // 100)
            measure_timeline(small, words, arguments.entries)
        if arguments.tenants:
            clients = [sign_up(target, f"tenant{i}") for i in range(arguments.tenants)]
            for client in clients:
                Filler(client, words).fill(arguments.records // arguments.tenants)
            measure_searches(f"one of {arguments.tenants:,} tenants with {arguments.records:,} records together, beside those",
                             clients[len(clients) // 2], words)
    finally:
        server.terminate()
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

// Follows what happens to a tenant's records and misses nothing, whatever breaks: every message has a token, and whoever
// comes back with the last one goes on behind it.
//
//   node build/follow_events.js [HOST:PORT]
//
// Every run founds a tenant of its own, and stops when it has shown what it is about.

import { randomUUID } from "node:crypto";

import type { MessageInitShape } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient, type Client } from "@connectrpc/connect";

import { EventStart, type Event } from "./gen/pipewright/integration/v1/event_pb.js";
import { EventService, type WatchRequestSchema, type WatchResponse } from "./gen/pipewright/integration/v1/event_service_pb.js";
import { AccountSchema } from "./gen/pipewright/sales/v1/account_pb.js";
import { AccountService } from "./gen/pipewright/sales/v1/account_service_pb.js";
import { Pipewright } from "./pipewright.js";

// The messages of the stream, for ever. A program deals with a message's events and stores its token beside what it made of
// them: then a crash loses nothing.
async function* follow(
  events: Client<typeof EventService>, request: MessageInitShape<typeof WatchRequestSchema>,
): AsyncGenerator<WatchResponse> {
  let from = request;
  for (;;) {
    const stream = new AbortController();
    try {
      // No time limit: the stream stays open until somebody ends it.
      for await (const message of events.watch(from, { timeoutMs: 0, signal: stream.signal })) {
        yield message;
        from = { filter: request.filter, resumeToken: message.resumeToken };
      }
    } catch (error) {
      // The server stops, or the connection broke: another one goes on at the token.
      if (ConnectError.from(error).code !== Code.Unavailable) throw error;
    } finally {
      // Also when the caller has left the loop, or it would stay open and keep the program alive.
      stream.abort();
    }
  }
}

// The event, and its record after the change; the record's type says which message it is.
function show(event: Event): void {
  const account = event.record && anyUnpack(event.record, AccountSchema);
  const changed = event.changes.map(({ field }) => field).join(", ");
  console.log(`  ${event.type} ${account?.name}, version ${event.recordVersion}: ${changed}`);
}

const pipewright = new Pipewright(process.argv[2] ?? "127.0.0.1:7443");
await pipewright.signUp({
  email: `${randomUUID()}@example.com`, password: "a-long-enough-password", givenName: "Ann", tenantName: "Ann and Co",
});
const accounts = createClient(AccountService, pipewright.transport);
const events = createClient(EventService, pipewright.transport);

await accounts.createAccount({ account: { name: "Harbor Freight Lines" } });
const cedar = await accounts.createAccount({ account: { name: "Cedar Foods" } });

console.log("From the oldest on:");
const filter = { resources: ["account"] };
let seen = 0;
let resumeToken = "";
for await (const message of follow(events, { filter, start: EventStart.OLDEST })) {
  message.events.forEach(show);
  seen += message.events.length;
  resumeToken = message.resumeToken;
  if (seen === 2) break;
}

// Nobody watches now.
await accounts.updateAccount({ account: { id: cedar.id, region: "West" }, updateMask: { paths: ["region"] } });
await accounts.createAccount({ account: { name: "Juniper Solar" } });

console.log("What came since the token was kept:");
const page = await events.listEvents({ filter, resumeToken });
page.events.forEach(show);
console.log(`  caught up: ${page.caughtUp}`);

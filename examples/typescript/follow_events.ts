// Follows what happens to a tenant's records and misses nothing, whatever breaks: every message has a token, and whoever
// comes back with the last one goes on behind it.
//
//   node build/follow_events.js [HOST:PORT]
//
// Every run founds a tenant of its own, and stops when it has shown what it is about.

import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { createClient } from "@connectrpc/connect";

import { follow } from "./events.js";
import { EventStart, type Event } from "./gen/pipewright/integration/v1/event_pb.js";
import { EventService } from "./gen/pipewright/integration/v1/event_service_pb.js";
import { AccountSchema } from "./gen/pipewright/sales/v1/account_pb.js";
import { AccountService } from "./gen/pipewright/sales/v1/account_service_pb.js";
import { newTenant } from "./pipewright.js";

// The event, and its record after the change; the record's type says which message it is.
function show(event: Event): void {
  const account = event.record && anyUnpack(event.record, AccountSchema);
  const changed = event.changes.map(({ field }) => field).join(", ");
  console.log(`  ${event.type} ${account?.name}, version ${event.recordVersion}: ${changed}`);
}

const pipewright = await newTenant(process.argv[2]);
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

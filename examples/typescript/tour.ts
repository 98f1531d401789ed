// A tour of the API: sign up, create so that a retry does no harm, list with a filter page by page, read errors, and change
// a record that somebody else is changing too.
//
//   node build/tour.js [HOST:PORT]
//
// Every run founds a tenant of its own.

import { randomUUID } from "node:crypto";

import { Code, ConnectError, createClient, type Client } from "@connectrpc/connect";

import type { Account } from "./gen/pipewright/sales/v1/account_pb.js";
import { AccountService } from "./gen/pipewright/sales/v1/account_service_pb.js";
import type { Opportunity } from "./gen/pipewright/sales/v1/opportunity_pb.js";
import { OpportunityService } from "./gen/pipewright/sales/v1/opportunity_service_pb.js";
import { metadataOf, newTenant, reasonOf, violationsOf } from "./pipewright.js";

// One requestId for one intention: however often the request is sent, there is one opportunity.
async function createSafely(
  opportunities: Client<typeof OpportunityService>, account: Account, title: string, euros: bigint,
): Promise<Opportunity> {
  const request = {
    opportunity: { title, accountId: account.id, amount: { currencyCode: "EUR", units: euros } },
    requestId: randomUUID(),
  };
  const created = await opportunities.createOpportunity(request);
  // As if the answer had been lost on its way.
  const again = await opportunities.createOpportunity(request);
  if (again.id !== created.id) throw new Error("created twice");
  return created;
}

async function* pageByPage(opportunities: Client<typeof OpportunityService>): AsyncGenerator<Opportunity> {
  let pageToken = "";
  do {
    const page = await opportunities.listOpportunities({
      filter: 'status = OPEN AND amount >= 5000 AND title = "Pump*"', orderBy: "amount desc", pageSize: 2, pageToken,
    });
    yield* page.opportunities;
    pageToken = page.nextPageToken;
  } while (pageToken);
}

// All wrong fields come at once, each with its path in the request.
async function showWhatIsWrong(accounts: Client<typeof AccountService>): Promise<void> {
  try {
    await accounts.createAccount({ account: { name: "Cedar Foods", email: "nobody", ownerId: "me" } });
  } catch (error) {
    console.log(`  ${Code[ConnectError.from(error).code]}, ${reasonOf(error)}`);
    for (const { field, description } of violationsOf(error)) console.log(`  ${field}: ${description}`);
  }
}

// Sends the etag that was read. When somebody was faster: take their version, and change that.
async function changeWithoutOverwriting(
  accounts: Client<typeof AccountService>, account: Account, region: string,
): Promise<Account> {
  const change = (etag: string) =>
    accounts.updateAccount({ account: { id: account.id, etag, region }, updateMask: { paths: ["region"] } });
  try {
    return await change(account.etag);
  } catch (error) {
    if (reasonOf(error) !== "STALE_ETAG") throw error;
    const { current_etag: current } = metadataOf(error);
    console.log(`  somebody was faster: etag ${account.etag} is now ${current}`);
    return await change(current);
  }
}

const pipewright = await newTenant(process.argv[2]);
console.log(`Signed up: ${pipewright.session?.tenant?.name}, tenant ${pipewright.session?.tenant?.id}`);
const accounts = createClient(AccountService, pipewright.transport);
const opportunities = createClient(OpportunityService, pipewright.transport);

const account = await accounts.createAccount({ account: { name: "Harbor Freight Lines" } });
for (const [i, euros] of [12000n, 800n, 64000n, 9500n].entries()) {
  await createSafely(opportunities, account, `Pump ${i + 1}`, euros);
}
console.log("Open, worth 5,000 or more:");
for await (const row of pageByPage(opportunities)) {
  console.log(`  ${row.title}: ${row.amount?.units} ${row.amount?.currencyCode}`);
}

console.log("Refused:");
await showWhatIsWrong(accounts);

console.log("Changed twice from the same reading:");
await changeWithoutOverwriting(accounts, account, "West");
const changed = await changeWithoutOverwriting(accounts, account, "East");
console.log(`  region ${changed.region}, etag ${changed.etag}`);

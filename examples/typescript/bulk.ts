// Many changes at once: a batch that keeps what can be kept, and a transaction whose steps refer to each other and happen
// all or not at all.
//
//   node build/bulk.js [HOST:PORT]
//
// Every run founds a tenant of its own.

import { randomUUID } from "node:crypto";

import { ConnectError, createClient } from "@connectrpc/connect";

import { TransactionService } from "./gen/pipewright/integration/v1/transaction_service_pb.js";
import { AccountService } from "./gen/pipewright/sales/v1/account_service_pb.js";
import { newTenant, reasonOf } from "./pipewright.js";

const pipewright = await newTenant(process.argv[2]);
const accounts = createClient(AccountService, pipewright.transport);
const transactions = createClient(TransactionService, pipewright.transport);

console.log("A batch, one row of which is wrong:");
// One call, one transaction, one requestId. Without allowPartial a wrong row refuses all of them.
const rows = [{ name: "Harbor Freight Lines" }, { name: "Cedar Foods", email: "nobody" }, { name: "Juniper Solar" }];
const batch = await accounts.batchCreateAccounts({
  requests: rows.map((account) => ({ account })), allowPartial: true, requestId: randomUUID(),
});
batch.accounts.forEach((account, i) => {
  const failed = batch.failedRequests[i];
  console.log(failed ? `  ${rows[i]?.name}: ${failed.message}` : `  ${account.name}: ${account.code}`);
});

console.log("A transaction:");
// A customer and the deal with them: "$customer" is the id of what the step of that name makes.
const steps = (name: string, won: string) => [
  { name: "customer", request: { case: "createAccount" as const, value: { account: { name } } } },
  {
    name: "deal",
    request: { case: "createOpportunity" as const, value: { opportunity: { title: "Panels", accountId: "$customer" } } },
  },
  { request: { case: "winOpportunity" as const, value: { id: won } } },
];
const { answers } = await transactions.execute({ steps: steps("Beacon Solar", "$deal"), requestId: randomUUID() });
const [customer, , deal] = answers.map(({ record }) => record);
if (customer?.case === "account" && deal?.case === "opportunity") {
  console.log(`  ${customer.value.code} and ${deal.value.title}, both or neither`);
}
// The last step fails: nothing of the others stays.
try {
  await transactions.execute({ steps: steps("Willow Clinics", randomUUID()) });
} catch (error) {
  console.log(`  ${reasonOf(error)}: ${ConnectError.from(error).rawMessage}`);
}
const left = await accounts.listAccounts({ filter: 'name = "Willow Clinics"' });
console.log(`  accounts left behind: ${left.accounts.length}`);

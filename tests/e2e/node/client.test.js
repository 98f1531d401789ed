// @grpc/grpc-js against the server: sign up, sell, be refused, list. Run by with_server.py, with the contract's
// descriptors in PIPEWRIGHT_DESCRIPTORS.
'use strict';

const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const fs = require('node:fs');
const { after, before, test } = require('node:test');

const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const definition = protoLoader.loadFileDescriptorSetFromBuffer(
  fs.readFileSync(process.env.PIPEWRIGHT_DESCRIPTORS), { longs: String, enums: String, defaults: true });
const { pipewright } = grpc.loadPackageDefinition(definition);
const metadata = new grpc.Metadata();
const clients = [];

function connect(Service) {
  const client = new Service(process.env.PIPEWRIGHT_TARGET, grpc.credentials.createInsecure());
  clients.push(client);
  return client;
}

// A call as a promise. grpc-js takes a method under its name in camelCase.
function call(client, method, request) {
  return new Promise((resolve, reject) => {
    client[method](request, metadata, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

let accounts;
let opportunities;

before(async () => {
  const auth = connect(pipewright.organization.v1.AuthService);
  accounts = connect(pipewright.sales.v1.AccountService);
  opportunities = connect(pipewright.sales.v1.OpportunityService);
  const session = await call(auth, 'signUp', {
    email: `${randomUUID()}@example.com`, password: 'a-long-enough-password', given_name: 'Ann', tenant_name: 'Ann and Co',
  });
  metadata.set('authorization', `Bearer ${session.access_token}`);
});

after(() => clients.forEach((client) => client.close()));

test('an opportunity is created in the default pipeline, won, and listed', async () => {
  const account = await call(accounts, 'createAccount', { account: { name: 'Beacon Solar' } });
  const opportunity = await call(opportunities, 'createOpportunity', {
    opportunity: { title: 'Panels', account_id: account.id, amount: { currency_code: 'EUR', units: '990', nanos: 500000000 } },
  });
  assert.equal(opportunity.status, 'OPPORTUNITY_STATUS_OPEN');

  const won = await call(opportunities, 'winOpportunity', { id: opportunity.id, etag: opportunity.etag });
  assert.equal(won.status, 'OPPORTUNITY_STATUS_WON');
  assert.equal(won.probability, 100);

  const list = await call(opportunities, 'listOpportunities', { order_by: 'amount desc' });
  const row = list.opportunities.find(({ id }) => id === opportunity.id);
  assert.deepEqual({ units: row.amount.units, nanos: row.amount.nanos }, { units: '990', nanos: 500000000 });
});

test('a won opportunity cannot be won again', async () => {
  const account = await call(accounts, 'createAccount', { account: { name: 'Falcon Stores' } });
  const opportunity = await call(opportunities, 'createOpportunity', { opportunity: { title: 'Tills', account_id: account.id } });
  await call(opportunities, 'winOpportunity', { id: opportunity.id });
  await assert.rejects(call(opportunities, 'winOpportunity', { id: opportunity.id }), (error) => {
    assert.equal(error.code, grpc.status.FAILED_PRECONDITION);
    assert.ok(error.metadata.get('grpc-status-details-bin').length > 0);
    return true;
  });
});

test('a stale etag is refused', async () => {
  const account = await call(accounts, 'createAccount', { account: { name: 'Willow Care Partners' } });
  await call(accounts, 'updateAccount', { account: { id: account.id, region: 'West' }, update_mask: { paths: ['region'] } });
  await assert.rejects(
    call(accounts, 'deleteAccount', { id: account.id, etag: account.etag }), { code: grpc.status.ABORTED });
});

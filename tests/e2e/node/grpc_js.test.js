// @grpc/grpc-js against the server: sign up, sell, be refused, list. Run by with_server.py.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { grpc, pipewright, connect, closeAll, call, signUp } = require('./grpc_js');

let accounts;
let opportunities;

before(async () => {
  await signUp();
  accounts = connect(pipewright.sales.v1.AccountService);
  opportunities = connect(pipewright.sales.v1.OpportunityService);
});

after(closeAll);

test('an opportunity is created in the default pipeline, won, and listed', async () => {
  const account = await call(accounts, 'createAccount', { account: { name: 'Beacon Solar' } });
  const opportunity = await call(opportunities, 'createOpportunity', {
    opportunity: { title: 'Panels', account_id: account.id, amount: { currency_code: 'EUR', units: '990', nanos: 500000000 } },
  });
  assert.equal(opportunity.status, 'OPPORTUNITY_STATUS_OPEN');

  const won = await call(opportunities, 'winOpportunity', { id: opportunity.id, etag: opportunity.etag });
  assert.equal(won.status, 'OPPORTUNITY_STATUS_WON');
  assert.equal(won.probability, 100);

  const list = await call(opportunities, 'listOpportunities', { filter: 'status = WON amount >= 990', order_by: 'amount desc' });
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

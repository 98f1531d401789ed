// google-gax, the library under Google's own clients, decodes our errors. Run by with_server.py.
'use strict';

const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const { after, before, test } = require('node:test');

const { GoogleError } = require('google-gax');

const { grpc, pipewright, connect, closeAll, call, signUp } = require('./grpc_js');

let accounts;

before(async () => {
  await signUp();
  accounts = connect(pipewright.sales.v1.AccountService);
});

after(closeAll);

// What gax makes of the error that the call must end with.
async function refusal(method, request) {
  try {
    await call(accounts, method, request);
  } catch (error) {
    return GoogleError.parseGRPCStatusDetails(error);
  }
  return assert.fail(`${method} should have been refused`);
}

test('every wrong field is told by its path', async () => {
  const error = await refusal('createAccount', {
    account: { name: 'Cedar Foods', email: 'nobody', owner_id: 'me' },
  });
  assert.equal(error.code, grpc.status.INVALID_ARGUMENT);
  assert.equal(error.reason, 'INVALID_FIELD');
  assert.equal(error.domain, 'pipewright');
  assert.ok(error.errorInfoMetadata.request_id);
  const violations = error.statusDetails.flatMap((detail) => detail.fieldViolations ?? []);
  assert.deepEqual(violations.map(({ field }) => field).sort(), ['account.email', 'account.owner_id']);
  violations.forEach(({ description }) => assert.ok(description));
});

test('a stale etag tells the current one', async () => {
  const account = await call(accounts, 'createAccount', { account: { name: 'Willow Care Partners' } });
  const changed = await call(accounts, 'updateAccount', {
    account: { id: account.id, region: 'West' }, update_mask: { paths: ['region'] },
  });
  const error = await refusal('deleteAccount', { id: account.id, etag: account.etag });
  assert.equal(error.code, grpc.status.ABORTED);
  assert.equal(error.reason, 'STALE_ETAG');
  assert.equal(error.errorInfoMetadata.current_etag, changed.etag);
});

test('what is missing is named', async () => {
  const id = randomUUID();
  const error = await refusal('getAccount', { id });
  assert.equal(error.reason, 'RECORD_NOT_FOUND');
  const resource = error.statusDetails.find((detail) => detail.resourceType);
  assert.deepEqual({ type: resource.resourceType, name: resource.resourceName }, { type: 'account', name: id });
});

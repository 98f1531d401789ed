// Connect's gRPC transport against the server, over HTTP/2 without TLS. Run by with_server.py. The services come from the
// contract's descriptors alone (PIPEWRIGHT_DESCRIPTORS); examples/typescript does the same with generated code.
'use strict';

const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const fs = require('node:fs');
const { before, test } = require('node:test');

const { createFileRegistry, fromBinary } = require('@bufbuild/protobuf');
const { FileDescriptorSetSchema } = require('@bufbuild/protobuf/wkt');
const { Code, ConnectError, createClient } = require('@connectrpc/connect');
const { createGrpcTransport } = require('@connectrpc/connect-node');

const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, fs.readFileSync(process.env.PIPEWRIGHT_DESCRIPTORS)));
const headers = {};
const transport = createGrpcTransport({
  baseUrl: `http://${process.env.PIPEWRIGHT_TARGET}`,
  interceptors: [(next) => (request) => {
    Object.entries(headers).forEach(([key, value]) => request.header.set(key, value));
    return next(request);
  }],
});
const client = (name) => createClient(registry.getService(`pipewright.${name}`), transport);
const accounts = client('sales.v1.AccountService');

before(async () => {
  const session = await client('organization.v1.AuthService').signUp({
    email: `${randomUUID()}@example.com`, password: 'a-long-enough-password', givenName: 'Ann', tenantName: 'Ann and Co',
  });
  headers.authorization = `Bearer ${session.accessToken}`;
});

// The ConnectError that the call must end with, and its ErrorInfo.
async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof ConnectError);
    return { error, info: detail(error, 'ErrorInfo') };
  }
  return assert.fail('should have been refused');
}

function detail(error, name) {
  const [found] = error.findDetails(registry.getMessage(`google.rpc.${name}`));
  assert.ok(found, `${name} is among the details`);
  return found;
}

test('accounts are created, filtered and paged', async () => {
  for (const name of ['Aster Foods', 'Aster Freight', 'Birch Tools']) {
    await accounts.createAccount({ account: { name, industry: name.split(' ')[1] }, requestId: randomUUID() });
  }
  const seen = [];
  let pageToken = '';
  do {
    const page = await accounts.listAccounts({ filter: 'name = "Aster*"', orderBy: 'name desc', pageSize: 1, pageToken });
    assert.ok(page.accounts.length <= 1);
    seen.push(...page.accounts.map(({ name }) => name));
    pageToken = page.nextPageToken;
  } while (pageToken);
  assert.deepEqual(seen, ['Aster Freight', 'Aster Foods']);
});

test('a request that is repeated gets the first answer', async () => {
  const request = { account: { name: 'Granite Power' }, requestId: randomUUID() };
  assert.equal((await accounts.createAccount(request)).id, (await accounts.createAccount(request)).id);
});

test('wrong fields are told with the details decoded', async () => {
  const { error, info } = await refusal(accounts.createAccount({ account: { name: '', email: 'nobody', employeeCount: -1n } }));
  assert.equal(error.code, Code.InvalidArgument);
  assert.equal(info.reason, 'INVALID_FIELD');
  const fields = detail(error, 'BadRequest').fieldViolations.map(({ field }) => field);
  assert.ok(fields.includes('account.name'), fields);
});

test('a filter that does not fit is told with its position', async () => {
  const { error, info } = await refusal(accounts.listAccounts({ filter: 'name = "Aster*" AND colour = "red"' }));
  assert.equal(error.code, Code.InvalidArgument);
  assert.equal(info.reason, 'INVALID_FILTER');
  assert.equal(info.metadata.position, '21');
});

test('a stale etag is refused and the current one told', async () => {
  const account = await accounts.createAccount({ account: { name: 'Cedar Foods' } });
  const change = (region) => accounts.updateAccount({
    account: { id: account.id, etag: account.etag, region }, updateMask: { paths: ['region'] },
  });
  const changed = await change('West');
  const { error, info } = await refusal(change('East'));
  assert.equal(error.code, Code.Aborted);
  assert.equal(info.reason, 'STALE_ETAG');
  assert.equal(info.metadata.current_etag, changed.etag);
});

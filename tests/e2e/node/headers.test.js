// Bytes in headers that no gRPC library would send: through Node's HTTP/2 alone. Run by with_server.py.
'use strict';

const assert = require('node:assert/strict');
const http2 = require('node:http2');
const { test } = require('node:test');

const PATH = '/pipewright.organization.v1.AuthService/SignIn';

// The headers of the answer to an empty SignIn that was sent with these besides gRPC's own.
function signIn(headers) {
  return new Promise((resolve, reject) => {
    const session = http2.connect(`http://${process.env.PIPEWRIGHT_TARGET}`);
    session.on('error', reject);
    const stream = session.request({
      ':method': 'POST', ':path': PATH, 'content-type': 'application/grpc', te: 'trailers', ...headers,
    });
    const answer = {};
    stream.on('response', (received) => Object.assign(answer, received));
    stream.on('trailers', (received) => Object.assign(answer, received));
    stream.on('error', reject);
    stream.on('close', () => {
      session.close();
      resolve(answer);
    });
    stream.resume();
    stream.end(Buffer.from([0, 0, 0, 0, 0]));
  });
}

const INVALID_ARGUMENT = '3';

test('a request id comes back', async () => {
  const answer = await signIn({ 'x-request-id': 'order 17' });
  assert.equal(answer['x-request-id'], 'order 17');
  assert.equal(answer['grpc-status'], INVALID_ARGUMENT);
});

for (const header of ['x-request-id', 'user-agent', 'traceparent', 'authorization', 'x-pipewright-tenant']) {
  test(`a ${header} that is not ASCII does no harm`, async () => {
    const answer = await signIn({ [header]: '00-\u00ff\u0080'.padEnd(60, '\u00e9') });
    assert.equal(answer['grpc-status'], INVALID_ARGUMENT);
    assert.match(answer['x-request-id'], /^[0-9a-f-]{36}$/);
  });
}

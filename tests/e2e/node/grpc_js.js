// What the tests on @grpc/grpc-js share: clients of the contract's descriptors (PIPEWRIGHT_DESCRIPTORS), calls as promises,
// a signed-up user.
'use strict';

const { randomUUID } = require('node:crypto');
const fs = require('node:fs');

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

function closeAll() {
  clients.forEach((client) => client.close());
}

// A call as a promise. grpc-js takes a method under its name in camelCase.
function call(client, method, request) {
  return new Promise((resolve, reject) => {
    client[method](request, metadata, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

// Founds a tenant; later calls are its owner's.
async function signUp() {
  const session = await call(connect(pipewright.organization.v1.AuthService), 'signUp', {
    email: `${randomUUID()}@example.com`, password: 'a-long-enough-password', given_name: 'Ann', tenant_name: 'Ann and Co',
  });
  metadata.set('authorization', `Bearer ${session.access_token}`);
}

module.exports = { grpc, pipewright, connect, closeAll, call, signUp };

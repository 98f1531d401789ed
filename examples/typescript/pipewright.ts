// A session with Pipewright: a transport that sends the access token along, and the details of errors.

import { randomUUID } from "node:crypto";

import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import { ConnectError, createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";

import { BadRequestSchema, ErrorInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import { AuthService, type AuthSession, type SignUpRequest } from "./gen/pipewright/organization/v1/auth_service_pb.js";

export class Pipewright {
  readonly transport: Transport;
  session: AuthSession | undefined;

  // target: "127.0.0.1:7443". Without TLS, so for a server of your own machine.
  constructor(target: string) {
    const authorize: Interceptor = (next) => (request) => {
      if (this.session) request.header.set("authorization", `Bearer ${this.session.accessToken}`);
      return next(request);
    };
    this.transport = createGrpcTransport({ baseUrl: `http://${target}`, interceptors: [authorize], defaultTimeoutMs: 30_000 });
  }

  async signUp(request: Pick<SignUpRequest, "email" | "password" | "givenName" | "tenantName">): Promise<void> {
    this.session = await createClient(AuthService, this.transport).signUp(request);
  }
}

// A session in a tenant founded just now: what a program that only shows something begins with.
export async function newTenant(target = "127.0.0.1:7443"): Promise<Pipewright> {
  const pipewright = new Pipewright(target);
  await pipewright.signUp({
    email: `${randomUUID()}@example.com`, password: "a-long-enough-password", givenName: "Ann", tenantName: "Ann and Co",
  });
  return pipewright;
}

// The published reason of an error, "STALE_ETAG"; empty for what isn't the server's answer.
export function reasonOf(error: unknown): string {
  return detailOf(error, ErrorInfoSchema)?.reason ?? "";
}

// What the error's ErrorInfo says beside the reason.
export function metadataOf(error: unknown): Record<string, string> {
  return detailOf(error, ErrorInfoSchema)?.metadata ?? {};
}

// Every field that was wrong, with what is wrong about it.
export function violationsOf(error: unknown): { field: string; description: string }[] {
  return detailOf(error, BadRequestSchema)?.fieldViolations ?? [];
}

function detailOf<Desc extends DescMessage>(error: unknown, schema: Desc): MessageShape<Desc> | undefined {
  return error instanceof ConnectError ? error.findDetails(schema)[0] : undefined;
}

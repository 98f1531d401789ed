// Following events without missing one.

import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, type Client } from "@connectrpc/connect";

import type { EventService, WatchRequestSchema, WatchResponse } from "./gen/pipewright/integration/v1/event_service_pb.js";

// The messages of the stream, for ever. A program deals with a message's events and stores its token beside what it made of
// them: then a crash loses nothing.
export async function* follow(
  events: Client<typeof EventService>, request: MessageInitShape<typeof WatchRequestSchema>,
): AsyncGenerator<WatchResponse> {
  let from = request;
  for (;;) {
    const stream = new AbortController();
    try {
      // No time limit: the stream stays open until somebody ends it.
      for await (const message of events.watch(from, { timeoutMs: 0, signal: stream.signal })) {
        yield message;
        from = { filter: request.filter, resumeToken: message.resumeToken };
      }
    } catch (error) {
      // The server stops, or the connection broke: another one goes on at the token.
      if (ConnectError.from(error).code !== Code.Unavailable) throw error;
    } finally {
      // Also when the caller has left the loop, or it would stay open and keep the program alive.
      stream.abort();
    }
  }
}

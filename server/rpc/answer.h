// What a handler answers, written into a response.
#pragma once

namespace pipewright::server {

// Aggregates answer with their state; everything else as it is. Calls the ToProto of the result's namespace.
template <class Result, class Response>
void WriteAnswer(const Result& result, Response* response) {
  if constexpr (requires { ToProto(result, response); }) {
    ToProto(result, response);
  } else {
    ToProto(result.state(), response);
  }
}

}  // namespace pipewright::server

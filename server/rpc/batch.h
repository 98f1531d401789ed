// Batch methods (AIP-233 to 235): many requests of a standard method in one call.
#pragma once

#include <google/protobuf/message.h>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "application/shared/commands/batch.h"
#include "server/rpc/answer.h"
#include "server/wire/nested_errors.h"
#include "server/wire/read_request.h"
#include "server/wire/status_mapping.h"

namespace pipewright::server {

inline std::string RequestPath(size_t i) { return absl::StrCat("requests[", i, "]"); }

// Whether an error names a field whose path doesn't begin with `prefix`.
bool IsAboutMoreThan(absl::string_view prefix, const absl::Status& status);

// All that is wrong with one request of a batch: what CheckRequest finds (unless `passed`: the whole batch passed it),
// what a request within another must not say, and what its own parser found (`parsed`).
absl::Status CheckRow(const google::protobuf::Message& request, bool passed, const absl::Status& parsed);

// The commands of a batch; those of requests that were refused are missing.
template <class Command>
struct ParsedBatch {
  std::vector<Command> commands;
  std::vector<size_t> at;             // the index of each command's request
  std::vector<absl::Status> refused;  // by request, with allow_partial; OK for those that have a command
};

// Checks and parses every request, as ReadRequest does with a single one; texts come into normal form. Without
// allow_partial all that is wrong with all of them is one error; with it a wrong request is left out.
template <class Request, class Parse>
auto ReadBatch(Request& batch, Parse parse)
    -> absl::StatusOr<ParsedBatch<typename decltype(parse(batch.requests(0)))::value_type>> {
  const absl::Status checked = CheckAndNormalize(batch);
  // What is wrong outside of the requests (too many of them, a request_id that is no UUID) fails the whole call.
  if (IsAboutMoreThan("requests[", checked)) return checked;
  ParsedBatch<typename decltype(parse(batch.requests(0)))::value_type> parsed;
  parsed.refused.resize(batch.requests_size());
  std::vector<absl::Status> errors;
  for (int i = 0; i < batch.requests_size(); ++i) {
    const auto& request = batch.requests(i);
    auto command = parse(request);
    const absl::Status wrong = CheckRow(request, checked.ok(), command.status());
    if (wrong.ok()) {
      parsed.commands.push_back(*std::move(command));
      parsed.at.push_back(i);
    } else if (batch.allow_partial()) {
      parsed.refused[i] = wrong;
    } else {
      errors.push_back(ErrorAt(RequestPath(i), wrong, *request.GetDescriptor()));
    }
  }
  RETURN_IF_ERROR(FirstOrAllViolations(errors));
  return parsed;
}

// Carries a batch out and writes its response: of `items` one for each request, in their order, and why the others
// failed.
template <class Request, class Response, class Message, class Command, class Handler>
absl::Status RunBatchCall(const RequestContext& context, const Request& request, const ParsedBatch<Command>& batch,
                          const Handler& handler, UnitOfWork& uow, Response& response,
                          google::protobuf::RepeatedPtrField<Message>& items) {
  const auto& row = *Request::descriptor()->FindFieldByName("requests")->message_type();
  ASSIGN_OR_RETURN(auto answers, RunBatch(context, handler, absl::Span<const Command>(batch.commands),
                                          request.allow_partial() ? OnFailure::kSkip : OnFailure::kCollect, uow));
  std::vector<absl::Status> refused = batch.refused;
  std::vector<absl::Status> errors;
  std::vector<size_t> answer_of(request.requests_size());
  for (size_t i = 0; i < answers.size(); ++i) {
    answer_of[batch.at[i]] = i;
    if (answers[i].ok()) continue;
    if (request.allow_partial()) {
      refused[batch.at[i]] = answers[i].status();
    } else if (answers[i].status().code() != absl::StatusCode::kCancelled) {
      errors.push_back(ErrorAt(RequestPath(batch.at[i]), answers[i].status(), row));
    }
  }
  RETURN_IF_ERROR(FirstOrAllViolations(errors));
  items.Reserve(request.requests_size());
  for (int i = 0; i < request.requests_size(); ++i) {
    Message* const resource = items.Add();
    if (refused[i].ok()) {
      WriteAnswer(*answers[answer_of[i]], resource);
    } else {
      (*response.mutable_failed_requests())[i] = ToRpcStatus(WithRequestPaths(refused[i], row), context.request_id);
    }
  }
  return absl::OkStatus();
}

}  // namespace pipewright::server

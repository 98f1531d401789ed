// The mutations that a composite transaction may consist of.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "application/shared/call/request_context.h"
#include "application/unit_of_work.h"
#include "domain/shared/status_macros.h"
#include "server/rpc/answer.h"

namespace pipewright::server {

// What a step of one kind does, with its types erased.
struct StepKind {
  // OK when the request can be read, else its violations.
  std::function<absl::Status(const google::protobuf::Message& request)> check;
  // Carries it out and writes the answer, a message of type `response`.
  std::function<absl::Status(const RequestContext& context, const google::protobuf::Message& request, UnitOfWork& uow,
                             google::protobuf::Message* response)>
      run;
  const google::protobuf::Descriptor* response = nullptr;
};

// Filled while the services are put together, with the parse functions and handlers of their unary methods; read-only,
// and so thread safe, from then on.
class StepRegistry {
 public:
  template <class Request, class Response, class Parse, class Handler>
  void Add(Parse parse, const Handler& handler) {
    StepKind& kind = kinds_[Request::descriptor()];
    kind.check = [parse](const google::protobuf::Message& request) {
      return parse(static_cast<const Request&>(request)).status();
    };
    kind.run = [parse, &handler](const RequestContext& context, const google::protobuf::Message& request,
                                 UnitOfWork& uow, google::protobuf::Message* response) -> absl::Status {
      ASSIGN_OR_RETURN(const auto command, parse(static_cast<const Request&>(request)));
      ASSIGN_OR_RETURN(const auto result, handler.Handle(context, command, uow));
      WriteAnswer(result, static_cast<Response*>(response));
      return absl::OkStatus();
    };
    kind.response = Response::descriptor();
  }

  // By the type of its request; null when there is no such step.
  const StepKind* Find(const google::protobuf::Descriptor* request) const {
    const auto found = kinds_.find(request);
    return found == kinds_.end() ? nullptr : &found->second;
  }

 private:
  absl::flat_hash_map<const google::protobuf::Descriptor*, StepKind> kinds_;
};

}  // namespace pipewright::server

// Carries out the steps of TransactionService.Execute.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"
#include "application/unit_of_work.h"
#include "pipewright/integration/v1/transaction_service.pb.h"
#include "server/rpc/method_registry.h"
#include "server/rpc/steps.h"

namespace pipewright::integration {

// A step that is ready to run.
struct PlannedStep {
  std::string path;  // "steps[1].create_contact"
  std::string name;  // may be empty
  const google::protobuf::Message* request = nullptr;
  const server::StepKind* kind = nullptr;
  const server::MethodInfo* method = nullptr;
  bool has_references = false;
};

// Points into the request it was made of.
using Plan = std::vector<PlannedStep>;

// Thread safe.
class StepRunner {
 public:
  static constexpr int kMaxSteps = 100;

  // Both outlive it.
  StepRunner(const server::MethodRegistry& methods, const server::StepRegistry& steps)
      : methods_(methods), steps_(steps) {}

  // An error names a mutation that Step has a field for and nobody has registered: a server must not start then.
  absl::Status CheckComplete() const;

  // The permission of every step's method.
  absl::Status Admit(const RequestContext& context, const v1::ExecuteRequest& request) const;

  // All violations of all steps at once: names, references to later or unknown steps, and those of each request.
  absl::StatusOr<Plan> Parse(const v1::ExecuteRequest& request) const;

  // Runs the steps in their order, each as a call of its method; the error of the first that fails, with its path.
  absl::Status Run(const RequestContext& context, const Plan& plan, UnitOfWork& uow,
                   v1::ExecuteResponse* response) const;

 private:
  const server::MethodRegistry& methods_;
  const server::StepRegistry& steps_;
};

}  // namespace pipewright::integration

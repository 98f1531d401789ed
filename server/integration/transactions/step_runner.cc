#include "server/integration/transactions/step_runner.h"

#include <google/protobuf/descriptor.h>

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "application/shared/commands/command_bus.h"
#include "application/shared/commands/set_wise.h"
#include "domain/shared/errors.h"
#include "domain/shared/key.h"
#include "domain/shared/status_macros.h"
#include "server/integration/transactions/step_references.h"
#include "server/wire/nested_errors.h"

namespace pipewright::integration {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Stands for an id or an etag that an earlier step will give, while the rest of a request is checked.
constexpr char kSomeId[] = "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4";
constexpr char kSomeEtag[] = "1";

// The field of the oneof that is set; null when none is.
const FieldDescriptor* RequestField(const v1::Step& step) {
  return step.GetReflection()->GetOneofFieldDescriptor(step, v1::Step::descriptor()->FindOneofByName("request"));
}

const Message& RequestOf(const v1::Step& step, const FieldDescriptor& field) {
  return step.GetReflection()->GetMessage(step, &field);
}

std::string StepPath(int i) { return absl::StrCat("steps[", i, "]"); }

std::string RequestPath(int i, const FieldDescriptor& field) { return absl::StrCat(StepPath(i), ".", field.name()); }

// `context` as that of a call of the step's own method.
RequestContext ContextOf(const RequestContext& context, const server::MethodInfo& method) {
  RequestContext own = context;
  own.method = method.name;
  own.permission = method.permission;
  return own;
}

// The field of an answer that holds records of a type.
const FieldDescriptor* RecordField(const Descriptor* record) {
  const auto& records = *v1::StepAnswer::descriptor()->FindOneofByName("record");
  for (int i = 0; i < records.field_count(); ++i) {
    if (records.field(i)->message_type() == record) return records.field(i);
  }
  return nullptr;
}

std::string TextOf(const Message& record, const char* field) {
  return record.GetReflection()->GetString(record, record.GetDescriptor()->FindFieldByName(field));
}

// The violations of one step's request, the references in it standing for something.
absl::Status CheckStep(const PlannedStep& step, const std::set<std::string, std::less<>>& earlier) {
  Violations violations;
  violations.Note("", server::CheckNested(step.path, *step.request));
  const Message* request = step.request;
  std::unique_ptr<Message> filled;
  if (step.has_references) {
    filled.reset(step.request->New());
    filled->CopyFrom(*step.request);
    ReplaceReferences(*filled, [&](const StepReference& reference) -> std::string {
      const absl::string_view name = NameIn(reference);
      const std::string path = absl::StrCat(step.path, ".", reference.path);
      if (name.empty()) {
        violations.Add(path, reference.etag ? "must be an etag, or $name.etag of an earlier step"
                                            : "must be a UUID, or $name of an earlier step");
      } else if (!earlier.contains(name)) {
        violations.Add(path, absl::StrCat("no earlier step is named ", name));
      }
      return reference.etag ? kSomeEtag : kSomeId;
    });
    request = filled.get();
  }
  violations.Note("", server::ErrorAt(step.path, step.kind->check(*request), *request->GetDescriptor()));
  return violations.ToStatus();
}

}  // namespace

absl::Status StepRunner::CheckComplete() const {
  const auto& requests = *v1::Step::descriptor()->FindOneofByName("request");
  for (int i = 0; i < requests.field_count(); ++i) {
    const server::StepKind* const kind = steps_.Find(requests.field(i)->message_type());
    if (kind == nullptr || RecordField(kind->response) == nullptr) {
      return absl::InternalError(absl::StrCat("no step is known for ", requests.field(i)->full_name()));
    }
  }
  return absl::OkStatus();
}

absl::Status StepRunner::Admit(const RequestContext& context, const v1::ExecuteRequest& request) const {
  for (int i = 0; i < request.steps_size(); ++i) {
    const FieldDescriptor* const field = RequestField(request.steps(i));
    if (field == nullptr) continue;
    const Descriptor& type = *field->message_type();
    RETURN_IF_ERROR(
        server::ErrorAt(RequestPath(i, *field), CheckPermission(ContextOf(context, methods_.Of(&type))), type));
  }
  return absl::OkStatus();
}

absl::StatusOr<Plan> StepRunner::Parse(const v1::ExecuteRequest& request) const {
  if (request.steps_size() > kMaxSteps) {
    return InvalidField("steps", absl::StrCat("has more than ", kMaxSteps, " elements"));
  }
  Violations violations;
  std::set<std::string, std::less<>> names;
  Plan plan;
  for (int i = 0; i < request.steps_size(); ++i) {
    const v1::Step& step = request.steps(i);
    const std::string name_path = absl::StrCat(StepPath(i), ".name");
    if (!step.name().empty() && !IsKey(step.name())) {
      violations.Add(name_path, "must be a lower-case letter and up to 62 letters, digits and underscores");
    } else if (names.contains(step.name())) {
      violations.Add(name_path, "is the name of an earlier step");
    }
    const FieldDescriptor* const field = RequestField(step);
    if (field == nullptr) {
      violations.Add(absl::StrCat(StepPath(i), ".request"), "is required: one of the fields behind name");
    } else {
      PlannedStep& planned = plan.emplace_back();
      planned.path = RequestPath(i, *field);
      planned.name = step.name();
      planned.request = &RequestOf(step, *field);
      planned.kind = steps_.Find(field->message_type());
      planned.method = &methods_.Of(field->message_type());
      planned.has_references = HasReferences(*planned.request);
      violations.Note("", CheckStep(planned, names));
    }
    if (!step.name().empty()) names.insert(step.name());
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return plan;
}

absl::Status StepRunner::Run(const RequestContext& context, const Plan& plan, UnitOfWork& uow,
                             v1::ExecuteResponse* response) const {
  for (const PlannedStep& step : plan) response->add_answers()->set_name(step.name);
  std::map<std::string, const Message*, std::less<>> records;  // by the name of their step
  const auto run = [&](size_t i) -> absl::Status {
    const PlannedStep& step = plan[i];
    v1::StepAnswer& answer = *response->mutable_answers(static_cast<int>(i));
    Message* const record = answer.GetReflection()->MutableMessage(&answer, RecordField(step.kind->response));
    record->Clear();
    const Message* request = step.request;
    std::unique_ptr<Message> filled;
    if (step.has_references) {
      filled.reset(request->New());
      filled->CopyFrom(*request);
      ReplaceReferences(*filled, [&](const StepReference& reference) {
        return TextOf(*records.at(std::string(NameIn(reference))), reference.etag ? "etag" : "id");
      });
      request = filled.get();
    }
    const RequestContext own = ContextOf(context, *step.method);
    RETURN_IF_ERROR(uow.RunAs(own, [&] { return step.kind->run(own, *request, uow, record); }));
    if (!step.name.empty()) records[step.name] = record;
    return absl::OkStatus();
  };
  std::vector<absl::Status> outcomes;
  RETURN_IF_ERROR(RunSetWise(uow,
                             {.count = plan.size(),
                              .on_failure = OnFailure::kStop,
                              .prepare = [](size_t, size_t) { return absl::OkStatus(); },
                              .run = run},
                             outcomes));
  for (size_t i = 0; i < plan.size(); ++i) {
    RETURN_IF_ERROR(server::ErrorAt(plan[i].path, outcomes[i], *plan[i].request->GetDescriptor()));
  }
  return absl::OkStatus();
}

}  // namespace pipewright::integration

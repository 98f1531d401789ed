#include "server/integration/transactions/step_references.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/reflection.h>

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "domain/shared/key.h"

namespace pipewright::integration {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool HoldsId(const std::string& field) {
  return field != "request_id" &&
         (field == "id" || field == "ids" || absl::EndsWith(field, "_id") || absl::EndsWith(field, "_ids"));
}

// Calls `visit`(path, field, i) for every text that may be a reference and is one; i: -1 of a single field.
void Visit(const Message& message, const std::string& path,
           absl::FunctionRef<void(const StepReference&, const Message&, const FieldDescriptor&, int)> visit) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* const field : fields) {
    const bool etag = field->name() == "etag";
    const bool text = field->type() == FieldDescriptor::TYPE_STRING && (etag || HoldsId(field->name()));
    if (!text && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const std::string name = absl::StrCat(path, path.empty() ? "" : ".", field->name(),
                                            field->is_repeated() ? absl::StrCat("[", i, "]") : "");
      if (!text) {
        Visit(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                   : reflection.GetMessage(message, field),
              name, visit);
        continue;
      }
      std::string scratch;
      const std::string& value = field->is_repeated()
                                     ? reflection.GetRepeatedStringReference(message, field, i, &scratch)
                                     : reflection.GetStringReference(message, field, &scratch);
      if (absl::StartsWith(value, "$")) visit({name, value, etag}, message, *field, field->is_repeated() ? i : -1);
    }
  }
}

}  // namespace

absl::string_view NameIn(const StepReference& reference) {
  absl::string_view name = reference.text;
  if (!absl::ConsumePrefix(&name, "$")) return {};
  if (reference.etag && !absl::ConsumeSuffix(&name, ".etag")) return {};
  return IsKey(name) ? name : absl::string_view();
}

void ReplaceReferences(Message& request, absl::FunctionRef<std::string(const StepReference&)> resolve) {
  Visit(request, "", [&](const StepReference& reference, const Message& parent, const FieldDescriptor& field, int i) {
    const std::string value = resolve(reference);
    // A part of `request`, which is ours to change; the list of fields of no message changes by it.
    Message& mutable_parent = const_cast<Message&>(parent);
    const Reflection& reflection = *parent.GetReflection();
    if (i >= 0) {
      reflection.SetRepeatedString(&mutable_parent, &field, i, value);
    } else {
      reflection.SetString(&mutable_parent, &field, value);
    }
  });
}

bool HasReferences(const Message& request) {
  bool found = false;
  Visit(request, "", [&](const StepReference&, const Message&, const FieldDescriptor&, int) { found = true; });
  return found;
}

}  // namespace pipewright::integration

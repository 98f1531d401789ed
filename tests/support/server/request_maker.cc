#include "tests/support/server/request_maker.h"

#include <unistd.h>

#include <atomic>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"

namespace pipewright::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// "pipewright.sales.v1.AccountService" → "account".
std::string KindOf(const Method& method) {
  absl::string_view name = method.service()->name();
  absl::ConsumeSuffix(&name, "Service");
  return SnakeCase(name);
}

// What the `id` of a message in a request of `method` is the id of: a request's that of its own method, a resource's
// its own.
std::string KindOf(const Method& method, const Descriptor& message) {
  for (const Method* const other : AllMethods()) {
    if (other->input_type() == &message) return KindOf(*other);
    if (other->output_type() == &message) return SnakeCase(message.name());
  }
  return KindOf(method);
}

std::string UniqueNumber() {
  static std::atomic<int> count = 0;
  return absl::StrCat(getpid(), "x", absl::ToUnixMicros(absl::Now()), "x", ++count);
}

void SetDay(Message& date, absl::CivilDay day) {
  const Reflection& reflection = *date.GetReflection();
  const auto set = [&](const char* part, int value) {
    reflection.SetInt32(&date, date.GetDescriptor()->FindFieldByName(part), value);
  };
  set("year", static_cast<int>(day.year()));
  set("month", day.month());
  set("day", day.day());
}

}  // namespace

absl::CivilDay UniqueDay() {
  static std::atomic<int> count = 0;
  return absl::CivilDay(2001, 1, 1) + ++count;
}

void RequestMaker::KnowAllOf(const std::string& kind, const Message& response) {
  const Reflection& reflection = *response.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(response, &fields);
  for (const FieldDescriptor* const field : fields) {
    if (field->name() == "id") Know(kind, reflection.GetString(response, field));
    if (field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      KnowAllOf(field->name().substr(0, field->name().size() - 1), reflection.GetRepeatedMessage(response, field, 0));
    }
  }
}

std::unique_ptr<Message> RequestMaker::Make(const Method& method) const {
  auto request = NewMessage(*method.input_type());
  Fill(method, *request, IsUpdate(*method.input_type()));
  return request;
}

std::unique_ptr<Message> RequestMaker::Make(const Method& method, const FieldPath& path) const {
  auto request = Make(method);
  Message* at = request.get();
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    const bool chosen = path[i]->real_containing_oneof() != nullptr && !at->GetReflection()->HasField(*at, path[i]);
    at = &ChildOf(*at, *path[i]);
    if (chosen) Fill(method, *at, IsUpdate(*at->GetDescriptor()));
  }
  return request;
}

void RequestMaker::Fill(const Method& method, Message& message, bool update) const {
  const Descriptor& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    const bool resource_id = update && field.name() == "id";
    // Tells one record from another that has no name.
    const bool telling = field.name() == "description" && descriptor.FindFieldByName("etag") != nullptr &&
                         descriptor.FindFieldByName("name") == nullptr;
    // What others of the tenant are to see.
    const bool shown = field.name() == "visibility";
    // What a client stream is about.
    const bool file = field.type() == FieldDescriptor::TYPE_BYTES;
    // What was decided at creation an update may only repeat.
    const bool decided = update && IsImmutable(field);
    if ((IsRequired(field) && !decided) || resource_id || IsOneOfSeveral(field) || telling || shown || file)
      FillField(method, message, field, update);
  }
  for (int i = 0; i < descriptor.real_oneof_decl_count(); ++i) {
    FillField(method, message, *descriptor.oneof_decl(i)->field(0), false);
  }
}

void RequestMaker::FillField(const Method& method, Message& message, const FieldDescriptor& field, bool update) const {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = TextFor(method, field, message);
      field.is_repeated() ? reflection.AddString(&message, &field, text) : reflection.SetString(&message, &field, text);
      return;
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      // Whatever comes first; the widest visibility comes last.
      const int which = field.name() == "visibility" ? field.enum_type()->value_count() - 1 : 1;
      const int value = field.enum_type()->value(which)->number();
      return field.is_repeated() ? reflection.AddEnumValue(&message, &field, value)
                                 : reflection.SetEnumValue(&message, &field, value);
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, 1);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, 1);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
    default:
      return;
  }
  if (field.message_type()->full_name() == "google.type.Date") {
    return SetDay(*reflection.MutableMessage(&message, &field), UniqueDay());
  }
  const bool inner_update = IsUpdate(*field.message_type());
  if (!field.is_repeated()) return Fill(method, *reflection.MutableMessage(&message, &field), update || inner_update);
  // One element for each value of its kind: a pipeline needs a stage of each.
  const FieldDescriptor* const kind = field.message_type()->FindFieldByName("kind");
  const int count = kind != nullptr && kind->enum_type() != nullptr ? kind->enum_type()->value_count() - 1 : 1;
  for (int i = 0; i < count; ++i) {
    Message& element = *reflection.AddMessage(&message, &field);
    Fill(method, element, inner_update);
    if (const auto* const name = field.message_type()->FindFieldByName("name")) {
      element.GetReflection()->SetString(&element, name, absl::StrCat(word_, " ", i));
    }
    if (const auto* const chance = field.message_type()->FindFieldByName("probability");
        chance != nullptr && count > 1) {
      const bool won = absl::EndsWith(kind->enum_type()->value(i + 1)->name(), "_WON");
      element.GetReflection()->SetInt32(&element, chance, won ? 100 : 0);
    }
    if (count > 1) element.GetReflection()->SetEnumValue(&element, kind, kind->enum_type()->value(i + 1)->number());
  }
}

std::string RequestMaker::TextFor(const Method& method, const FieldDescriptor& field, const Message& message) const {
  const std::string& name = field.name();
  if (name == "id" || name == "ids") {
    // Of a subject: its kind's first, an account.
    const bool subject = message.GetDescriptor()->FindFieldByName("kind") != nullptr;
    const auto known = ids_.find(subject ? "account" : KindOf(method, *message.GetDescriptor()));
    return known == ids_.end() ? "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4" : known->second;
  }
  if (IsId(field)) {
    const absl::string_view what = absl::StripSuffix(name, "_id");
    for (const auto& [kind, id] : ids_) {
      if (what == kind || absl::EndsWith(what, absl::StrCat("_", kind))) return id;
    }
    const auto user = ids_.find("user");
    return user == ids_.end() ? "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4" : user->second;
  }
  // Of a record, whose name may have to be another than every other one's.
  if ((name == "name" || name == "description") && message.GetDescriptor()->FindFieldByName("etag") != nullptr) {
    return absl::StrCat(word_, " ", UniqueNumber());
  }
  // What takes the place of a word is another one.
  if (name == "new_tag") return absl::StrCat("new ", word_);
  if (name == "key") return absl::StrCat("k", UniqueNumber());
  if (name == "email") return absl::StrCat("u", UniqueNumber(), "@example.com");
  if (absl::StrContains(name, "password")) return "correct horse battery staple";
  if (name == "roles") return "MEMBER";
  if (name == "resource") return "account";
  if (field.type() == FieldDescriptor::TYPE_BYTES) return absl::StrCat("name\n", word_, "\n");
  if (name == "rate") return "1.5";
  // The tenants' base currency is the euro, to which another one has a rate.
  if (absl::StrContains(name, "currency")) return message.GetDescriptor()->name() == "ExchangeRate" ? "USD" : "EUR";
  return word_;
}

}  // namespace pipewright::testing

#include "server/integration/files/cells.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "domain/shared/errors.h"
#include "google/api/field_behavior.pb.h"
#include "google/type/date.pb.h"
#include "google/type/money.pb.h"
#include "server/integration/files/csv_writer.h"
#include "server/integration/files/scalar_cells.h"
#include "server/integration/files/whole_cells.h"

namespace pipewright::integration {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Struct;
using google::protobuf::Timestamp;
using google::protobuf::Value;
using google::type::Date;
using google::type::Money;

bool IsOutputOnly(const FieldDescriptor& field) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == google::api::OUTPUT_ONLY) return true;
  }
  return false;
}

bool IsMessage(const FieldDescriptor& field) { return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE; }

bool IsCell(const FieldDescriptor& field) { return IsMessage(field) ? IsWhole(field) : IsScalarCell(field); }

void Collect(const Descriptor& message, const std::string& prefix, std::vector<std::string>& paths) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    const bool settable = !IsOutputOnly(field) && field.name() != "etag";
    if (!settable && !(prefix.empty() && field.name() == "id")) continue;
    const std::string path = absl::StrCat(prefix, field.name());
    if (IsMessage(field) && !IsWhole(field)) {
      if (!field.is_map()) Collect(*field.message_type(), absl::StrCat(path, "."), paths);
      continue;
    }
    if (!IsCell(field)) continue;
    paths.push_back(path);
    if (IsMoney(field)) paths.push_back(absl::StrCat(path, ".currency_code"));
  }
}

}  // namespace

absl::StatusOr<CellField> CellField::Parse(const Descriptor& record, absl::string_view path) {
  CellField cell{std::string(path)};
  const Descriptor* message = &record;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    const FieldDescriptor* const field = message == nullptr ? nullptr : message->FindFieldByName(std::string(name));
    if (field == nullptr) return InvalidValue(absl::StrCat("\"", path, "\" is not a field of ", record.name()));
    cell.fields_.push_back(field);
    message = IsMessage(*field) && !field->is_repeated() ? field->message_type() : nullptr;
  }
  // Of an amount only its currency is a part.
  const FieldDescriptor& last = *cell.fields_.back();
  const Descriptor* const holder = last.containing_type();
  const bool part = (holder == Money::descriptor() && last.name() != "currency_code") || holder == Date::descriptor() ||
                    holder == Timestamp::descriptor() || holder == Value::descriptor() ||
                    holder == Struct::descriptor();
  if (part || !IsCell(last)) {
    return InvalidValue(absl::StrCat("\"", path, "\" can't be a column: name a single value"));
  }
  return cell;
}

std::vector<CellField> CellField::AllOf(const Descriptor& record) {
  std::vector<std::string> paths;
  Collect(record, "", paths);
  std::vector<CellField> cells;
  for (const std::string& path : paths) {
    if (auto cell = Parse(record, path); cell.ok()) cells.push_back(*std::move(cell));
  }
  return cells;
}

bool CellField::output_only() const {
  return std::any_of(fields_.begin(), fields_.end(), [](const FieldDescriptor* field) { return IsOutputOnly(*field); });
}

bool CellField::is_money() const { return IsMoney(*fields_.back()); }

std::string CellField::amount_path() const {
  const FieldDescriptor& last = *fields_.back();
  if (last.containing_type() != Money::descriptor()) return "";
  return path_.substr(0, path_.size() - last.name().size() - 1);
}

Message* CellField::Parent(Message& record) const {
  Message* at = &record;
  for (size_t i = 0; i + 1 < fields_.size(); ++i) at = at->GetReflection()->MutableMessage(at, fields_[i]);
  return at;
}

absl::Status CellField::Set(absl::string_view cell, Message& record) const {
  const FieldDescriptor& field = *fields_.back();
  Message& parent = *Parent(record);
  cell = FromSpreadsheet(cell);
  if (!IsMessage(field)) return ReadScalars(cell, field, parent);
  if (field.is_repeated()) return ReadList(cell, field, parent);
  return ReadWhole(cell, parent.GetReflection()->MutableMessage(&parent, &field));
}

void CellField::Append(const Message& record, bool guard, std::string& out) const {
  const Message* parent = &record;
  for (size_t i = 0; i + 1 < fields_.size(); ++i) {
    if (!parent->GetReflection()->HasField(*parent, fields_[i])) return;
    parent = &parent->GetReflection()->GetMessage(*parent, fields_[i]);
  }
  const FieldDescriptor& field = *fields_.back();
  const Reflection& reflection = *parent->GetReflection();
  if (field.is_repeated() ? reflection.FieldSize(*parent, &field) == 0
                          : field.has_presence() && !reflection.HasField(*parent, &field)) {
    return;
  }
  const std::string text = !IsMessage(field)     ? ScalarsText(field, *parent)
                           : field.is_repeated() ? ListText(field, *parent)
                                                 : WholeText(reflection.GetMessage(*parent, &field));
  AppendCsvCell(guard && field.cpp_type() == FieldDescriptor::CPPTYPE_STRING ? ForSpreadsheet(text) : text, out);
}

void CellField::SetCurrency(const std::string& code, Message& record) const {
  Message& parent = *Parent(record);
  if (!parent.GetReflection()->HasField(parent, fields_.back())) return;
  Money& money =
      *google::protobuf::DynamicCastToGenerated<Money>(parent.GetReflection()->MutableMessage(&parent, fields_.back()));
  if (money.currency_code().empty()) money.set_currency_code(code);
}

}  // namespace pipewright::integration

// Fields of a record as cells of a table, by the record's proto.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace pipewright::integration {

// One field, or a part of one: "name", "billing_address.city", "annual_revenue.currency_code".
//
//   text, id           as it is                     enum             its name without the prefix: CUSTOMER
//   bool               true, false                  google.type.Date 2026-01-31
//   whole number       42                           Timestamp        RFC 3339: 2026-01-31T09:00:00Z
//   google.type.Money  a decimal amount: 1234.50; its currency is the part "<field>.currency_code"
//   list of the above  separated by ";", where \; is a ";" and \\ a "\"
//   protobuf.Value     JSON: 42, true, "a"
//   protobuf.Struct    JSON: {"seats":12.5,"tier":"gold"}
//   list of messages   JSON, as the API's JSON form has it
class CellField {
 public:
  // kInvalidArgument (no field named) when the record has no such field, or it can't be a cell.
  static absl::StatusOr<CellField> Parse(const google::protobuf::Descriptor& record, absl::string_view path);
  // Every field that a caller may set, and the id before them: what an export has when nothing else is said.
  static std::vector<CellField> AllOf(const google::protobuf::Descriptor& record);

  const std::string& path() const { return path_; }
  // The field of the record that it is of.
  const std::string& top() const { return fields_.front()->name(); }
  bool output_only() const;
  bool is_money() const;
  // Of the currency of an amount: the path of the amount; else empty.
  std::string amount_path() const;

  // Sets the field from a cell that is not empty. kInvalidArgument (no field named).
  absl::Status Set(absl::string_view cell, google::protobuf::Message& record) const;
  // Appends the field's cell; nothing when it is absent. `guard`: see csv_writer.h.
  void Append(const google::protobuf::Message& record, bool guard, std::string& out) const;
  // Of a money field: gives an amount that was set its currency, if it has none.
  void SetCurrency(const std::string& code, google::protobuf::Message& record) const;

 private:
  explicit CellField(std::string path) : path_(std::move(path)) {}
  google::protobuf::Message* Parent(google::protobuf::Message& record) const;

  std::string path_;
  std::vector<const google::protobuf::FieldDescriptor*> fields_;  // the way to it
};

}  // namespace pipewright::integration

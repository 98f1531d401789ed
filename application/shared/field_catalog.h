// The fields of a record that lists may be filtered and sorted by, with their types: what a filter is checked against.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace pipewright {

// What a field holds, and so which literals, operators and order it takes in a filter.
enum class FieldType {
  kText,     // = is exact; : is "contains", whatever the case; "ACME*" and "*corp" are prefix and suffix
  kId,       // a UUID; = and != only
  kInt,      // a whole number of 64 bits
  kBool,     // true or false
  kTime,     // a moment: RFC 3339 ("2026-01-31T09:00:00Z"), a date (its midnight in the tenant's zone), now() - days(3)
  kDate,     // a civil date: "2026-01-31", today() + days(7)
  kMoney,    // an amount with up to four decimals, compared as a number; its currency is the kText field
             // "<name>.currency_code"
  kEnum,     // one of `enum_values`; = and != only
  kTextSet,  // a set of texts (tags): `tags:"vip"` and `tags = "vip"` are "has this one"
};

// One field. `name` is the one in the proto resource; a part of a composite field is dotted ("amount.currency_code"), a
// field of the record that a reference leads to too ("account.industry").
struct Field {
  std::string name;
  FieldType type = FieldType::kText;
  std::vector<std::string> enum_values;  // kEnum: the names without their prefix, "OPEN"; the API's order
  bool filterable = true;
  bool sortable = true;   // kTextSet never is
  bool nullable = false;  // may be missing: `field:*` asks whether it is there; sorts last, both ways
};

// A value; names are unique.
class FieldCatalog {
 public:
  FieldCatalog() = default;
  // `resource`: "opportunity", for messages.
  explicit FieldCatalog(std::string resource, std::vector<Field> fields = {})
      : resource_(std::move(resource)), fields_(std::move(fields)) {}

  const std::string& resource() const { return resource_; }
  const std::vector<Field>& fields() const { return fields_; }

  void Add(Field field) { fields_.push_back(std::move(field)); }

  // Null when there is no such field. The pointer is good until the catalog changes.
  const Field* Find(absl::string_view name) const {
    for (const Field& field : fields_) {
      if (field.name == name) return &field;
    }
    return nullptr;
  }

 private:
  std::string resource_;
  std::vector<Field> fields_;
};

}  // namespace pipewright

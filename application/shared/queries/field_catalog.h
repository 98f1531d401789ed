// The fields of a record that lists may be filtered and sorted by, with their types: what a filter is checked against.
#pragma once

#include <functional>
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
  kTextSet,  // a set of texts (tags): `tags:"vip"` and `tags = "vip"` are "has this one", `tags:"vip*"` "has such a
             // one"
  kGroup,    // several fields, named behind a dot ("billing_address.city"); by itself only `billing_address:*`, which
             // asks whether any of them is there
};

// How a text of a field is stored, whatever way it was written in; what a filter compares with is brought to the same.
enum class TextForm {
  kAsWritten,
  kLowerCase,  // e-mail addresses, tags
  kUpperCase,  // codes of currencies and countries
  kPhone,      // E.164
};

// One field. `name` is the one in the proto resource; a part of a composite field is dotted ("amount.currency_code").
struct Field {
  std::string name;
  FieldType type = FieldType::kText;
  // kEnum: the names without their prefix, "OPEN"; the API's order. kText, kTextSet: the only texts there are, if
  // known.
  std::vector<std::string> enum_values;
  // Further ones, that records may still have and that nobody is told to write.
  std::vector<std::string> former_values = {};
  bool filterable = true;
  bool sortable = true;   // kTextSet never is; a store sorts by what it has an index for
  bool nullable = false;  // may be missing: `field:*` asks whether it is there; sorts last, both ways
  // kBool: the kTime field from whose moment on it is true; false before, and where there is none. It is never missing,
  // and stores don't know it: conditions are about that field.
  std::string since = {};
  TextForm form = TextForm::kAsWritten;  // kText, kTextSet
};

class FieldCatalog;

// A field that holds the id of another record: lists are filtered by that one's fields too ("account.industry"), one
// step far, and never sorted by them.
struct Reference {
  std::string name;   // what stands before the dot: "account"; alone it means `field`
  std::string field;  // of this record: "account_id"
  // Of the other record. Asked for when it is needed, because records refer to others of their kind.
  std::function<const FieldCatalog&()> catalog;
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
  const std::vector<Reference>& references() const { return references_; }
  // Filtering by these fields from another record takes the permission "<read_as>:read": the resource itself, but for
  // parts of another one (a stage is read as its pipeline).
  const std::string& read_as() const { return read_as_.empty() ? resource_ : read_as_; }
  void set_read_as(std::string resource) { read_as_ = std::move(resource); }

  void Add(Field field) { fields_.push_back(std::move(field)); }
  void Add(Reference reference) { references_.push_back(std::move(reference)); }
  void SetSortable(absl::string_view name, bool sortable) {
    for (Field& field : fields_) {
      if (field.name == name) field.sortable = sortable;
    }
  }

  // Null when there is no such field. The pointer is good until the catalog changes.
  const Field* Find(absl::string_view name) const {
    for (const Field& field : fields_) {
      if (field.name == name) return &field;
    }
    return nullptr;
  }
  const Reference* FindReference(absl::string_view name) const {
    for (const Reference& reference : references_) {
      if (reference.name == name) return &reference;
    }
    return nullptr;
  }

 private:
  std::string resource_;
  std::string read_as_;
  std::vector<Field> fields_;
  std::vector<Reference> references_;
};

}  // namespace pipewright

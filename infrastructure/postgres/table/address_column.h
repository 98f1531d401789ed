// A postal address in one JSON column, by whose parts lists are filtered.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "domain/shared/contact_details.h"
#include "infrastructure/postgres/table/column.h"

namespace pipewright::postgres {

// Filters name its parts behind a dot, "billing_address.city"; "billing_address:*" asks whether any of them is there.
template <class S>
Column<S> AddressCol(const std::string& name, PostalAddress S::*member) {
  Column<S> column = JsonCol(name, member);
  column.list_fields = {GroupField(name)};
  for (const char* const part : {"street", "city", "state", "postal_code", "region_code"}) {
    column.list_fields.push_back(
        {{.name = absl::StrCat(name, ".", part),
          .type = FieldType::kText,
          .sortable = false,
          .nullable = true,
          .form = std::string(part) == "region_code" ? TextForm::kUpperCase : TextForm::kAsWritten},
         absl::StrCat("t.", name, " ->> '", part, "'"),
         "text",
         "",
         ""});
  }
  return column;
}

}  // namespace pipewright::postgres

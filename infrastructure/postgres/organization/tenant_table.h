// Tenants in PostgreSQL.
#pragma once

#include "domain/organization/tenant.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

template <>
struct Codec<organization::Slug> {
  static constexpr char kCast[] = "text";
  static constexpr FieldType kField = FieldType::kText;
  static constexpr bool kRawJson = false;
  static std::string ToText(const organization::Slug& value) { return value.value(); }
  static absl::Status FromText(absl::string_view text, organization::Slug& out) {
    ASSIGN_OR_RETURN(out, organization::Slug::Parse(text));
    return absl::OkStatus();
  }
};

const Table<organization::Tenant>& TenantTable();

}  // namespace pipewright::postgres

// A record with one field of each type and the records that it refers to, for tests of filters and orders.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/shared/queries/field_catalog.h"

namespace pipewright {

inline const FieldCatalog& MemberCatalog() {
  static const auto* const catalog = new FieldCatalog("member", {
                                                                    {.name = "user_id", .type = FieldType::kId},
                                                                    {.name = "email", .type = FieldType::kText},
                                                                });
  return *catalog;
}

inline const FieldCatalog& CompanyCatalog() {
  static const auto* const catalog = [] {
    auto* const company = new FieldCatalog(
        "company", {
                       {.name = "id", .type = FieldType::kId},
                       {.name = "name", .type = FieldType::kText},
                       {.name = "industry", .type = FieldType::kText, .nullable = true},
                       {.name = "employees", .type = FieldType::kInt, .nullable = true},
                       {.name = "owner_id", .type = FieldType::kId, .nullable = true},
                       {.name = "tags", .type = FieldType::kTextSet, .sortable = false},
                       {.name = "notes", .type = FieldType::kText, .filterable = false, .sortable = false},
                   });
    company->Add(Reference{"owner", "owner_id", MemberCatalog});
    return company;
  }();
  return *catalog;
}

inline const FieldCatalog& DealCatalog() {
  static const auto* const catalog = [] {
    auto* const deal = new FieldCatalog(
        "deal", {
                    {.name = "id", .type = FieldType::kId},
                    {.name = "title", .type = FieldType::kText},
                    {.name = "industry", .type = FieldType::kText, .nullable = true},
                    {.name = "owner_id", .type = FieldType::kId, .nullable = true},
                    {.name = "company_id", .type = FieldType::kId, .nullable = true},
                    {.name = "score", .type = FieldType::kInt, .nullable = true},
                    {.name = "vip", .type = FieldType::kBool},
                    {.name = "create_time", .type = FieldType::kTime},
                    {.name = "close_date", .type = FieldType::kDate, .nullable = true},
                    {.name = "amount", .type = FieldType::kMoney, .nullable = true},
                    {.name = "amount.currency_code", .type = FieldType::kText, .nullable = true},
                    {.name = "state", .type = FieldType::kEnum, .enum_values = {"OPEN", "WON", "LOST"}},
                    {.name = "tags", .type = FieldType::kTextSet, .sortable = false},
                    {.name = "notes", .type = FieldType::kText, .filterable = false, .sortable = false},
                });
    deal->Add(Reference{"owner", "owner_id", MemberCatalog});
    deal->Add(Reference{"company", "company_id", CompanyCatalog});
    return deal;
  }();
  return *catalog;
}

// For FilterScope::custom_fields: one of each type, of deals and companies.
inline absl::StatusOr<std::vector<Field>> FakeCustomFields(absl::string_view resource) {
  if (resource != "deal" && resource != "company") return std::vector<Field>();
  return std::vector<Field>{
      {.name = "custom_fields.size", .type = FieldType::kMoney, .sortable = false, .nullable = true},
      {.name = "custom_fields.note", .type = FieldType::kText, .sortable = false, .nullable = true},
      {.name = "custom_fields.tier",
       .type = FieldType::kText,
       .enum_values = {"gold", "silver"},
       .sortable = false,
       .nullable = true},
      {.name = "custom_fields.tiers",
       .type = FieldType::kTextSet,
       .enum_values = {"gold", "silver"},
       .sortable = false,
       .nullable = true},
      {.name = "custom_fields.hot", .type = FieldType::kBool, .sortable = false, .nullable = true},
      {.name = "custom_fields.due", .type = FieldType::kDate, .sortable = false, .nullable = true},
      {.name = "custom_fields.buddy", .type = FieldType::kId, .sortable = false, .nullable = true},
  };
}

}  // namespace pipewright

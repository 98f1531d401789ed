// A record with one field of each type and the records that it refers to, for tests of filters and orders.
#pragma once

#include "application/shared/field_catalog.h"

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

}  // namespace pipewright

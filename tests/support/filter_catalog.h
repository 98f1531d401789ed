// A record with one field of each type, for tests of filters and orders.
#pragma once

#include "application/shared/field_catalog.h"

namespace pipewright {

inline const FieldCatalog& DealCatalog() {
  static const auto* const catalog =
      new FieldCatalog("deal", {
                                   {.name = "id", .type = FieldType::kId},
                                   {.name = "title", .type = FieldType::kText},
                                   {.name = "industry", .type = FieldType::kText, .nullable = true},
                                   {.name = "owner_id", .type = FieldType::kId, .nullable = true},
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
  return *catalog;
}

}  // namespace pipewright

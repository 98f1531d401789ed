// The records that a sweep finds, by the reader of their kind.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"
#include "application/shared/filter/condition.h"
#include "application/shared/queries/list_query.h"
#include "application/shared/queries/reader.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/uuid.h"

namespace pipewright::integration {

// The ids of those that `conditions` hold for, behind `after` and in their order; at most `limit`.
template <class A>
absl::StatusOr<std::vector<Uuid>> IdsBehind(Reader<A>& reader, const RequestContext& ctx,
                                            std::vector<filter::Condition> conditions, const Uuid& after, int limit) {
  ListQuery list;
  list.order.push_back({.field = "id", .type = FieldType::kId});
  list.page_size = limit;
  list.conditions = std::move(conditions);
  filter::Condition& behind = list.conditions.emplace_back();
  behind.kind = filter::Condition::Kind::kTest;
  behind.field = "id";
  behind.type = FieldType::kId;
  behind.test = filter::Test::kGreater;
  behind.literal = after;
  ASSIGN_OR_RETURN(const auto listed, reader.List(ctx, list));
  std::vector<Uuid> ids;
  ids.reserve(listed.items.size());
  for (const auto& state : listed.items) ids.push_back(state.id.uuid());
  return ids;
}

// How many there are.
template <class A>
absl::StatusOr<int64_t> CountOf(Reader<A>& reader, const RequestContext& ctx,
                                std::vector<filter::Condition> conditions) {
  ListQuery list;
  list.order.push_back({.field = "id", .type = FieldType::kId});
  list.page_size = 1;
  list.conditions = std::move(conditions);
  list.return_total_size = true;
  ASSIGN_OR_RETURN(const auto listed, reader.List(ctx, list));
  return listed.total_size.value_or(0);
}

}  // namespace pipewright::integration

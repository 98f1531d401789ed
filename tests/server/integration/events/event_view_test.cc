#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "server/integration/events/event_batch.h"

namespace pipewright::integration {
namespace {

// What one reader is given is given to every other of the same key, so whatever decides what is shown must be in it.
TEST_CASE("readers who may see or want something else share nothing", "[events]") {
  const auto with = [](const EventFilter& filter, const Principal& principal) {
    return EventView{filter, std::make_shared<Principal>(principal)}.Key();
  };
  Principal reader;
  reader.user = UserId(Uuid({1}));
  reader.grants = Grants({{"account", "read", Scope::kUnit}});
  const EventFilter all;
  std::set<std::string> keys = {with(all, reader)};
  CHECK(with(all, Principal(reader)) == *keys.begin());

  Principal other = reader;
  other.user = UserId(Uuid({2}));
  keys.insert(with(all, other));
  other = reader;
  other.grants = Grants({{"account", "read", Scope::kAll}});
  keys.insert(with(all, other));
  other = reader;
  other.unit_users = {UserId(Uuid({3}))};
  keys.insert(with(all, other));
  for (const EventFilter& filter :
       {EventFilter{.resources = {"account"}}, EventFilter{.types = {"account"}}, EventFilter{.record_id = Uuid({4})},
        EventFilter{.record_id = Uuid({5})}, EventFilter{.changed_fields = {"account"}}}) {
    keys.insert(with(filter, reader));
  }
  CHECK(keys.size() == 9);
}

}  // namespace
}  // namespace pipewright::integration

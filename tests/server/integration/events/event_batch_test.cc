// What a batch says it weighs is what it keeps.
#include "server/integration/events/event_batch.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/server/account_events.h"

namespace pipewright::integration {
namespace {

EventView ViewOf(Scope scope) {
  auto principal = std::make_shared<Principal>();
  principal->user = UserId(Uuid({2}));
  principal->grants = Grants({{"*", "*", scope}});
  return {{}, std::move(principal)};
}

TEST_CASE("a batch weighs its events in every form, and the pieces made of them", "[events]") {
  constexpr size_t kText = 10'000;
  constexpr size_t kEvents = 10;
  EventBatch batch(std::vector<std::shared_ptr<const Event>>(kEvents, testing::AccountUpdate(kText)), {1, 1}, "token",
                   testing::AccountEventProto());
  const size_t bare = batch.bytes();
  // As it was read, as a message, and encoded.
  CHECK(bare > 3 * kEvents * kText);
  const EventPiece& piece = batch.PieceFor(1, ViewOf(Scope::kAll));
  CHECK(piece.events == kEvents);
  const size_t with_piece = batch.bytes();
  CHECK(with_piece >= bare + piece.bytes.size());
  // Who sees the same shares it.
  CHECK(&batch.PieceFor(2, ViewOf(Scope::kAll)) == &piece);
  CHECK(batch.bytes() < with_piece + 100);
  CHECK(&batch.PieceFor(1, ViewOf(Scope::kAll)) == &piece);
  CHECK(batch.PieceFor(3, ViewOf(Scope::kOwn)).events == 0);
}

}  // namespace
}  // namespace pipewright::integration

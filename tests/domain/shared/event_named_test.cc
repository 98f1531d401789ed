#include "domain/shared/event_named.h"

#include <catch2/catch.hpp>
#include <variant>

namespace pipewright {
namespace {

struct Moved {
  static constexpr absl::string_view kName = "piano.moved";
};
struct Sold {
  static constexpr absl::string_view kName = "piano.sold";
  using IsAlso = Moved;
};
using PianoEvent = std::variant<Moved, Sold, EventNamed<"piano.tuned">>;

TEST_CASE("an event has its own name, and that of the more general one that it also is", "[event]") {
  CHECK(EventNamesOf(PianoEvent(Sold())).name == "piano.sold");
  CHECK(EventNamesOf(PianoEvent(Sold())).also == "piano.moved");
  for (const PianoEvent& event : {PianoEvent(Moved()), PianoEvent(EventNamed<"piano.tuned">())}) {
    CHECK(EventNamesOf(event).also.empty());
  }
  CHECK(EventNamesOf(PianoEvent(Moved())).name == "piano.moved");
  CHECK(EventNamesOf(PianoEvent(EventNamed<"piano.tuned">())).name == "piano.tuned");
}

}  // namespace
}  // namespace pipewright

// A domain event that says only that it happened: its name is all there is to it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <variant>

#include "absl/strings/string_view.h"

namespace pipewright {

// A text that may be a template argument; two of the same characters are the same argument.
template <size_t kSize>
struct EventName {
  char text[kSize] = {};  // ends with a zero

  consteval EventName() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): so that EventNamed<"account.activated"> can be written.
  consteval EventName(const char (&literal)[kSize]) { std::copy_n(literal, kSize, text); }
};

// The event of that name, EventNamed<"account.activated">: the record's kind, a dot, and what happened to it. Names are
// part of the public contract. An event that carries data is a struct of its own with the same kName.
template <EventName kText>
struct EventNamed {
  static constexpr absl::string_view kName{kText.text, sizeof(kText.text) - 1};
};

namespace internal {

template <class A, size_t kSize>
consteval auto NameOfEvent(const char (&what)[kSize]) {
  EventName<A::kResource.size() + 1 + kSize> name;
  char* const end = std::copy_n(A::kResource.data(), A::kResource.size(), name.text);
  *end = '.';
  std::copy_n(what, kSize, end + 1);
  return name;
}

}  // namespace internal

// What is told when a record of the aggregate `A` is changed, deleted and brought back: "account.updated",
// "account.deleted", "account.undeleted".
template <class A>
using UpdatedEvent = EventNamed<internal::NameOfEvent<A>("updated")>;
template <class A>
using DeletedEvent = EventNamed<internal::NameOfEvent<A>("deleted")>;
template <class A>
using UndeletedEvent = EventNamed<internal::NameOfEvent<A>("undeleted")>;

// What an event is called. One that is also another, more general one says so by `using IsAlso = …;`, the name of a
// struct among the aggregate's events: winning an opportunity is also a change of its stage. Whoever reads events is
// told both, the general one first, and so misses nothing by asking for one of them. The audit trail has one entry for
// what happened once, by the exact name.
struct EventNames {
  absl::string_view name;
  absl::string_view also;  // of the more general one; empty when there is none
};

template <class... Events>
constexpr EventNames EventNamesOf(const std::variant<Events...>& event) {
  return std::visit(
      []<class Happened>(const Happened&) -> EventNames {
        if constexpr (requires { typename Happened::IsAlso; }) {
          using General = typename Happened::IsAlso;
          static_assert((std::is_same_v<General, Events> || ...), "its kind of record has no such event");
          static_assert(
              !requires { typename General::IsAlso; }, "that would be a third name");
          return {Happened::kName, General::kName};
        } else {
          return {Happened::kName, {}};
        }
      },
      event);
}

}  // namespace pipewright

// Reader<A> in memory: it gives what it was given, and remembers how it was asked.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "application/shared/queries/reader.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

// Keeps no past unless told so, and then the past is like the present.
template <class A>
class FakeReader : public Reader<A> {
 public:
  using S = typename A::State;
  using IdType = typename Reader<A>::IdType;

  absl::StatusOr<S> Get(const RequestContext& /*context*/, const IdType& id,
                        std::optional<absl::Time> read_time) override {
    RETURN_IF_ERROR(CheckPast(read_time));
    const auto found = std::find_if(records.begin(), records.end(), [&](const S& record) { return record.id == id; });
    if (found == records.end()) return NotFound(A::kResource, id.ToString());
    return *found;
  }

  absl::StatusOr<std::vector<S>> BatchGet(const RequestContext& context, const std::vector<IdType>& ids,
                                          std::optional<absl::Time> read_time) override {
    std::vector<S> found;
    for (const IdType& id : ids) {
      ASSIGN_OR_RETURN(found.emplace_back(), Get(context, id, read_time));
    }
    return found;
  }

  absl::StatusOr<Page<S>> List(const RequestContext& /*context*/, const ListRequest& request) override {
    RETURN_IF_ERROR(CheckPast(request.read_time));
    asked = request;
    return Page<S>{records, "", std::nullopt};
  }

  std::vector<S> records;
  bool keeps_past = false;
  ListRequest asked;

 private:
  absl::Status CheckPast(const std::optional<absl::Time>& read_time) const {
    if (!read_time.has_value() || keeps_past) return absl::OkStatus();
    return InvalidField("read_time", absl::StrCat("the past of a ", A::kResource, " is not kept"));
  }
};

}  // namespace pipewright

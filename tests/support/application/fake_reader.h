// Reader<A> in memory: it gives what it was given, and remembers how it was asked.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/field_catalog.h"
#include "application/shared/queries/list_query.h"
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

  explicit FakeReader(FieldCatalog catalog) : catalog_(std::move(catalog)) {}

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

  // In the order of `records`, whatever the conditions and the sort keys are; a page begins by its last key, the id.
  absl::StatusOr<ListedRecords<S>> List(const RequestContext& /*context*/, const ListQuery& list) override {
    RETURN_IF_ERROR(CheckPast(list.read_time));
    asked = list;
    ListedRecords<S> listed;
    auto record = records.begin();
    if (list.start.has_value()) {
      while (record != records.end() && record->id.ToString() != list.start->keys.back()) ++record;
      if (record != records.end()) ++record;
    }
    for (; record != records.end(); ++record) {
      if (listed.items.size() == static_cast<size_t>(list.page_size)) {
        listed.next.emplace().keys.resize(list.order.size());
        listed.next->keys.back() = listed.items.back().id.ToString();
        break;
      }
      listed.items.push_back(*record);
    }
    if (list.return_total_size) listed.total_size = static_cast<int64_t>(records.size());
    return listed;
  }

  const FieldCatalog& catalog() const override { return catalog_; }

  std::vector<S> records;
  bool keeps_past = false;
  std::optional<ListQuery> asked;  // by the last list

 private:
  absl::Status CheckPast(const std::optional<absl::Time>& read_time) const {
    if (!read_time.has_value() || keeps_past) return absl::OkStatus();
    return InvalidField("read_time", absl::StrCat("no past is kept of the resource ", A::kResource));
  }

  const FieldCatalog catalog_;
};

}  // namespace pipewright

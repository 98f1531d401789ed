// The repository of lost reasons, in memory.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "domain/sales/lost_reason_repository.h"
#include "tests/support/application/fake_repository.h"

namespace pipewright {

class FakeLostReasons : public FakeRepository<sales::LostReason, sales::LostReasonRepository> {
 public:
  using FakeRepository::FakeRepository;

  absl::StatusOr<sales::LostReasonList> Live() override {
    std::vector<S> live;
    for (const auto& [id, state] : rows()) {
      if (!state.delete_time.has_value()) live.push_back(state);
    }
    std::sort(live.begin(), live.end(), sales::ComesBefore);
    return std::make_shared<const std::vector<S>>(std::move(live));
  }

 protected:
  absl::Status CheckUnique(const S& state) const override {
    for (const auto& [id, other] : rows()) {
      if (id != state.id && sales::IsSameReason(other.name, state.name) && !other.delete_time.has_value() &&
          !state.delete_time.has_value()) {
        return AlreadyExists(sales::LostReason::kResource, "name", "the name is taken");
      }
    }
    return absl::OkStatus();
  }
};

}  // namespace pipewright

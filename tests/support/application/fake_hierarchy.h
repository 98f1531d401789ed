// HierarchyRepository<A> in memory.
#pragma once

#include <optional>
#include <vector>

#include "domain/shared/hierarchy_repository.h"
#include "tests/support/application/fake_repository.h"

namespace pipewright {

template <class A, class Port = HierarchyRepository<A>>
class FakeHierarchy : public FakeRepository<A, Port> {
 public:
  using Base = FakeRepository<A, Port>;
  using typename Base::IdType;

  FakeHierarchy(const RequestContext& context, const absl::Time& now, std::optional<IdType> A::State::*link)
      : Base(context, now), link_(link) {}

  absl::StatusOr<bool> LockIsAtOrAbove(const IdType& upper, const IdType& id) override {
    std::optional<IdType> next = id;
    for (size_t steps = 0; next.has_value() && steps <= this->rows().size(); ++steps) {
      if (*next == upper) return true;
      const auto found = this->rows().find(*next);
      next = found == this->rows().end() ? std::nullopt : found->second.*link_;
    }
    return false;
  }

  absl::StatusOr<std::vector<IdType>> LockLineAbove(const IdType& id) override {
    std::vector<IdType> line;
    for (auto at = this->rows().find(id); at != this->rows().end() && line.size() <= this->rows().size();
         at = this->rows().find(line.back())) {
      if (!(at->second.*link_).has_value()) break;
      line.push_back(*(at->second.*link_));
    }
    return line;
  }

 private:
  const std::optional<IdType> A::State::*link_;
};

}  // namespace pipewright

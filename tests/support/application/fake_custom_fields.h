// The repository of custom fields, in memory.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "domain/organization/custom_field_definition_repository.h"
#include "tests/support/application/fake_repository.h"

namespace pipewright {

class FakeCustomFieldDefinitions
    : public FakeRepository<organization::CustomFieldDefinition, organization::CustomFieldDefinitionRepository> {
 public:
  using FakeRepository::FakeRepository;

  absl::StatusOr<organization::CustomFieldDefinitionList> Of(RecordKind entity) override {
    std::vector<S> live;
    for (const auto& [id, state] : rows()) {
      if (state.entity == entity && !state.delete_time.has_value()) live.push_back(state);
    }
    std::sort(live.begin(), live.end(), [](const S& a, const S& b) { return a.key < b.key; });
    return std::make_shared<const std::vector<S>>(std::move(live));
  }

 protected:
  absl::Status CheckUnique(const S& state) const override {
    for (const auto& [id, other] : rows()) {
      if (id != state.id && other.entity == state.entity && other.key == state.key && !other.delete_time.has_value() &&
          !state.delete_time.has_value()) {
        return AlreadyExists(organization::CustomFieldDefinition::kResource, "key", "the key is taken");
      }
    }
    return absl::OkStatus();
  }
};

}  // namespace pipewright

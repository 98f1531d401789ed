// RecordFilters in memory: a test says what filters may name, and which records match.
#pragma once

#include <functional>
#include <vector>

#include "application/shared/commands/record_filters.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/filter_catalog.h"

namespace pipewright {

class FakeRecordFilters : public RecordFilters {
 public:
  FieldCatalog catalog = DealCatalog();
  std::function<bool(const RecordRef& record, const filter::Condition& condition)> holds =
      [](const RecordRef&, const filter::Condition&) { return true; };
  std::vector<RecordRef> asked;

  const FieldCatalog& CatalogOf(RecordKind) override { return catalog; }
  const PhoneNumbers& phones() const override { return phones_; }
  absl::StatusOr<std::vector<bool>> Holding(const RecordRef& record,
                                            absl::Span<const filter::Condition> conditions) override {
    asked.push_back(record);
    std::vector<bool> holding;
    for (const filter::Condition& condition : conditions) holding.push_back(holds(record, condition));
    return holding;
  }
  absl::StatusOr<std::vector<Uuid>> NotHolding(RecordKind kind, absl::Span<const Uuid> records,
                                               const filter::Condition& condition) override {
    std::vector<Uuid> others;
    for (const Uuid& record : records) {
      if (!holds({kind, record}, condition)) others.push_back(record);
    }
    return others;
  }

 private:
  FakePhones phones_;
};

}  // namespace pipewright

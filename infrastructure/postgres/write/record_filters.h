// RecordFilters on PostgreSQL: the statements of lists, asked of records inside a transaction.
#pragma once

#include <functional>
#include <vector>

#include "application/shared/commands/record_filters.h"
#include "infrastructure/postgres/table/table_layout.h"
#include "infrastructure/postgres/write/write_session.h"
#include "infrastructure/security/phone_number_library.h"

namespace pipewright::postgres {

class PostgresRecordFilters : public RecordFilters {
 public:
  using Layouts = std::function<const TableLayout&(RecordKind kind)>;

  // `session` must outlive it.
  PostgresRecordFilters(WriteSession& session, Layouts layouts) : session_(session), layouts_(std::move(layouts)) {}

  const FieldCatalog& CatalogOf(RecordKind kind) override { return layouts_(kind).catalog; }
  const PhoneNumbers& phones() const override { return phones_; }
  absl::StatusOr<std::vector<bool>> Holding(const RecordRef& record,
                                            absl::Span<const filter::Condition> conditions) override;
  absl::StatusOr<std::vector<Uuid>> NotHolding(RecordKind kind, absl::Span<const Uuid> records,
                                               const filter::Condition& condition) override;

 private:
  WriteSession& session_;
  const Layouts layouts_;
  const security::PhoneNumberLibrary phones_;
};

}  // namespace pipewright::postgres

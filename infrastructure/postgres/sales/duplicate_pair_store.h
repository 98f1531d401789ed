// What searches for duplicates found, on PostgreSQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/sales/duplicate_pairs.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

class PostgresDuplicatePairStore : public sales::DuplicatePairStore {
 public:
  explicit PostgresDuplicatePairStore(WriteSession& session) : session_(session) {}

  absl::StatusOr<int64_t> Count(absl::string_view resource) override;
  absl::Status Begin(const integration::JobId& search) override;
  absl::StatusOr<Uuid> Position(const integration::JobId& search) override;
  absl::Status Next(const Uuid& after, int limit, std::vector<sales::AccountState>& records) override;
  absl::Status Next(const Uuid& after, int limit, std::vector<sales::ContactState>& records) override;
  absl::Status Next(const Uuid& after, int limit, std::vector<sales::LeadState>& records) override;
  absl::StatusOr<int64_t> Keep(const integration::JobId& search, absl::Span<const sales::DuplicatePair> pairs,
                               const Uuid& position) override;

 private:
  template <class A>
  absl::Status NextIn(const Uuid& after, int limit, std::vector<typename A::State>& records);

  WriteSession& session_;
};

class PostgresDuplicatePairReader : public sales::DuplicatePairReader {
 public:
  // Outlives it.
  explicit PostgresDuplicatePairReader(Pool& pool) : pool_(pool) {}

  absl::StatusOr<sales::DuplicatePairRows> List(const RequestContext& context, const integration::JobId& search,
                                                absl::string_view resource,
                                                const std::optional<sales::DuplicatePair>& after,
                                                int limit) const override;

 private:
  Pool& pool_;
};

}  // namespace pipewright::postgres

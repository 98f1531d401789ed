// How the repositories of a unit of work are made. Each context lists its aggregates, in a repositories.cc of its own.
#pragma once

#include <concepts>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "application/unit_of_work.h"
#include "domain/shared/records.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/hierarchy_repository.h"
#include "infrastructure/postgres/write/lead_follower_repository.h"
#include "infrastructure/postgres/write/repository.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

// Filled once; then thread safe.
class RepositoryList {
 public:
  // An aggregate whose table says it all.
  template <class A>
  void Add(const Table<A>& table) {
    CheckIsPort<A, PostgresRepository<A>>();
    Add(A::kResource, [&table](WriteSession& session) -> std::unique_ptr<Records> {
      return std::make_unique<PostgresRepository<A>>(session, table);
    });
  }

  // One whose records stand below others: `column` (of the table) and `link` (of the state) name the record above.
  template <class A>
  void AddHierarchy(const Table<A>& table, std::string column,
                    std::optional<typename Repository<A>::IdType> A::State::*link) {
    CheckIsPort<A, PostgresHierarchyRepository<A>>();
    Add(A::kResource, [&table, column = std::move(column), link](WriteSession& session) -> std::unique_ptr<Records> {
      return std::make_unique<PostgresHierarchyRepository<A>>(session, table, column, link);
    });
  }

  // One whose records move along when the lead that they are about is converted.
  template <class A>
  void AddLeadFollower(const Table<A>& table) {
    CheckIsPort<A, PostgresLeadFollowerRepository<A>>();
    Add(A::kResource, [&table](WriteSession& session) -> std::unique_ptr<Records> {
      return std::make_unique<PostgresLeadFollowerRepository<A>>(session, table);
    });
  }

  // One with a repository of its own, which is made of the session.
  template <class Own>
  void Add() {
    CheckIsPort<typename Own::Stored, Own>();
    Add(Own::Stored::kResource,
        [](WriteSession& session) -> std::unique_ptr<Records> { return std::make_unique<Own>(session); });
  }

  bool Has(absl::string_view resource) const { return positions_.contains(resource); }

 private:
  friend class Repositories;
  using Make = std::function<std::unique_ptr<Records>(WriteSession&)>;

  // UnitOfWork::Of takes what was made for what the aggregate names, without asking.
  template <class A, class Made>
  static void CheckIsPort() {
    static_assert(std::derived_from<Made, RepositoryOf<A>>, "the aggregate names another repository as its own");
  }

  void Add(absl::string_view resource, Make make) {
    if (!positions_.emplace(resource, makers_.size()).second) std::abort();  // it stands on the list twice
    makers_.push_back(std::move(make));
  }

  absl::flat_hash_map<std::string, size_t> positions_;
  std::vector<Make> makers_;
};

// Those of one unit of work, each made when it is first asked for. Not thread safe.
class Repositories {
 public:
  // Both outlive it.
  Repositories(const RepositoryList& list, WriteSession& session)
      : list_(list), session_(session), made_(list.makers_.size()) {}

  // `resource`: of an aggregate that is on the list; anything else ends the process.
  Records& Named(absl::string_view resource);

 private:
  const RepositoryList& list_;
  WriteSession& session_;
  std::vector<std::unique_ptr<Records>> made_;  // as they stand on the list
};

}  // namespace pipewright::postgres

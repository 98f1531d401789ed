// One transaction: the repositories of every aggregate, all in the caller's tenant.
//
// Knows none of them: whoever uses one includes it, so that a change of an aggregate concerns those alone.
#pragma once

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "application/shared/commands/unit_of_work_base.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/records.h"

namespace pipewright {

template <class A>
class Repository;
class RecordFilters;

namespace organization {
class Directory;
class Identities;
}  // namespace organization

namespace sales {
class DuplicatePairStore;
class MatchCandidates;
}  // namespace sales

namespace integration {
class JobStore;
}  // namespace integration

// The repository of an aggregate: Repository<A>, or the port that A names as its own.
template <class A>
struct RepositoryOfAggregate {
  using Type = Repository<A>;
};
template <class A>
requires requires { typename A::OwnRepository; }
struct RepositoryOfAggregate<A> {
  using Type = typename A::OwnRepository;
};
template <class A>
using RepositoryOf = typename RepositoryOfAggregate<A>::Type;

// Everything stored through one unit of work is committed together, with its audit entries and events, or not at all.
// Not thread safe.
class UnitOfWork : public UnitOfWorkBase {
 public:
  // Every aggregate has one, made when it is first asked for.
  template <class A>
  RepositoryOf<A>& Of() {
    return static_cast<RepositoryOf<A>&>(Named(A::kResource));
  }

  // The same, by what all repositories have in common: for those who don't know the aggregate's own port.
  template <class A>
  Repository<A>& Standard() {
    return static_cast<Repository<A>&>(Named(A::kResource));
  }

  // Those of a kind, one of the above, as others refer to them.
  Records& records(RecordKind kind);

  virtual organization::Identities& identities() = 0;
  virtual organization::Directory& directory() = 0;
  virtual sales::MatchCandidates& match_candidates() = 0;
  virtual sales::DuplicatePairStore& duplicate_pairs() = 0;
  virtual integration::JobStore& job_store() = 0;
  virtual RecordFilters& filters() = 0;

 protected:
  // The RepositoryOf the aggregate with this `kResource`.
  virtual Records& Named(absl::string_view resource) = 0;
};

// Runs units of work. Thread safe.
class Transactor {
 public:
  enum class Mode {
    kCommit,
    kValidateOnly,  // everything is checked, the database's rules included; nothing is kept
  };

  virtual ~Transactor() = default;

  // Runs `work` in a transaction of the caller's tenant, and commits when it returns OK. `work` may run up to 3 times:
  // the database ends a transaction that would break isolation, and this begins it again. Its error, or the database's,
  // is the result; then nothing was stored.
  virtual absl::Status Run(const RequestContext& context, Mode mode,
                           absl::FunctionRef<absl::Status(UnitOfWork&)> work) = 0;
};

}  // namespace pipewright

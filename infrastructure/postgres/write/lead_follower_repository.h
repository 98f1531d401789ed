// LeadFollowerRepository<A> on PostgreSQL: of a table with a lead_id.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/lead_follower_repository.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/write/repository.h"

namespace pipewright::postgres {

// Port: LeadFollowerRepository<A>, or what the domain derives from it to ask for more.
template <class A, class Port = LeadFollowerRepository<A>>
class PostgresLeadFollowerRepository : public PostgresRepository<A, Port> {
 public:
  using PostgresRepository<A, Port>::PostgresRepository;

  absl::StatusOr<std::vector<A>> AboutLead(const LeadId& lead, size_t limit) override {
    return this->LoadWhere("t.lead_id = $2::uuid order by t.id limit $3::bigint",
                           {lead.ToString(), absl::StrCat(limit)});
  }

  absl::Status SaveAll(absl::Span<A> records) override {
    // They have no unique values, which might pass from one to another, and don't refer to each other.
    RETURN_IF_ERROR(this->session().InAnyOrder([&] { return LeadFollowerRepository<A>::SaveAll(records); }));
    for (const A& record : records) this->Forget(record.state().id);
    return absl::OkStatus();
  }
};

}  // namespace pipewright::postgres

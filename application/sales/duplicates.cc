#include "application/sales/duplicates.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "application/sales/converted_lead.h"
#include "application/sales/match_candidates.h"
#include "application/shared/commands/command_bus.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/phone_change.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

absl::StatusOr<MatchRuleState> RuleFor(absl::string_view resource, UnitOfWork& uow) {
  ASSIGN_OR_RETURN(const std::optional<MatchRule> rule, uow.Of<MatchRule>().Of(resource));
  return rule.has_value() ? rule->state() : MatchRule::DefaultOf(resource);
}

template <class A>
absl::StatusOr<std::vector<Duplicate<A>>> Find(const typename A::State& record, UnitOfWork& uow) {
  const TextFolding& folding = uow.match_candidates().folding();
  const MatchProfile profile = ProfileOf(record, folding);
  const std::vector<std::string> keys = KeysOf(profile);
  std::vector<Duplicate<A>> found;
  if (keys.empty()) return found;
  ASSIGN_OR_RETURN(const MatchRuleState rule, RuleFor(A::kResource, uow));
  std::vector<typename A::State> candidates;
  RETURN_IF_ERROR(uow.match_candidates().Find(keys, candidates));
  for (auto& candidate : candidates) {
    if (candidate.id == record.id) continue;
    Match match = Compare(profile, ProfileOf(candidate, folding), rule);
    if (match.score >= rule.threshold) found.push_back({std::move(candidate), std::move(match)});
  }
  std::sort(found.begin(), found.end(), [](const Duplicate<A>& a, const Duplicate<A>& b) {
    return a.match.score != b.match.score ? a.match.score > b.match.score : a.record.id < b.record.id;
  });
  if (found.size() > kMaxDuplicates) found.resize(kMaxDuplicates);
  return found;
}

template <class A>
absl::Status CheckNone(const typename A::State& record, UnitOfWork& uow) {
  ASSIGN_OR_RETURN(const std::vector<Duplicate<A>> found, Find<A>(record, uow));
  if (found.empty()) return absl::OkStatus();
  // What fits into an error's metadata.
  constexpr size_t kTold = 5;
  ErrorDetails details;
  details.reason = Reason::kDuplicateFound;
  details.resource_type = std::string(A::kResource);
  details.resource_name = found.front().record.id.ToString();
  details.metadata["duplicates"] =
      absl::StrJoin(found.begin(), found.begin() + static_cast<ptrdiff_t>(std::min(found.size(), kTold)), ",",
                    [](std::string* out, const Duplicate<A>& one) {
                      absl::StrAppend(out, one.record.id.ToString(), "=", one.match.score);
                    });
  return MakeError(absl::StatusCode::kAlreadyExists,
                   absl::StrCat("there ", found.size() == 1 ? "is" : "are", " already ", found.size(), " ",
                                A::kResource, found.size() == 1 ? "" : "s",
                                " like it: use one of them, or create it without the check for duplicates"),
                   details);
}

// Asks in a unit of work that stores nothing.
template <class T>
absl::StatusOr<T> Ask(Transactor& transactor, const RequestContext& ctx,
                      absl::FunctionRef<absl::StatusOr<T>(UnitOfWork&)> question) {
  std::optional<T> answer;
  RETURN_IF_ERROR(transactor.Run(ctx, Transactor::Mode::kValidateOnly, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(answer, question(uow));
    return absl::OkStatus();
  }));
  return *std::move(answer);
}

template <class A>
absl::StatusOr<std::vector<Duplicate<A>>> FindLike(Transactor& transactor, const RequestContext& ctx,
                                                   const typename A::State& record) {
  return Ask<std::vector<Duplicate<A>>>(transactor, ctx, [&](UnitOfWork& uow) { return Find<A>(record, uow); });
}

void Put(const Change<PhoneNumber>& number, std::optional<PhoneNumber>& out) {
  if (number.is_set()) out = number.value();
}

}  // namespace

absl::StatusOr<std::vector<Duplicate<Account>>> DuplicatesOf(const AccountState& account, UnitOfWork& uow) {
  return Find<Account>(account, uow);
}
absl::StatusOr<std::vector<Duplicate<Contact>>> DuplicatesOf(const ContactState& contact, UnitOfWork& uow) {
  return Find<Contact>(contact, uow);
}
absl::StatusOr<std::vector<Duplicate<Lead>>> DuplicatesOf(const LeadState& lead, UnitOfWork& uow) {
  return Find<Lead>(lead, uow);
}

absl::Status CheckNoDuplicates(const AccountState& account, UnitOfWork& uow) {
  return CheckNone<Account>(account, uow);
}
absl::Status CheckNoDuplicates(const ContactState& contact, UnitOfWork& uow) {
  return CheckNone<Contact>(contact, uow);
}
absl::Status CheckNoDuplicates(const LeadState& lead, UnitOfWork& uow) { return CheckNone<Lead>(lead, uow); }

absl::StatusOr<std::vector<Duplicate<Account>>> DuplicateQueries::Handle(const RequestContext& ctx,
                                                                         const FindDuplicates<Account>& query) const {
  AccountState like = query.like;
  if (query.id.has_value()) {
    ASSIGN_OR_RETURN(like, accounts_.Get(ctx, *query.id));
  } else if (query.of_lead.has_value()) {
    ASSIGN_OR_RETURN(const LeadState lead, ReadLead(ctx, *query.of_lead));
    like = AccountOfLead(lead);
  }
  Change<PhoneNumber> phone;
  RETURN_IF_ERROR(NormalizePhone(phones_, ctx.principal->region, "account.phone", query.phone, phone));
  Put(phone, like.phone);
  return FindLike<Account>(transactor_, ctx, like);
}

absl::StatusOr<std::vector<Duplicate<Contact>>> DuplicateQueries::Handle(const RequestContext& ctx,
                                                                         const FindDuplicates<Contact>& query) const {
  ContactState like = query.like;
  if (query.id.has_value()) {
    ASSIGN_OR_RETURN(like, contacts_.Get(ctx, *query.id));
  } else if (query.of_lead.has_value()) {
    ASSIGN_OR_RETURN(const LeadState lead, ReadLead(ctx, *query.of_lead));
    like = ContactOfLead(lead);
  }
  Change<PhoneNumber> phone;
  Change<PhoneNumber> mobile;
  RETURN_IF_ERROR(
      BothViolations(NormalizePhone(phones_, ctx.principal->region, "contact.phone", query.phone, phone),
                     NormalizePhone(phones_, ctx.principal->region, "contact.mobile", query.mobile, mobile)));
  Put(phone, like.phone);
  Put(mobile, like.mobile);
  return FindLike<Contact>(transactor_, ctx, like);
}

absl::StatusOr<std::vector<Duplicate<Lead>>> DuplicateQueries::Handle(const RequestContext& ctx,
                                                                      const FindDuplicates<Lead>& query) const {
  LeadState like = query.like;
  if (query.id.has_value()) {
    ASSIGN_OR_RETURN(like, leads_.Get(ctx, *query.id));
  }
  Change<PhoneNumber> phone;
  RETURN_IF_ERROR(NormalizePhone(phones_, ctx.principal->region, "lead.phone", query.phone, phone));
  Put(phone, like.phone);
  return FindLike<Lead>(transactor_, ctx, like);
}

absl::StatusOr<LeadState> DuplicateQueries::ReadLead(RequestContext ctx, const LeadId& id) const {
  ctx.permission = {std::string(Lead::kResource), "read"};
  RETURN_IF_ERROR(CheckPermission(ctx));
  return leads_.Get(ctx, id);
}

absl::StatusOr<MatchRuleState> DuplicateQueries::Handle(const RequestContext& ctx, const GetMatchRule& query) const {
  return Ask<MatchRuleState>(transactor_, ctx, [&](UnitOfWork& uow) { return RuleFor(query.resource, uow); });
}

}  // namespace pipewright::sales

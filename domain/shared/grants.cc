#include "domain/shared/grants.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "domain/shared/status_macros.h"

namespace pipewright {
namespace {

constexpr absl::string_view kAny = "*";

bool Matches(absl::string_view pattern, absl::string_view name) { return pattern == kAny || pattern == name; }

bool IsName(absl::string_view name) {
  if (name == kAny) return true;
  if (name.empty() || !absl::ascii_islower(static_cast<unsigned char>(name.front()))) return false;
  return std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_'; });
}

absl::StatusOr<Grants::Grant> ParseGrant(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> sides = absl::StrSplit(text, absl::MaxSplits('=', 1));
  const std::pair<absl::string_view, absl::string_view> names = absl::StrSplit(sides.first, absl::MaxSplits(':', 1));
  if (!IsName(names.first) || !IsName(names.second)) {
    return InvalidValue(absl::StrCat("holds '", text, "', which is not of the form resource:action=SCOPE"));
  }
  ASSIGN_OR_RETURN(const Scope scope, ParseEnum<Scope>(sides.second));
  return Grants::Grant{std::string(names.first), std::string(names.second), scope};
}

}  // namespace

absl::Span<const EnumName<Scope>> NamesOf(Scope) {
  static constexpr EnumName<Scope> kNames[] = {
      {Scope::kNone, "NONE"}, {Scope::kOwn, "OWN"}, {Scope::kUnit, "UNIT"}, {Scope::kAll, "ALL"}};
  return kNames;
}

Grants::Grants(absl::Span<const Grant> grants) {
  for (const Grant& grant : grants) Add(grant);
}

Scope Grants::ScopeOf(absl::string_view resource, absl::string_view action) const {
  Scope widest = Scope::kNone;
  for (const Grant& grant : grants_) {
    if (Matches(grant.resource, resource) && Matches(grant.action, action)) widest = std::max(widest, grant.scope);
  }
  return widest;
}

void Grants::Merge(const Grants& other) {
  for (const Grant& grant : other.grants_) Add(grant);
}

bool Grants::Covers(const Grants& other) const {
  return std::all_of(other.grants_.begin(), other.grants_.end(),
                     [this](const Grant& grant) { return ScopeOf(grant.resource, grant.action) >= grant.scope; });
}

std::string Grants::ToText() const {
  return absl::StrJoin(grants_, ";", [](std::string* out, const Grant& grant) {
    absl::StrAppend(out, grant.resource, ":", grant.action, "=", NameOf(grant.scope));
  });
}

absl::StatusOr<Grants> Grants::Parse(absl::string_view text) {
  Grants grants;
  if (text.empty()) return grants;
  for (const absl::string_view part : absl::StrSplit(text, ';')) {
    ASSIGN_OR_RETURN(const Grant grant, ParseGrant(part));
    grants.Add(grant);
  }
  return grants;
}

void Grants::Add(const Grant& grant) {
  if (grant.scope == Scope::kNone) return;
  const auto at = std::lower_bound(grants_.begin(), grants_.end(), grant, [](const Grant& a, const Grant& b) {
    return std::tie(a.resource, a.action) < std::tie(b.resource, b.action);
  });
  if (at != grants_.end() && at->resource == grant.resource && at->action == grant.action) {
    at->scope = std::max(at->scope, grant.scope);
  } else {
    grants_.insert(at, grant);
  }
}

}  // namespace pipewright

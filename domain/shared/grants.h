// What a caller may do: grants "resource:action -> scope".
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright {

// Which records a grant reaches, narrowest first.
enum class Scope {
  kNone,  // none at all
  kOwn,   // those the caller owns, is assigned to, or is in the team of
  kUnit,  // those of the caller and of everybody who reports to the caller, directly or through others
  kAll,   // every record of the tenant
};
absl::Span<const EnumName<Scope>> NamesOf(Scope);

// A set of grants. Resource and action may be "*" (any). Grants only add up: where several match, the widest scope
// counts, and nothing takes a grant away. A value; lookups cost well under a microsecond for the sets in use.
class Grants {
 public:
  struct Grant {
    std::string resource;  // "opportunity", or "*"
    std::string action;    // "read", "create", "update", "delete", one of its own such as "reassign", or "*"
    Scope scope = Scope::kNone;
    friend bool operator==(const Grant&, const Grant&) = default;
  };

  Grants() = default;  // nothing is allowed
  // Several grants for the same resource and action become the widest of them.
  explicit Grants(absl::Span<const Grant> grants);

  // The widest scope that any matching grant gives. kNone: refused.
  Scope ScopeOf(absl::string_view resource, absl::string_view action) const;

  // Adds what `other` grants.
  void Merge(const Grants& other);

  // Whether everything that `other` allows is allowed by this. Nobody hands out more than they hold.
  bool Covers(const Grants& other) const;

  bool empty() const { return grants_.empty(); }
  // Sorted by resource, then action; no grant of kNone.
  const std::vector<Grant>& grants() const { return grants_; }

  // "account:*=OWN;pipeline:read=ALL", sorted, so equal sets have equal texts; the empty set is "".
  std::string ToText() const;
  // Reads ToText's form. kInvalidArgument for anything else. Names are [a-z][a-z0-9_]* or "*".
  static absl::StatusOr<Grants> Parse(absl::string_view text);

  friend bool operator==(const Grants&, const Grants&) = default;

 private:
  void Add(const Grant& grant);

  std::vector<Grant> grants_;
};

}  // namespace pipewright

// The port by which a unit of work finds records that may be the same as another.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "domain/sales/account.h"
#include "domain/sales/contact.h"
#include "domain/sales/lead.h"
#include "domain/shared/text_folding.h"

namespace pipewright::sales {

// Not thread safe: one unit of work, one thread.
class MatchCandidates {
 public:
  // Of one key so many records are looked at; what more of them share is too common to say much.
  static constexpr int kPerKey = 200;

  virtual ~MatchCandidates() = default;

  // By which the keys of stored records were made.
  virtual const TextFolding& folding() const = 0;

  // Live records that the caller may read and that have one of these keys (domain/sales/match_profile.h).
  virtual absl::Status Find(const std::vector<std::string>& keys, std::vector<AccountState>& found) = 0;
  virtual absl::Status Find(const std::vector<std::string>& keys, std::vector<ContactState>& found) = 0;
  virtual absl::Status Find(const std::vector<std::string>& keys, std::vector<LeadState>& found) = 0;
};

}  // namespace pipewright::sales

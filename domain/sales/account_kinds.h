// The closed lists of words that describe an account.
#pragma once

#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright::sales {

enum class AccountKind { kBusiness, kIndividual };
enum class AccountSize { kStartup, kSmall, kMedium, kEnterprise };
enum class AccountStatus { kLead, kProspect, kCustomer, kChurned, kInactive };
enum class AccountRating { kHot, kWarm, kCold };

absl::Span<const EnumName<AccountKind>> NamesOf(AccountKind);
absl::Span<const EnumName<AccountSize>> NamesOf(AccountSize);
absl::Span<const EnumName<AccountStatus>> NamesOf(AccountStatus);
absl::Span<const EnumName<AccountRating>> NamesOf(AccountRating);

}  // namespace pipewright::sales

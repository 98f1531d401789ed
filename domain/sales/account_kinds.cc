#include "domain/sales/account_kinds.h"

namespace pipewright::sales {

absl::Span<const EnumName<AccountKind>> NamesOf(AccountKind) {
  static constexpr EnumName<AccountKind> kNames[] = {{AccountKind::kBusiness, "BUSINESS"},
                                                     {AccountKind::kIndividual, "INDIVIDUAL"}};
  return kNames;
}

absl::Span<const EnumName<AccountSize>> NamesOf(AccountSize) {
  static constexpr EnumName<AccountSize> kNames[] = {{AccountSize::kStartup, "STARTUP"},
                                                     {AccountSize::kSmall, "SMALL"},
                                                     {AccountSize::kMedium, "MEDIUM"},
                                                     {AccountSize::kEnterprise, "ENTERPRISE"}};
  return kNames;
}

absl::Span<const EnumName<AccountStatus>> NamesOf(AccountStatus) {
  static constexpr EnumName<AccountStatus> kNames[] = {{AccountStatus::kLead, "LEAD"},
                                                       {AccountStatus::kProspect, "PROSPECT"},
                                                       {AccountStatus::kCustomer, "CUSTOMER"},
                                                       {AccountStatus::kChurned, "CHURNED"},
                                                       {AccountStatus::kInactive, "INACTIVE"}};
  return kNames;
}

absl::Span<const EnumName<AccountRating>> NamesOf(AccountRating) {
  static constexpr EnumName<AccountRating> kNames[] = {
      {AccountRating::kHot, "HOT"}, {AccountRating::kWarm, "WARM"}, {AccountRating::kCold, "COLD"}};
  return kNames;
}

}  // namespace pipewright::sales

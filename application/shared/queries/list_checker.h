// Makes of a list call what a reader understands, and of where its page ended the token of the next one: the same for
// every kind of record.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/shared/commands/custom_field_definitions.h"
#include "application/shared/queries/field_catalog.h"
#include "application/shared/queries/list_query.h"
#include "application/shared/queries/list_request.h"
#include "application/shared/queries/page_token.h"

namespace pipewright {

// Thread safe.
class ListChecker {
 public:
  // Without `custom_fields` no record has any; without `phones` numbers are compared as they are written. All outlive
  // it.
  ListChecker(const Clock& clock, const PageTokenSealer& sealer, CustomFieldDefinitions* custom_fields = nullptr,
              const PhoneNumbers* phones = nullptr)
      : clock_(clock), sealer_(sealer), custom_fields_(custom_fields), phones_(phones) {}

  // kInvalidArgument naming read_time when it has not come yet.
  absl::Status CheckReadTime(const std::optional<absl::Time>& read_time) const;

  // Asks for custom fields only when a filter names some. kInvalidArgument with INVALID_FILTER, INVALID_ORDER_BY or
  // INVALID_PAGE_TOKEN, or naming page_size or read_time; kPermissionDenied for a filter by records that the caller may
  // not read.
  absl::StatusOr<ListQuery> Check(const RequestContext& context, const FieldCatalog& catalog,
                                  const ListRequest& request) const;

  // Of a request that was checked. Good for the pages of this very list in the caller's tenant only; how its filter and
  // order are written may change from page to page, what they mean may not.
  std::string NextPageToken(const RequestContext& context, const FieldCatalog& catalog, const ListRequest& request,
                            const PageStart& next) const;

 private:
  const Clock& clock_;
  const PageTokenSealer& sealer_;
  CustomFieldDefinitions* const custom_fields_;
  const PhoneNumbers* const phones_;
};

}  // namespace pipewright

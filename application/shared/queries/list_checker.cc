#include "application/shared/queries/list_checker.h"

#include "absl/strings/str_cat.h"
#include "application/shared/filter/checker.h"
#include "application/shared/filter/custom_field_catalog.h"
#include "application/shared/filter/parser.h"
#include "application/shared/queries/order_by.h"
#include "application/shared/queries/page_size.h"
#include "application/shared/queries/read_time.h"
#include "domain/shared/status_macros.h"

namespace pipewright {
namespace {

// What a token is good for.
std::string QueryOf(const RequestContext& context, const FieldCatalog& catalog, const ListRequest& request) {
  const std::string moment =
      request.read_time.has_value()
          ? absl::StrCat(" at ", absl::FormatTime(absl::RFC3339_full, *request.read_time, absl::UTCTimeZone()))
          : std::string();
  const auto order = ParseOrderBy(request.order_by, catalog);
  return PageQuery(context.principal->tenant, absl::StrCat(catalog.resource(), moment, " ", request.fixed_filter),
                   filter::NormalForm(request.filter), order.ok() ? NormalForm(*order) : request.order_by,
                   request.show_deleted);
}

}  // namespace

absl::Status ListChecker::CheckReadTime(const std::optional<absl::Time>& read_time) const {
  return pipewright::CheckReadTime("read_time", read_time, clock_.Now());
}

absl::StatusOr<ListQuery> ListChecker::Check(const RequestContext& context, const FieldCatalog& catalog,
                                             const ListRequest& request) const {
  RETURN_IF_ERROR(CheckReadTime(request.read_time));
  ListQuery list;
  list.show_deleted = request.show_deleted;
  list.return_total_size = request.return_total_size;
  list.read_time = request.read_time;
  ASSIGN_OR_RETURN(list.page_size, PageSizeOf(request.page_size));
  const filter::FilterScope scope{.user = context.principal->user,
                                  .now = clock_.Now(),
                                  .time_zone = context.principal->time_zone,
                                  .read_time = request.read_time,
                                  .grants = &context.principal->grants,
                                  .phones = phones_,
                                  .region = context.principal->region,
                                  .custom_fields = filter::CustomFieldsFor(context, custom_fields_)};
  for (const std::string* text : {&request.fixed_filter, &request.filter}) {
    if (text->empty()) continue;
    ASSIGN_OR_RETURN(list.conditions.emplace_back(), filter::CheckFilter(*text, catalog, scope));
  }
  ASSIGN_OR_RETURN(list.order, ParseOrderBy(request.order_by, catalog));
  if (!request.page_token.empty()) {
    ASSIGN_OR_RETURN(list.start,
                     OpenPageToken(request.page_token, QueryOf(context, catalog, request), list.order.size(), sealer_));
  }
  return list;
}

std::string ListChecker::NextPageToken(const RequestContext& context, const FieldCatalog& catalog,
                                       const ListRequest& request, const PageStart& next) const {
  return SealPageToken(next, QueryOf(context, catalog, request), sealer_);
}

}  // namespace pipewright

#include "infrastructure/postgres/collaboration/tag_usage.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/catalog/engagement_store.h"
#include "infrastructure/postgres/catalog/offering_table.h"
#include "infrastructure/postgres/read/filter_sql.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/vendor_table.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using collaboration::TagUsage;

// Null for a kind that has no tags.
const TableLayout* TaggedLayout(RecordKind kind) {
  for (const TableLayout* const layout :
       {&AccountTable().layout(), &ContactTable().layout(), &OpportunityTable().layout(), &LeadTable().layout(),
        &VendorTable().layout(), &OfferingTable().layout(), &EngagementTable().layout()}) {
    if (layout->resource == ResourceOf(kind)) return layout;
  }
  return nullptr;
}

// The first tags of a kind, counted. $1: the tenant; $2: after; $3: the prefix; $4: the limit; `range`: what else a tag
// must be.
std::string CountedTags(const TableLayout& layout, absl::string_view name, const std::string& range,
                        const RequestContext& context, std::vector<Param>& params) {
  const ListField& tags = *layout.FindField("tags");
  return absl::StrCat(
      "(select l.tag, '", name, "' as kind, count(*) as count from ", tags.link_table, " l join ", layout.name,
      " t on t.tenant_id = l.tenant_id and t.id = l.", tags.link_parent,
      " where l.tenant_id = $1::uuid and l.tag > $2::text and l.tag >= $3::text and starts_with(l.tag, $3::text)",
      range, " and t.delete_time is null", ReadScope(layout, context, params),
      " group by l.tag order by l.tag limit $4::bigint)");
}

}  // namespace

absl::StatusOr<std::vector<TagUsage>> PostgresTagUsage::List(const RequestContext& context,
                                                             const std::vector<RecordKind>& kinds,
                                                             const std::string& prefix, const std::string& after,
                                                             int limit) const {
  std::vector<Param> params = {context.tenant().ToString(), after, prefix, absl::StrCat(limit)};
  std::string range;
  if (const auto end = BehindPrefix(prefix); !prefix.empty() && end.has_value()) {
    params.emplace_back(*end);
    range = absl::StrCat(" and l.tag < $", params.size(), "::text");
  }
  std::string counted;
  for (const RecordKind kind : kinds) {
    const TableLayout* const layout = TaggedLayout(kind);
    if (layout == nullptr || context.principal->ScopeOf(layout->resource, "read") == Scope::kNone) continue;
    absl::StrAppend(&counted, counted.empty() ? "" : " union all ",
                    CountedTags(*layout, NameOf(kind), range, context, params));
  }
  std::vector<TagUsage> found;
  if (counted.empty()) return found;
  // Each kind gives its first tags, so that the first of them all are complete.
  const Sql sql{absl::StrCat("select tag, kind, count from (", counted, ") counted order by tag, kind"), 3};
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(context.principal->tenant, context.deadline));
  RETURN_IF_ERROR(lease->PrepareSession(context.principal->tenant, context.deadline));
  RETURN_IF_ERROR(lease->Read(
      sql, params,
      [&](Row row) -> absl::Status {
        if (found.empty() || found.back().tag != row[0].text) {
          if (found.size() == static_cast<size_t>(limit)) return absl::OkStatus();
          found.push_back({std::string(row[0].text), {}});
        }
        int64_t count = 0;
        RETURN_IF_ERROR(Codec<int64_t>::FromText(row[2].text, count));
        ASSIGN_OR_RETURN(const RecordKind kind, ParseEnum<RecordKind>(row[1].text));
        found.back().counts.emplace_back(kind, count);
        return absl::OkStatus();
      },
      context.cancellation.get()));
  return found;
}

}  // namespace pipewright::postgres

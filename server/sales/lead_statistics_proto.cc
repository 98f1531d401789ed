// The statistics of leads between proto and domain.
#include "server/sales/lead_proto.h"
#include "server/wire/enum_proto.h"
#include "server/wire/proto_writer.h"

namespace pipewright::sales {
namespace {

template <class Message>
void WriteFigures(const LeadFigures& figures, Message* out) {
  out->set_count(figures.count);
  for (const LeadTotal& total : figures.totals) {
    v1::LeadTotal* const written = out->add_totals();
    written->set_count(total.count);
    server::Write(total.estimated_value, written->mutable_estimated_value());
  }
}

}  // namespace

absl::StatusOr<GetLeadStatistics> FromProto(const v1::GetLeadStatisticsRequest& request) {
  return GetLeadStatistics{request.filter()};
}

void ToProto(const LeadStatistics& statistics, v1::GetLeadStatisticsResponse* out) {
  WriteFigures(statistics.all, out);
  for (const auto& [status, figures] : statistics.statuses) {
    v1::LeadStatusStatistics* const written = out->add_statuses();
    written->set_status(server::ToProtoEnum<v1::LeadStatus>(status));
    WriteFigures(figures, written);
  }
  for (const auto& [source, figures] : statistics.sources) {
    v1::LeadSourceStatistics* const written = out->add_sources();
    if (source.has_value()) written->set_source(server::ToProtoEnum<v1::LeadSource>(*source));
    WriteFigures(figures, written);
  }
  for (const auto& [owner, figures] : statistics.owners) {
    v1::LeadOwnerStatistics* const written = out->add_owners();
    if (owner.has_value()) written->set_owner_id(owner->ToString());
    WriteFigures(figures, written);
  }
  out->set_owners_left_out(statistics.owners_left_out);
}

}  // namespace pipewright::sales

#include "server/organization/code_series_proto.h"

#include "domain/shared/status_macros.h"
#include "server/wire/enum_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::organization {

absl::StatusOr<ListCodeSeries> FromProto(const v1::ListCodeSeriesRequest&) { return ListCodeSeries(); }

absl::StatusOr<UpdateCodeSeries> FromProto(const v1::UpdateCodeSeriesRequest& request) {
  UpdateCodeSeries command;
  const v1::CodeSeries& series = request.code_series();
  server::ResourceReader reader("code_series", series, request.update_mask());
  reader.Text("prefix", series.prefix(), command.changes.prefix);
  reader.Int("width", series.width(), command.changes.width);
  reader.violations().Take("code_series.entity", server::FromProtoEnum<RecordKind>(series.entity()), &command.entity);
  command.etag = server::ReadEtag("code_series.etag", series.etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const CodeSeriesState& series, v1::CodeSeries* out) {
  out->set_entity(server::ToProtoEnum<v1::CodeSeriesEntity>(series.entity));
  out->set_prefix(series.prefix);
  out->set_width(series.width);
  if (series.version == 0) return;
  out->set_etag(Etag(series.version).ToString());
  server::Write(series.update_time, out->mutable_update_time());
  if (series.updated_by.has_value()) out->set_updated_by(series.updated_by->ToString());
}

void ToProto(const std::vector<CodeSeriesState>& series, v1::ListCodeSeriesResponse* out) {
  for (const CodeSeriesState& one : series) ToProto(one, out->add_code_series());
}

}  // namespace pipewright::organization

#include "server/integration/searches/saved_search_proto.h"

#include <string>

#include "domain/shared/status_macros.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::integration {
namespace {

using server::ResourceReader;

void ReadSavedSearch(const v1::SavedSearch& search, ResourceReader& reader, SavedSearchChanges& changes) {
  reader.Text("name", search.name(), changes.name);
  reader.Text("resource", search.resource(), changes.resource);
  reader.Text("filter", search.filter(), changes.filter);
  reader.Text("order_by", search.order_by(), changes.order_by);
  reader.Texts("columns", search.columns(), changes.columns);
  reader.Enum("visibility", search.visibility(), changes.visibility);
}

}  // namespace

absl::StatusOr<CreateSavedSearch> FromProto(const v1::CreateSavedSearchRequest& request) {
  CreateSavedSearch command;
  ResourceReader reader("saved_search", request.saved_search());
  ReadSavedSearch(request.saved_search(), reader, command.details);
  command.id = server::ReadOptionalId<SavedSearchId>("saved_search_id", request.saved_search_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateSavedSearch> FromProto(const v1::UpdateSavedSearchRequest& request) {
  UpdateSavedSearch command;
  ResourceReader reader("saved_search", request.saved_search(), request.update_mask());
  ReadSavedSearch(request.saved_search(), reader, command.changes);
  reader.violations().Take("saved_search.id", SavedSearchId::Parse(request.saved_search().id()), &command.id);
  command.etag = server::ReadEtag("saved_search.etag", request.saved_search().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<RunSavedSearch> FromProto(const v1::RunSavedSearchRequest& request) {
  RunSavedSearch query;
  Violations violations;
  violations.Take("id", SavedSearchId::Parse(request.id()), &query.id);
  RETURN_IF_ERROR(violations.ToStatus());
  query.page_size = request.page_size();
  query.page_token = request.page_token();
  query.return_total_size = request.return_total_size();
  return query;
}

void ToProto(const SavedSearchState& search, v1::SavedSearch* out) {
  server::WriteRecord(search, out);
  out->set_name(search.name);
  out->set_resource(search.resource);
  out->set_filter(search.filter);
  out->set_order_by(search.order_by);
  for (const std::string& column : search.columns) out->add_columns(column);
  out->set_visibility(server::ToProtoEnum<v1::SavedSearchVisibility>(search.visibility));
}

void ToProto(const FoundRecords& found, v1::RunSavedSearchResponse* out) {
  ToProto(found.search, out->mutable_saved_search());
  out->mutable_records()->Reserve(static_cast<int>(found.page.records.size()));
  for (const auto& record : found.page.records) out->add_records()->PackFrom(*record);
  out->set_next_page_token(found.page.next_page_token);
  if (found.page.total_size.has_value()) out->set_total_size(*found.page.total_size);
}

}  // namespace pipewright::integration

#include "server/integration/files/export_service.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/shared/commands/command_bus.h"
#include "application/shared/queries/page_size.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "pipewright/integration/v1/export_service.pb.h"
#include "server/integration/files/cells.h"
#include "server/integration/files/csv_writer.h"

namespace pipewright::integration {
namespace {

absl::Status CheckMayRead(const server::ServedKind& kind, const RequestContext& context) {
  RequestContext needed = context;
  needed.permission = {kind.name(), "read"};
  return CheckPermission(needed);
}

// Reads as many records as a list gives at once, and sends them in pieces that any client takes.
class ExportSource final : public server::Source<v1::ExportRecordsResponse> {
 public:
  ExportSource(const server::ServedKind& kind, std::vector<CellField> columns, const v1::ExportRecordsRequest& request,
               FileStreams::Place place)
      : place_(std::move(place)), kind_(kind), columns_(std::move(columns)), guard_(!request.raw()) {
    list_.page_size = kMaxPageSize;
    list_.filter = request.filter();
    list_.order_by = request.order_by();
    list_.show_deleted = request.show_deleted();
  }

  absl::StatusOr<bool> Next(const RequestContext& context, v1::ExportRecordsResponse& message) override {
    // It may have been taken since the piece before.
    RETURN_IF_ERROR(CheckMayRead(kind_, context));
    std::string& out = *message.mutable_content();
    if (!begun_) WriteHeader(out);
    while (out.size() < kPieceBytes) {
      if (written_ < page_.records.size()) {
        WriteRow(*page_.records[written_++], out);
        continue;
      }
      if (begun_ && page_.next_page_token.empty()) break;
      // What is ready goes before what has to be read.
      if (begun_ && !out.empty()) break;
      list_.page_token = page_.next_page_token;
      ASSIGN_OR_RETURN(page_, kind_.List(context, list_));
      written_ = 0;
      begun_ = true;
    }
    return !out.empty();
  }

 private:
  static constexpr size_t kPieceBytes = 512 << 10;

  void WriteHeader(std::string& out) const {
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) out.push_back(',');
      AppendCsvCell(columns_[i].path(), out);
    }
    out += "\r\n";
  }

  void WriteRow(const google::protobuf::Message& record, std::string& out) const {
    const size_t before = out.size();
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) out.push_back(',');
      columns_[i].Append(record, guard_, out);
    }
    // A line with nothing on it would be no row.
    if (out.size() == before) out += "\"\"";
    out += "\r\n";
  }

  const FileStreams::Place place_;
  const server::ServedKind& kind_;
  const std::vector<CellField> columns_;
  const bool guard_;
  ListRequest list_;
  server::RecordPage page_;
  size_t written_ = 0;  // of the page's records
  bool begun_ = false;
};

absl::StatusOr<std::unique_ptr<server::Source<v1::ExportRecordsResponse>>> Begin(
    const server::ServedKinds& kinds, FileStreams& streams, const RequestContext& context,
    const v1::ExportRecordsRequest& request) {
  const server::ServedKind* const kind = kinds.FindExported(request.resource());
  if (kind == nullptr) {
    return InvalidField("resource", absl::StrCat("must be one of ", kinds.Names(/*importable=*/false)));
  }
  RETURN_IF_ERROR(CheckMayRead(*kind, context));
  std::vector<CellField> columns;
  Violations violations;
  for (int i = 0; i < request.columns_size(); ++i) {
    auto column = CellField::Parse(kind->record(), request.columns(i));
    if (column.ok()) {
      columns.push_back(*std::move(column));
    } else {
      violations.Note(absl::StrCat("columns[", i, "]"), column.status());
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (columns.empty()) columns = CellField::AllOf(kind->record());
  ASSIGN_OR_RETURN(FileStreams::Place place, streams.Take(context.tenant()));
  return std::make_unique<ExportSource>(*kind, std::move(columns), request, std::move(place));
}

}  // namespace

void AddExportService(server::Api& api, FileStreams& streams) {
  api.services.Add().Download<v1::ExportRecordsRequest, v1::ExportRecordsResponse>(
      [&kinds = api.records, &streams](const RequestContext& context, const v1::ExportRecordsRequest& request) {
        return Begin(kinds, streams, context, request);
      });
}

}  // namespace pipewright::integration

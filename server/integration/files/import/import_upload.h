// Takes the file of an import: checks it as it comes in, keeps it piece by piece, and makes its job at the end.
#pragma once

#include <openssl/evp.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "application/integration/job_commands.h"
#include "application/integration/job_queue.h"
#include "application/shared/call/ports.h"
#include "application/shared/commands/command_bus.h"
#include "pipewright/integration/v1/import_service.pb.h"
#include "server/integration/files/csv_reader.h"
#include "server/integration/files/file_streams.h"
#include "server/integration/files/import/import_plan.h"
#include "server/record/served_kind.h"
#include "server/rpc/stream_call.h"

namespace pipewright::integration {

// What an upload needs; all of it outlives it.
struct ImportPorts {
  const server::ServedKinds& kinds;
  const CommandBus& commands;
  const JobCommands& job_commands;
  JobQueue& queue;
  IdGenerator& ids;
  std::function<void()> wake;  // a job has come
};

// Holds one piece of the file at a time. What was kept is dropped when the upload isn't finished, and left to the sweep
// when nobody knows whether it is.
class ImportUpload final : public server::Sink<v1::ImportRecordsRequest, v1::Job> {
 public:
  static constexpr int64_t kMaxFileBytes = int64_t{1} << 30;
  static constexpr size_t kMaxContentBytes = 4 << 20;
  static constexpr size_t kPieceBytes = 512 << 10;

  ImportUpload(const ImportPorts& ports, const RequestContext& context, FileStreams::Place place);
  ~ImportUpload() override;

  absl::Status Take(const RequestContext& context, const v1::ImportRecordsRequest& message) override;
  absl::Status Finish(const RequestContext& context, v1::Job& response) override;

 private:
  absl::Status Begin(const RequestContext& context, const v1::ImportRecordsRequest& message);
  absl::Status Keep(const RequestContext& context, bool last);
  absl::Status CountRows();

  const FileStreams::Place place_;
  const ImportPorts ports_;
  const RequestContext context_;  // for dropping
  const JobId job_;
  std::optional<ImportPlan> plan_;
  std::optional<CsvReader> reader_;
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> hash_;
  std::string request_id_;
  std::string piece_;
  int64_t kept_ = 0;  // bytes
  int64_t size_ = 0;  // bytes
  JobCheckpoint start_;
  bool has_header_ = false;
  bool finished_ = false;
  int64_t rows_ = 0;
};

}  // namespace pipewright::integration

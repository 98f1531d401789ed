// What the special questions about what is sold have in common.
#pragma once

#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/call/request_context.h"
#include "domain/sales/pipeline.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/read/read_session.h"

namespace pipewright::postgres {

// A ReadSession that finds pipelines.
class InsightSession : public ReadSession {
 public:
  static absl::StatusOr<InsightSession> Begin(Pool& pool, const RequestContext& context);

  // The live pipeline as it was at `read_time` (now without one); without an id the one that was the default then.
  // Nothing when there was none.
  absl::StatusOr<std::optional<sales::PipelineState>> FindPipeline(const std::optional<PipelineId>& id,
                                                                   const std::optional<absl::Time>& read_time);
  // The same; kNotFound when there was none.
  absl::StatusOr<sales::PipelineState> GetPipeline(const std::optional<PipelineId>& id,
                                                   const std::optional<absl::Time>& read_time);

 private:
  explicit InsightSession(ReadSession session) : ReadSession(std::move(session)) {}
};

}  // namespace pipewright::postgres

#include "application/sales/default_pipeline.h"

#include "application/unit_of_work.h"
#include "domain/sales/pipeline.h"
#include "domain/sales/pipeline_repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {

absl::Status DefaultPipeline::Start(UnitOfWork& uow) const {
  const PipelineChanges standard = StandardPipeline([this] { return NewId<StageId>(ids_); });
  ASSIGN_OR_RETURN(Pipeline pipeline, Pipeline::Create(NewId<PipelineId>(ids_), standard));
  return uow.Of<Pipeline>().Add(pipeline);
}

}  // namespace pipewright::sales

// Interactions to and from the API.
#pragma once

#include "absl/status/statusor.h"
#include "application/collaboration/interaction_commands.h"
#include "pipewright/collaboration/v1/interaction_service.pb.h"

namespace pipewright::collaboration {

absl::StatusOr<CreateInteraction> FromProto(const v1::CreateInteractionRequest& request);
absl::StatusOr<UpdateInteraction> FromProto(const v1::UpdateInteractionRequest& request);

void ToProto(const InteractionState& interaction, v1::Interaction* out);

}  // namespace pipewright::collaboration

// Contacts between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "application/sales/contact_commands.h"
#include "application/shared/queries/list_request.h"
#include "domain/sales/contact.h"
#include "pipewright/sales/v1/contact_service.pb.h"

namespace pipewright::sales {

absl::StatusOr<CreateContact> FromProto(const v1::CreateContactRequest& request);
absl::StatusOr<UpdateContact> FromProto(const v1::UpdateContactRequest& request);

void ToProto(const ContactState& contact, v1::Contact* out);

}  // namespace pipewright::sales

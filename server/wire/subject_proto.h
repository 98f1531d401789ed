// The subject of a record, to and from the API.
#pragma once

#include "absl/status/statusor.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/subject.h"
#include "pipewright/shared/v1/subject.pb.h"
#include "server/wire/enum_proto.h"

namespace pipewright::server {

// kInvalidArgument names `kind` or `id`.
inline absl::StatusOr<Subject> FromProto(const shared::v1::Subject& subject) {
  Violations violations;
  Subject read;
  violations.Take("kind", FromProtoEnum<RecordKind>(subject.kind()), &read.kind);
  violations.Take("id", Uuid::Parse(subject.id()), &read.id);
  RETURN_IF_ERROR(violations.ToStatus());
  return read;
}

inline void Write(const Subject& subject, shared::v1::Subject* out) {
  out->set_kind(ToProtoEnum<shared::v1::SubjectKind>(subject.kind));
  out->set_id(subject.id.ToString());
}

}  // namespace pipewright::server

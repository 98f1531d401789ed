#include "server/organization/custom_field_definition_proto.h"

#include "domain/shared/status_macros.h"
#include "server/wire/custom_fields_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::organization {
namespace {

using server::ResourceReader;
using server::ToProtoEnum;

void ReadDefinition(const v1::CustomFieldDefinition& definition, ResourceReader& reader,
                    CustomFieldDefinitionChanges& changes) {
  reader.Enum("entity", definition.entity(), changes.entity);
  reader.Text("key", definition.key(), changes.key);
  reader.Text("label", definition.label(), changes.label);
  reader.Text("description", definition.description(), changes.description);
  reader.Enum("type", definition.type(), changes.type);
  reader.Bool("required", definition.required(), changes.required);
  reader.Value(
      "default_value",
      [&]() -> absl::StatusOr<RawCustomFieldValue> { return server::FromProto(definition.default_value()); },
      changes.default_value);
  reader.Texts("options", definition.options(), changes.options);
  reader.Enum("reference_kind", definition.reference_kind(), changes.reference_kind);
}

}  // namespace

absl::StatusOr<CreateCustomFieldDefinition> FromProto(const v1::CreateCustomFieldDefinitionRequest& request) {
  CreateCustomFieldDefinition command;
  ResourceReader reader("custom_field_definition", request.custom_field_definition());
  ReadDefinition(request.custom_field_definition(), reader, command.details);
  command.id = server::ReadOptionalId<CustomFieldDefinitionId>(
      "custom_field_definition_id", request.custom_field_definition_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateCustomFieldDefinition> FromProto(const v1::UpdateCustomFieldDefinitionRequest& request) {
  UpdateCustomFieldDefinition command;
  const v1::CustomFieldDefinition& definition = request.custom_field_definition();
  ResourceReader reader("custom_field_definition", definition, request.update_mask());
  ReadDefinition(definition, reader, command.changes);
  reader.violations().Take("custom_field_definition.id", CustomFieldDefinitionId::Parse(definition.id()), &command.id);
  command.etag = server::ReadEtag("custom_field_definition.etag", definition.etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const CustomFieldDefinitionState& definition, v1::CustomFieldDefinition* out) {
  server::WriteRecord(definition, out);
  out->set_entity(ToProtoEnum<v1::CustomFieldEntity>(definition.entity));
  out->set_key(definition.key);
  out->set_label(definition.label);
  out->set_description(definition.description);
  out->set_type(ToProtoEnum<v1::CustomFieldType>(definition.type));
  out->set_required(definition.required);
  if (definition.default_value.has_value()) server::Write(*definition.default_value, out->mutable_default_value());
  for (const std::string& option : definition.options) out->add_options(option);
  for (const std::string& option : definition.retired_options) out->add_retired_options(option);
  if (definition.reference_kind.has_value()) {
    out->set_reference_kind(ToProtoEnum<v1::CustomFieldReferenceKind>(*definition.reference_kind));
  }
}

}  // namespace pipewright::organization

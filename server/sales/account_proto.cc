#include "server/sales/account_proto.h"

#include "domain/shared/status_macros.h"
#include "server/wire/custom_fields_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::sales {
namespace {

using server::ResourceReader;
using server::ToProtoEnum;
using server::Write;

void ReadAccount(const v1::Account& account, ResourceReader& reader, AccountChanges& changes,
                 Change<std::string>& phone, CustomFieldsInput& custom_fields) {
  reader.Enum("kind", account.kind(), changes.kind);
  reader.Text("name", account.name(), changes.name);
  reader.Text("description", account.description(), changes.description);
  reader.Text("industry", account.industry(), changes.industry);
  reader.Text("region", account.region(), changes.region);
  reader.Enum("size", account.size(), changes.size);
  reader.Text("website", account.website(), changes.website);
  reader.Parsed("email", account.email(), changes.email);
  reader.Text("phone", account.phone(), phone);
  reader.Address("billing_address", account.billing_address(), changes.billing_address);
  reader.Address("shipping_address", account.shipping_address(), changes.shipping_address);
  reader.Message("annual_revenue", account.annual_revenue(), changes.annual_revenue);
  reader.Int("employee_count", account.employee_count(), changes.employee_count);
  reader.Enum("status", account.status(), changes.status);
  reader.Enum("rating", account.rating(), changes.rating);
  reader.Bool("vip", account.vip(), changes.vip);
  reader.Id("owner_id", account.owner_id(), changes.owner_id);
  reader.Id("parent_account_id", account.parent_account_id(), changes.parent_account_id);
  reader.Id("business_unit_id", account.business_unit_id(), changes.business_unit_id);
  reader.Texts("tags", account.tags(), changes.tags);
  reader.CustomFields("custom_fields", account.custom_fields(), custom_fields);
}

}  // namespace

absl::StatusOr<CreateAccount> FromProto(const v1::CreateAccountRequest& request) {
  CreateAccount command;
  ResourceReader reader("account", request.account());
  ReadAccount(request.account(), reader, command.details, command.phone, command.custom_fields);
  command.id = server::ReadOptionalId<AccountId>("account_id", request.account_id(), reader.violations());
  command.apply_assignment_rules = request.apply_assignment_rules();
  command.reject_duplicates = request.duplicate_check() == v1::DUPLICATE_CHECK_REJECT;
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateAccount> FromProto(const v1::UpdateAccountRequest& request) {
  UpdateAccount command;
  ResourceReader reader("account", request.account(), request.update_mask());
  ReadAccount(request.account(), reader, command.changes, command.phone, command.custom_fields);
  reader.violations().Take("account.id", AccountId::Parse(request.account().id()), &command.id);
  command.etag = server::ReadEtag("account.etag", request.account().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const AccountState& account, v1::Account* out) {
  server::WriteRecord(account, out);
  out->set_code(account.code);
  out->set_kind(ToProtoEnum<v1::AccountKind>(account.kind));
  out->set_name(account.name);
  out->set_description(account.description);
  out->set_industry(account.industry);
  out->set_region(account.region);
  if (account.size.has_value()) out->set_size(ToProtoEnum<v1::AccountSize>(*account.size));
  out->set_website(account.website);
  if (account.email.has_value()) out->set_email(account.email->value());
  if (account.phone.has_value()) out->set_phone(account.phone->value());
  if (!account.billing_address.empty()) Write(account.billing_address, out->mutable_billing_address());
  if (!account.shipping_address.empty()) Write(account.shipping_address, out->mutable_shipping_address());
  if (account.annual_revenue.has_value()) Write(*account.annual_revenue, out->mutable_annual_revenue());
  if (account.employee_count.has_value()) out->set_employee_count(*account.employee_count);
  out->set_status(ToProtoEnum<v1::AccountStatus>(account.status));
  if (account.rating.has_value()) out->set_rating(ToProtoEnum<v1::AccountRating>(*account.rating));
  out->set_vip(account.vip);
  if (account.owner_id.has_value()) out->set_owner_id(account.owner_id->ToString());
  if (account.parent_account_id.has_value()) out->set_parent_account_id(account.parent_account_id->ToString());
  if (account.business_unit_id.has_value()) out->set_business_unit_id(account.business_unit_id->ToString());
  for (const std::string& tag : account.tags) out->add_tags(tag);
  if (!account.custom_fields.empty()) Write(account.custom_fields, out->mutable_custom_fields());
  if (account.merged_into_id.has_value()) out->set_merged_into_id(account.merged_into_id->ToString());
}

}  // namespace pipewright::sales

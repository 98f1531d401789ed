#include "server/sales/contact_service.h"

#include "server/rpc/standard_requests.h"
#include "server/sales/contact_proto.h"

namespace pipewright::sales {
namespace {

using Standard = server::Standard<Contact>;
constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

grpc::ServerUnaryReactor* ContactService::CreateContact(Call* call, const v1::CreateContactRequest* request,
                                                        v1::Contact* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.contact_commands);
}

grpc::ServerUnaryReactor* ContactService::GetContact(Call* call, const v1::GetContactRequest* request,
                                                     v1::Contact* response) {
  return dispatcher_.Query(call, request, response, Standard::Get, sales_.contact_queries);
}

grpc::ServerUnaryReactor* ContactService::BatchGetContacts(Call* call, const v1::BatchGetContactsRequest* request,
                                                           v1::BatchGetContactsResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::BatchGet, sales_.contact_queries);
}

grpc::ServerUnaryReactor* ContactService::BatchCreateContacts(Call* call, const v1::BatchCreateContactsRequest* request,
                                                              v1::BatchCreateContactsResponse* response) {
  return dispatcher_.Batch<v1::Contact>(call, request, response, kParse, sales_.contact_commands);
}

grpc::ServerUnaryReactor* ContactService::BatchUpdateContacts(Call* call, const v1::BatchUpdateContactsRequest* request,
                                                              v1::BatchUpdateContactsResponse* response) {
  return dispatcher_.Batch<v1::Contact>(call, request, response, kParse, sales_.contact_commands);
}

grpc::ServerUnaryReactor* ContactService::BatchDeleteContacts(Call* call, const v1::BatchDeleteContactsRequest* request,
                                                              v1::BatchDeleteContactsResponse* response) {
  return dispatcher_.Batch<v1::Contact>(call, request, response, Standard::Delete, sales_.contact_commands);
}

grpc::ServerUnaryReactor* ContactService::ListContacts(Call* call, const v1::ListContactsRequest* request,
                                                       v1::ListContactsResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::List, sales_.contact_queries);
}

grpc::ServerUnaryReactor* ContactService::UpdateContact(Call* call, const v1::UpdateContactRequest* request,
                                                        v1::Contact* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.contact_commands);
}

grpc::ServerUnaryReactor* ContactService::DeleteContact(Call* call, const v1::DeleteContactRequest* request,
                                                        v1::Contact* response) {
  return dispatcher_.Command(call, request, response, Standard::Delete, sales_.contact_commands);
}

grpc::ServerUnaryReactor* ContactService::UndeleteContact(Call* call, const v1::UndeleteContactRequest* request,
                                                          v1::Contact* response) {
  return dispatcher_.Command(call, request, response, Standard::Undelete, sales_.contact_commands);
}

grpc::ServerUnaryReactor* ContactService::ActivateContact(Call* call, const v1::ActivateContactRequest* request,
                                                          v1::Contact* response) {
  return dispatcher_.Command(call, request, response, Standard::Target<Act<&Contact::Activate>>,
                             sales_.contact_commands);
}

grpc::ServerUnaryReactor* ContactService::DeactivateContact(Call* call, const v1::DeactivateContactRequest* request,
                                                            v1::Contact* response) {
  return dispatcher_.Command(call, request, response, Standard::Target<Act<&Contact::Deactivate>>,
                             sales_.contact_commands);
}

grpc::ServerUnaryReactor* ContactService::MarkContactBounced(Call* call, const v1::MarkContactBouncedRequest* request,
                                                             v1::Contact* response) {
  return dispatcher_.Command(call, request, response, Standard::Target<Act<&Contact::MarkBounced>>,
                             sales_.contact_commands);
}

void ContactService::AddSteps(server::StepRegistry& steps) const {
  const auto& commands = sales_.contact_commands;
  steps.Add<v1::CreateContactRequest, v1::Contact>(kParse, commands);
  steps.Add<v1::UpdateContactRequest, v1::Contact>(kParse, commands);
  steps.Add<v1::DeleteContactRequest, v1::Contact>(Standard::Delete, commands);
  steps.Add<v1::UndeleteContactRequest, v1::Contact>(Standard::Undelete, commands);
  steps.Add<v1::ActivateContactRequest, v1::Contact>(Standard::Target<Act<&Contact::Activate>>, commands);
  steps.Add<v1::DeactivateContactRequest, v1::Contact>(Standard::Target<Act<&Contact::Deactivate>>, commands);
  steps.Add<v1::MarkContactBouncedRequest, v1::Contact>(Standard::Target<Act<&Contact::MarkBounced>>, commands);
}

}  // namespace pipewright::sales

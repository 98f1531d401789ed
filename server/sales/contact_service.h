// ContactService over gRPC.
#pragma once

#include "application/application.h"
#include "pipewright/sales/v1/contact_service.grpc.pb.h"
#include "server/rpc/arena_messages.h"
#include "server/rpc/dispatcher.h"
#include "server/rpc/steps.h"

namespace pipewright::sales {

class ContactService final : public v1::ContactService::CallbackService {
 public:
  ContactService(server::Dispatcher& dispatcher, const Application::Sales& sales)
      : dispatcher_(dispatcher), sales_(sales) {
    SetMessageAllocatorFor_ListContacts(&list_messages_);
  }

  using Call = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* CreateContact(Call* call, const v1::CreateContactRequest* request, v1::Contact* response) override;
  Reactor* GetContact(Call* call, const v1::GetContactRequest* request, v1::Contact* response) override;
  Reactor* BatchGetContacts(Call* call, const v1::BatchGetContactsRequest* request,
                            v1::BatchGetContactsResponse* response) override;
  Reactor* BatchCreateContacts(Call* call, const v1::BatchCreateContactsRequest* request,
                               v1::BatchCreateContactsResponse* response) override;
  Reactor* BatchUpdateContacts(Call* call, const v1::BatchUpdateContactsRequest* request,
                               v1::BatchUpdateContactsResponse* response) override;
  Reactor* BatchDeleteContacts(Call* call, const v1::BatchDeleteContactsRequest* request,
                               v1::BatchDeleteContactsResponse* response) override;
  Reactor* ListContacts(Call* call, const v1::ListContactsRequest* request,
                        v1::ListContactsResponse* response) override;
  Reactor* UpdateContact(Call* call, const v1::UpdateContactRequest* request, v1::Contact* response) override;
  Reactor* DeleteContact(Call* call, const v1::DeleteContactRequest* request, v1::Contact* response) override;
  Reactor* UndeleteContact(Call* call, const v1::UndeleteContactRequest* request, v1::Contact* response) override;
  Reactor* ActivateContact(Call* call, const v1::ActivateContactRequest* request, v1::Contact* response) override;
  Reactor* DeactivateContact(Call* call, const v1::DeactivateContactRequest* request, v1::Contact* response) override;
  Reactor* MarkContactBounced(Call* call, const v1::MarkContactBouncedRequest* request, v1::Contact* response) override;

  // The mutations that may be steps of a composite transaction.
  void AddSteps(server::StepRegistry& steps) const;

 private:
  server::Dispatcher& dispatcher_;
  const Application::Sales& sales_;
  server::ArenaMessages<v1::ListContactsRequest, v1::ListContactsResponse> list_messages_;
};

}  // namespace pipewright::sales

#include "server/sales/contact_service.h"

#include "pipewright/sales/v1/contact_service.pb.h"
#include "server/sales/contact_proto.h"

namespace pipewright::sales {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddContactService(server::Api& api, const ContactCommands& commands, const RecordQueries<Contact>& queries,
                       const KeyLookup& keys) {
  auto& s = server::AddRecord<Contact, v1::Contact>(api, kParse, commands, queries);
  s.Create<v1::CreateContactRequest>();
  s.Get<v1::GetContactRequest>();
  s.List<v1::ListContactsRequest>(&v1::ListContactsResponse::mutable_contacts);
  s.Update<v1::UpdateContactRequest>();
  s.Delete<v1::DeleteContactRequest>();
  s.Undelete<v1::UndeleteContactRequest>();
  s.BatchGet<v1::BatchGetContactsRequest>(&v1::BatchGetContactsResponse::mutable_contacts);
  s.BatchCreate<v1::BatchCreateContactsRequest>(&v1::BatchCreateContactsResponse::mutable_contacts);
  s.BatchUpdate<v1::BatchUpdateContactsRequest>(&v1::BatchUpdateContactsResponse::mutable_contacts);
  s.BatchDelete<v1::BatchDeleteContactsRequest>(&v1::BatchDeleteContactsResponse::mutable_contacts);
  s.Act<v1::ActivateContactRequest, &Contact::Activate>();
  s.Act<v1::DeactivateContactRequest, &Contact::Deactivate>();
  s.Act<v1::MarkContactBouncedRequest, &Contact::MarkBounced>();
  s.Import<v1::CreateContactRequest, v1::UpdateContactRequest>(keys, {"id", "email"});
}

}  // namespace pipewright::sales

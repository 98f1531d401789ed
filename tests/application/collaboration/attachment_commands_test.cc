#include "application/collaboration/attachment_commands.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/application/collaboration/attachment_office.h"
#include "tests/support/status_matchers.h"

namespace pipewright::collaboration {
namespace {

TEST_CASE("an attachment is of a record that is there, and says who owned it", "[attachment]") {
  AttachmentOffice test;
  const AttachmentState state = test.State(test.Declare(4));
  CHECK(state.subject_owners == std::vector<UserId>{test.uow.context().user()});
  CreateAttachment command;
  command.details.file_name = Change<std::string>::Set("offer.pdf");
  command.details.size = Change<int64_t>::Set(4);
  command.details.subject = Change<Subject>::Set(Subject::Of(AccountId(Uuid({7}))));
  const auto missing = test.commands.Handle(test.uow.context(), command, test.uow);
  CHECK(ReasonOf(missing) == Reason::kReferenceNotFound);
  CHECK(DetailsOf(missing.status()).preconditions[0].subject == "subject");
  command.details.subject = Change<Subject>::Set(*state.subject);
  command.details.size = Change<int64_t>::Set(1001);
  CHECK(FieldsOf(test.commands.Handle(test.uow.context(), command, test.uow)) == "size");
}

TEST_CASE("an update that changes nothing is none", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId id = test.Declare(4);
  UpdateAttachment update;
  update.id = id;
  update.changes.file_name = Change<std::string>::Set("offer.pdf");
  REQUIRE(test.commands.Handle(test.uow.context(), update, test.uow).ok());
  CHECK(test.State(id).version == 1);
  update.changes.file_name = Change<std::string>::Set("order.pdf");
  REQUIRE(test.commands.Handle(test.uow.context(), update, test.uow).ok());
  CHECK(test.State(id).version == 2);
}

}  // namespace
}  // namespace pipewright::collaboration

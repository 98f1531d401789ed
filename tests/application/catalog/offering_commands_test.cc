#include "application/catalog/offering_commands.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::catalog {
namespace {

struct Offerings {
  FakeUnitOfWork uow;
  FakeIds ids;
  OfferingCommands commands{ids};

  absl::StatusOr<Offering> Create(const std::string& name, const std::string& sku = "") {
    CreateOffering command;
    command.details.name = Change<std::string>::Set(name);
    if (!sku.empty()) command.details.sku = Change<std::string>::Set(sku);
    return commands.Handle(uow.context(), command, uow);
  }
};

TEST_CASE("a sku is of one live offering, and free again when that one is deleted", "[offering]") {
  Offerings test;
  const OfferingId first = test.Create("Care", "C-1")->state().id;
  CHECK(test.Create("Cover", "C-1").status().code() == absl::StatusCode::kAlreadyExists);
  CHECK(test.Create("Cover").ok());
  CHECK(test.Create("Nothing").ok());  // any number of them have none
  REQUIRE(test.commands.Handle(test.uow.context(), DeleteRecord<Offering>{first, {}}, test.uow).ok());
  CHECK(test.Create("Cover", "C-1").ok());
  CHECK(test.commands.Handle(test.uow.context(), UndeleteRecord<Offering>{first, {}}, test.uow).status().code() ==
        absl::StatusCode::kAlreadyExists);
}

TEST_CASE("whoever may change offerings only of their own may change the tenant's", "[offering]") {
  // The catalog has no owners: whether a role may change it at all is all that there is to say.
  Offerings test;
  test.uow.next_call() = ContextOf(Grants({{"offering", "*", Scope::kOwn}}));
  test.uow.next_call().permission = {"offering", "create"};
  const auto created = test.Create("Care");
  REQUIRE(created.ok());
  test.uow.next_call().permission = {"offering", "update"};
  CHECK(test.commands.Handle(test.uow.context(), Act<&Offering::Deactivate>{created->state().id, {}}, test.uow).ok());
}

TEST_CASE("the unit that delivers an offering must be there", "[offering]") {
  Offerings test;
  CreateOffering command;
  command.details.name = Change<std::string>::Set("Care");
  command.details.business_unit_id = Change<BusinessUnitId>::Set(BusinessUnitId(Uuid({7})));
  const auto refused = test.commands.Handle(test.uow.context(), command, test.uow);
  CHECK(ReasonOf(refused) == Reason::kReferenceNotFound);
  CHECK(DetailsOf(refused.status()).preconditions[0].subject == "business_unit_id");
}

}  // namespace
}  // namespace pipewright::catalog

// A world with the records that others are about: for the contract suites of those.
#pragma once

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <utility>

#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/lead_commands.h"
#include "application/unit_of_work.h"
#include "domain/shared/status_macros.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/infrastructure/worlds.h"

namespace pipewright::testing {

template <class World>
struct SubjectWorld {
  World world;
  FakePhones phones;
  sales::AccountCommands accounts{world.ids(), phones};
  sales::ContactCommands contacts{world.ids(), phones};
  sales::LeadCommands leads{world.ids(), phones};

  // Of the caller, unless somebody else is named.
  AccountId AddAccount(const std::optional<UserId>& owner = std::nullopt) {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    if (owner.has_value()) command.details.owner_id = Change<UserId>::Set(*owner);
    return RunCommand(world, accounts, command)->state().id;
  }
  ContactId AddContact(const UserId& owner) {
    sales::CreateContact command;
    command.details.last_name = Change<std::string>::Set("Muster");
    command.details.owner_id = Change<UserId>::Set(owner);
    return RunCommand(world, contacts, command)->state().id;
  }
  LeadId AddLead() {
    sales::CreateLead command;
    command.details.name = Change<std::string>::Set("Maria Muster");
    return RunCommand(world, leads, command)->state().id;
  }
  // What is stored, in a unit of work of its own.
  template <class A>
  typename A::State Stored(const typename Repository<A>::IdType& id) {
    std::optional<typename A::State> read;
    REQUIRE(world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(const A found, uow.Of<A>().GetEvenDeleted(id));
                  read = found.state();
                  return absl::OkStatus();
                })
                .ok());
    return *std::move(read);
  }
};

}  // namespace pipewright::testing

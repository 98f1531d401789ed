// A service is a table of its methods: what is wrong with the table is found before the server starts.
#include "server/rpc/service.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "infrastructure/security/system_clock.h"
#include "infrastructure/security/uuid_generator.h"
#include "pipewright/organization/v1/role_service.pb.h"
#include "tests/support/status_matchers.h"

namespace pipewright::server {
namespace {

using organization::v1::ListRolesRequest;
using organization::v1::ListRolesResponse;

class NoAuthenticator : public Authenticator {
 public:
  absl::StatusOr<std::shared_ptr<const Principal>> Authenticate(absl::string_view, const std::optional<TenantId>&,
                                                                const RequestContext&) override {
    return absl::UnauthenticatedError("nobody calls");
  }
};

class NoTransactor : public Transactor {
 public:
  absl::Status Run(const RequestContext&, Mode, absl::FunctionRef<absl::Status(UnitOfWork&)>) override {
    return absl::InternalError("nothing is stored");
  }
};

class NoObserver : public CallObserver {
 public:
  void OnFinished(const FinishedCall&) override {}
};

struct NoAnswer {};
void ToProto(const NoAnswer&, google::protobuf::Message*) {}

struct NoHandler {
  absl::StatusOr<NoAnswer> Handle(const RequestContext&, const NoAnswer&) const { return NoAnswer{}; }
};

constexpr auto kParse = [](const auto&) -> absl::StatusOr<NoAnswer> { return NoAnswer{}; };

struct Table {
  MethodRegistry methods = MethodRegistry::Build().value();
  Executor executor{{1, 1}};
  Executor strangers{{1, 1}};
  NoAuthenticator authenticator;
  security::SystemClock clock;
  security::UuidGenerator ids{clock};
  NoObserver observer;
  Dispatcher dispatcher{{methods, executor, strangers, authenticator, ids, observer}};
  NoTransactor transactor;
  CommandBus commands{transactor};
  StepRegistry steps;
  Services services{{dispatcher, commands, steps}};
  NoHandler handler;

  std::string Wrong() const { return std::string(services.CheckComplete(methods).message()); }
};

TEST_CASE("a method without a line is named, and the server doesn't start", "[service]") {
  Table table;
  CHECK_THAT(table.Wrong(), Catch::EndsWith("is declared and served by nothing"));
  table.services.Add().Query<ListRolesRequest, ListRolesResponse>(kParse, table.handler);
  CHECK_THAT(table.Wrong(), !Catch::Contains("ListRoles"));
}

TEST_CASE("a method with two lines is named", "[service]") {
  Table table;
  table.services.Add().Query<ListRolesRequest, ListRolesResponse>(kParse, table.handler);
  table.services.Add().Query<ListRolesRequest, ListRolesResponse>(kParse, table.handler);
  CHECK(table.Wrong() == "/pipewright.organization.v1.RoleService/ListRoles has two lines");
}

TEST_CASE("a line that answers with another message than its method is named", "[service]") {
  Table table;
  table.services.Add().Query<ListRolesRequest, ListRolesRequest>(kParse, table.handler);
  CHECK(table.Wrong() ==
        "/pipewright.organization.v1.RoleService/ListRoles answers with pipewright.organization.v1.ListRolesRequest, "
        "not with pipewright.organization.v1.ListRolesResponse");
}

}  // namespace
}  // namespace pipewright::server

// Get and BatchGet, as every resource has them. That a deleted record is still got: delete_test.cc.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/server/expect_standard.h"
#include "tests/support/server/standard_world.h"

namespace pipewright {
namespace {

using google::protobuf::Message;
using grpc::StatusCode;
using testing::MessagePtr;
using testing::RawAnswer;
using testing::StandardCase;
using testing::StandardResource;
using testing::StandardResources;
using testing::StandardWorld;
using testing::TextIn;
using testing::UnknownId;

TEST_CASE("what isn't there isn't found, and what is no id is named", "[standard]") {
  for (const StandardResource& resource : StandardResources()) {
    StandardWorld world(resource);
    const StandardCase rule(resource, *resource.get, "an id leads to a record");
    const MessagePtr made = world.Make();
    rule.Expect(TextIn(*world.Get(TextIn(*made, "id")), "id") == TextIn(*made, "id"));
    rule.ExpectError(world.Call(*resource.get, *world.Target(*resource.get, UnknownId())).status, StatusCode::NOT_FOUND,
                     "RECORD_NOT_FOUND");
    for (const char* const id : {"", "7", "0190F3C2-7B1E-7C3A-9D4E-5F60718293A"}) {
      rule.ExpectError(world.Call(*resource.get, *world.Target(*resource.get, id)).status, StatusCode::INVALID_ARGUMENT,
                       "INVALID_FIELD", "id");
    }
  }
}

TEST_CASE("several records are got in the order of their ids", "[standard]") {
  for (const StandardResource& resource : StandardResources()) {
    if (resource.batch_get == nullptr) continue;
    StandardWorld world(resource);
    const StandardCase rule(resource, *resource.batch_get, "order and what is missing");
    const auto ask = [&](const std::vector<std::string>& ids) {
      const MessagePtr request = testing::NewMessage(*resource.batch_get->input_type());
      for (const std::string& id : ids) testing::AddText(*request, "ids", id);
      return world.Call(*resource.batch_get, *request);
    };
    std::vector<std::string> ids;
    for (int i = 0; i < 3; ++i) ids.insert(ids.begin(), TextIn(*world.Make(), "id"));
    std::swap(ids[0], ids[1]);
    const RawAnswer got = ask(ids);
    rule.ExpectOk(got.status);
    const std::vector<const Message*> records = testing::RecordsIn(*got.response);
    rule.Expect(records.size() == ids.size(), got.response->ShortDebugString());
    for (size_t i = 0; i < records.size() && i < ids.size(); ++i) {
      rule.Expect(records[i]->SerializeAsString() == world.Get(ids[i])->SerializeAsString(),
                  records[i]->ShortDebugString());
    }
    const std::string missing = UnknownId();
    const grpc::Status status = ask({ids[0], missing, ids[1]}).status;
    rule.ExpectError(status, StatusCode::NOT_FOUND, "RECORD_NOT_FOUND");
    rule.Expect(status.error_message().find(missing) != std::string::npos, testing::Shown(status));
    rule.ExpectError(ask({ids[0], "7"}).status, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "ids[1]");
    rule.ExpectError(ask({}).status, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "ids");
    rule.ExpectError(ask(std::vector<std::string>(1001, ids[0])).status, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD",
                     "ids");
  }
}

}  // namespace
}  // namespace pipewright

// BatchCreate, BatchUpdate and BatchDelete, as every resource has them: all or none, or those that can be carried out.
#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/support/infrastructure/tenant_contents.h"
#include "tests/support/server/expect_standard.h"
#include "tests/support/server/standard_world.h"

namespace pipewright {
namespace {

using google::protobuf::Message;
using grpc::StatusCode;
using testing::EverythingOf;
using testing::HasIn;
using testing::MessagePtr;
using testing::Method;
using testing::RawAnswer;
using testing::StandardCase;
using testing::StandardResource;
using testing::StandardResources;
using testing::StandardWorld;
using testing::TextIn;

template <class Check>
void ForEachBatch(const char* rule, Check check) {
  for (const StandardResource& resource : StandardResources()) {
    for (const Method* const method : {resource.batch_create, resource.batch_update, resource.batch_delete}) {
      if (method == nullptr) continue;
      StandardWorld world(resource);
      check(world, *method, StandardCase(resource, *method, rule));
    }
  }
}

Message& RequestAt(Message& batch, int i) {
  return *batch.GetReflection()->MutableRepeatedMessage(&batch, batch.GetDescriptor()->FindFieldByName("requests"), i);
}

// The statuses by the index of their request, as any client reads them.
std::vector<std::pair<int, google::rpc::Status>> FailedIn(const Message& response) {
  std::vector<std::pair<int, google::rpc::Status>> failed;
  const auto* const field = response.GetDescriptor()->FindFieldByName("failed_requests");
  for (int i = 0; i < response.GetReflection()->FieldSize(response, field); ++i) {
    const Message& entry = response.GetReflection()->GetRepeatedMessage(response, field, i);
    google::rpc::Status status;
    status.CopyFrom(entry.GetReflection()->GetMessage(entry, entry.GetDescriptor()->FindFieldByName("value")));
    failed.emplace_back(static_cast<int>(testing::NumberIn(entry, "key")), std::move(status));
  }
  return failed;
}

std::string ReasonIn(const google::rpc::Status& status) {
  google::rpc::ErrorInfo info;
  for (const auto& detail : status.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

// Three requests, of which the second can't be carried out: its record isn't there, or what it creates is.
MessagePtr WithAFailure(StandardWorld& world, const Method& method) {
  const StandardResource& resource = world.resource();
  MessagePtr batch = world.MutationRequest(method);
  testing::AddMessage(*batch, "requests").CopyFrom(RequestAt(*batch, 1));
  RequestAt(*batch, 1).CopyFrom(RequestAt(*world.MutationRequest(method), 0));
  if (&method == resource.batch_create) {
    testing::Put(RequestAt(*batch, 1), testing::ChosenIdField(resource), TextIn(*world.Make(), "id"));
  } else if (&method == resource.batch_update) {
    testing::Put(RequestAt(*batch, 1), resource.name + ".id", testing::UnknownId());
  } else {
    testing::Put(RequestAt(*batch, 1), "id", testing::UnknownId());
  }
  return batch;
}

std::string ReasonOfFailure(const StandardWorld& world, const Method& method) {
  return &method == world.resource().batch_create ? "RECORD_EXISTS" : "RECORD_NOT_FOUND";
}

TEST_CASE("a batch is carried out in its order, each request as its call alone would be", "[standard][batch]") {
  ForEachBatch("order", [](StandardWorld& world, const Method& method, const StandardCase& rule) {
    const MessagePtr batch = world.MutationRequest(method);
    const RawAnswer done = world.Call(method, *batch);
    rule.ExpectOk(done.status);
    rule.Expect(FailedIn(*done.response).empty(), done.response->ShortDebugString());
    const auto records = testing::RecordsIn(*done.response);
    rule.Expect(records.size() == 2, done.response->ShortDebugString());
    for (size_t i = 0; i < records.size(); ++i) {
      const std::string id = TextIn(*records[i], "id");
      Message& request = RequestAt(*batch, static_cast<int>(i));
      rule.Expect(world.Get(id)->SerializeAsString() == records[i]->SerializeAsString(),
                  records[i]->ShortDebugString());
      if (request.GetDescriptor()->FindFieldByName("id") != nullptr) {
        rule.Expect(id == TextIn(request, "id") && HasIn(*records[i], "delete_time"), records[i]->ShortDebugString());
        continue;
      }
      const Message& given = testing::SubMessage(request, world.resource().name);
      for (const std::string& field : testing::InputFieldsOf(*given.GetDescriptor())) {
        if (!HasIn(given, field)) continue;
        rule.Expect(testing::Holds(*records[i], given, field), testing::ShownField(*records[i], field));
      }
    }
  });
}

TEST_CASE("a batch of which one request fails leaves nothing and names it", "[standard][batch]") {
  ForEachBatch("all or none", [](StandardWorld& world, const Method& method, const StandardCase& rule) {
    const MessagePtr batch = WithAFailure(world, method);
    const std::string before = EverythingOf(world.owner().tenant_id);
    const grpc::Status status = world.Call(method, *batch).status;
    const bool creates = &method == world.resource().batch_create;
    rule.ExpectError(status, creates ? StatusCode::ALREADY_EXISTS : StatusCode::NOT_FOUND,
                     ReasonOfFailure(world, method));
    rule.Expect(testing::MetadataOf(status, "path") == "requests[1]", testing::Shown(status));
    rule.Expect(absl::StartsWith(status.error_message(), "requests[1]: "), testing::Shown(status));
    rule.Expect(EverythingOf(world.owner().tenant_id) == before, "something was written");
  });
}

TEST_CASE("what is wrong in requests of a batch is told at once by their paths, and nothing is stored",
          "[standard][batch]") {
  ForEachBatch("wrong fields", [](StandardWorld& world, const Method& method, const StandardCase& rule) {
    const MessagePtr batch = world.MutationRequest(method);
    for (const int i : {0, 1}) {
      testing::Put(RequestAt(*batch, i), "validate_only", true);
      testing::Put(RequestAt(*batch, i), "request_id", testing::UnknownId());
    }
    const std::string before = EverythingOf(world.owner().tenant_id);
    rule.ExpectError(world.Call(method, *batch).status, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD",
                     "requests[0].request_id,requests[0].validate_only,requests[1].request_id,"
                     "requests[1].validate_only");
    const std::string id = &method == world.resource().batch_create   ? testing::ChosenIdField(world.resource())
                           : &method == world.resource().batch_update ? world.resource().name + ".id"
                                                                      : "id";
    for (const int i : {0, 1}) {
      testing::Clear(RequestAt(*batch, i), "validate_only");
      testing::Clear(RequestAt(*batch, i), "request_id");
      testing::Put(RequestAt(*batch, i), id, "7");
    }
    rule.ExpectError(world.Call(method, *batch).status, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD",
                     absl::StrCat("requests[0].", id, ",requests[1].", id));
    rule.Expect(EverythingOf(world.owner().tenant_id) == before, "something was written");
  });
}

TEST_CASE("with allow_partial the others are done, and each failure has its status", "[standard][batch]") {
  ForEachBatch("allow_partial", [](StandardWorld& world, const Method& method, const StandardCase& rule) {
    const MessagePtr batch = WithAFailure(world, method);
    testing::Put(*batch, "allow_partial", true);
    testing::Put(*batch, "validate_only", true);
    const std::string before = EverythingOf(world.owner().tenant_id);
    const RawAnswer tried = world.Call(method, *batch);
    rule.ExpectOk(tried.status);
    rule.Expect(FailedIn(*tried.response).size() == 1, tried.response->ShortDebugString());
    rule.Expect(EverythingOf(world.owner().tenant_id) == before, "something was written");
    testing::Put(*batch, "validate_only", false);
    const RawAnswer done = world.Call(method, *batch);
    rule.ExpectOk(done.status);
    const auto failed = FailedIn(*done.response);
    rule.Expect(
        failed.size() == 1 && failed[0].first == 1 && ReasonIn(failed[0].second) == ReasonOfFailure(world, method),
        done.response->ShortDebugString());
    const auto records = testing::RecordsIn(*done.response);
    rule.Expect(records.size() == 3, done.response->ShortDebugString());
    for (size_t i = 0; i < records.size(); ++i) {
      const std::string id = TextIn(*records[i], "id");
      rule.Expect(id.empty() == (i == 1), records[i]->ShortDebugString());
      if (id.empty()) continue;
      rule.Expect(world.Get(id)->SerializeAsString() == records[i]->SerializeAsString(),
                  records[i]->ShortDebugString());
    }
  });
}

TEST_CASE("a batch has 1 to 1,000 requests, allow_partial or not", "[standard][batch]") {
  ForEachBatch("how many", [](StandardWorld& world, const Method& method, const StandardCase& rule) {
    const MessagePtr batch = testing::NewMessage(*method.input_type());
    const MessagePtr two = world.MutationRequest(method);
    for (const bool partial : {false, true}) {
      testing::Put(*batch, "allow_partial", partial);
      testing::Clear(*batch, "requests");
      rule.ExpectError(world.Call(method, *batch).status, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "requests");
      for (int i = 0; i < 1001; ++i) testing::AddMessage(*batch, "requests").CopyFrom(RequestAt(*two, 0));
      rule.ExpectError(world.Call(method, *batch).status, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "requests");
    }
  });
}

TEST_CASE("the changes of a batch follow each other, and a stale one is named", "[standard][batch]") {
  ForEachBatch("etag", [](StandardWorld& world, const Method& method, const StandardCase& rule) {
    const StandardResource& resource = world.resource();
    if (&method == resource.batch_create) return;
    const bool updates = &method == resource.batch_update;
    const MessagePtr batch = world.MutationRequest(method);
    const std::string id = TextIn(RequestAt(*batch, 0), updates ? resource.name + ".id" : "id");
    const std::string etag = updates ? resource.name + ".etag" : "etag";
    const MessagePtr made = world.Get(id);
    testing::Put(RequestAt(*batch, 0), etag, TextIn(*made, "etag"));
    RequestAt(*batch, 1).CopyFrom(RequestAt(*batch, 0));
    const grpc::Status stale = world.Call(method, *batch).status;
    rule.ExpectError(stale, StatusCode::ABORTED, "STALE_ETAG");
    rule.Expect(testing::MetadataOf(stale, "path") == "requests[1]", testing::Shown(stale));
    rule.Expect(world.Get(id)->SerializeAsString() == made->SerializeAsString(), "it was changed");
    testing::Clear(RequestAt(*batch, 1), etag);
    if (updates)
      rule.ExpectOk(world.Call(method, *batch).status);
    else
      rule.ExpectError(world.Call(method, *batch).status, StatusCode::FAILED_PRECONDITION, "RECORD_DELETED");
  });
}

}  // namespace
}  // namespace pipewright

// What a message would cost is known before it is read, and never less than it takes.
#include "server/wire/wire_scan.h"

#include <google/protobuf/arena.h>
#include <google/protobuf/struct.pb.h>
#include <grpcpp/support/slice.h>
#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "domain/shared/errors.h"
#include "pipewright/sales/v1/account_service.pb.h"

namespace pipewright::server {
namespace {

using google::protobuf::Message;
using sales::v1::BatchCreateAccountsRequest;

constexpr size_t kPlenty = size_t{1} << 40;

grpc::ByteBuffer Bytes(const std::string& text, size_t piece = 0) {
  std::vector<grpc::Slice> slices;
  for (size_t at = 0; at < text.size(); at += piece) {
    if (piece == 0) piece = text.size();
    slices.emplace_back(text.substr(at, piece));
  }
  return {slices.data(), slices.size()};
}

absl::StatusOr<size_t> CostOf(const std::string& bytes, size_t max_memory = kPlenty,
                              const Message& type = BatchCreateAccountsRequest::default_instance()) {
  return CostOfReading(Bytes(bytes), *type.GetDescriptor(), max_memory);
}

// What it really takes, in an arena like that of a call.
size_t Taken(const std::string& bytes, const Message& type) {
  google::protobuf::Arena arena;
  Message* const message = type.New(&arena);
  if (!message->ParseFromString(bytes)) return 0;
  return message->SpaceUsedLong();
}

std::string Repeated(const std::string& bytes, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += bytes;
  return all;
}

TEST_CASE("empty elements cost what they would take, not what they weigh", "[wire_scan]") {
  const std::string bytes = Repeated(std::string("\x0a\x02\x0a\x00", 4), 10'000);
  const auto cost = CostOf(bytes);
  REQUIRE(cost.ok());
  const size_t taken = Taken(bytes, BatchCreateAccountsRequest::default_instance());
  CHECK(taken > 50 * bytes.size());
  CHECK(*cost >= taken);
  CHECK(*cost < 2 * taken);
}

TEST_CASE("a message that would take more memory than it may is refused with the way out", "[wire_scan]") {
  const std::string bytes = Repeated(std::string("\x0a\x02\x0a\x00", 4), 10'000);
  const absl::Status refused = CostOf(bytes, 1 << 20).status();
  CHECK(refused.code() == absl::StatusCode::kInvalidArgument);
  CHECK(DetailsOf(refused).reason == Reason::kTooLarge);
  CHECK(DetailsOf(refused).fields.at(0).field == "request");
  CHECK_THAT(std::string(refused.message()), Catch::Contains("1048576") && Catch::Contains("send less at once"));
}

TEST_CASE("a usual batch costs little more than it weighs", "[wire_scan]") {
  BatchCreateAccountsRequest batch;
  for (int i = 0; i < 1000; ++i) {
    auto& account = *batch.add_requests()->mutable_account();
    account.set_name("Miller and Sons, makers of fine things");
    account.set_description(std::string(400, 'x'));
    account.mutable_billing_address()->set_city("Springfield");
    (*account.mutable_custom_fields()->mutable_fields())["seats"].set_number_value(12);
  }
  const std::string bytes = batch.SerializeAsString();
  const auto cost = CostOf(bytes);
  REQUIRE(cost.ok());
  CHECK(*cost >= Taken(bytes, batch));
  CHECK(*cost < size_t{8} << 20);
}

TEST_CASE("malformed bytes are told so, as the parser would", "[wire_scan]") {
  for (const std::string& bytes :
       {std::string("\xff", 1), std::string("\x0a\xff\xff\xff\x7f", 5), std::string("\x0a\x05\x0a", 3),
        std::string("\x00", 1), std::string("\x0c", 1), std::string("\x0b", 1), std::string("\x0a\x01\x0b", 3),
        std::string("\x0f", 1), std::string("\x09\x01", 2), std::string("\x0b\x14", 2)}) {
    INFO(absl::CEscape(bytes));
    CHECK(DetailsOf(CostOf(bytes).status()).reason == Reason::kInvalidField);
    CHECK_FALSE(BatchCreateAccountsRequest().ParseFromString(bytes));
  }
}

TEST_CASE("messages and groups may not lie in one another without end", "[wire_scan]") {
  google::protobuf::Value inner;
  inner.set_bool_value(true);
  for (int i = 0; i < kMaxMessageDepth; ++i) {
    google::protobuf::Value outer;
    *outer.mutable_list_value()->add_values() = inner;
    inner = outer;
  }
  CHECK_THAT(std::string(CostOf(inner.SerializeAsString(), kPlenty, inner).status().message()),
             Catch::Contains("deep"));
  // Unknown groups: a byte for each.
  const int depth = 3 * kMaxMessageDepth;
  const std::string groups = Repeated("\x7b", depth) + Repeated("\x7c", depth);
  CHECK_THAT(std::string(CostOf(groups).status().message()), Catch::Contains("deep"));
  CHECK(CostOf(Repeated("\x7b", 3) + Repeated("\x7c", 3)).ok());
}

TEST_CASE("however the bytes are cut, they cost the same", "[wire_scan]") {
  BatchCreateAccountsRequest batch;
  batch.add_requests()->mutable_account()->set_name(std::string(300, 'x'));
  const std::string bytes = batch.SerializeAsString();
  const auto whole = CostOf(bytes);
  REQUIRE(whole.ok());
  for (size_t piece = 1; piece < 20; ++piece) {
    CHECK(CostOfReading(Bytes(bytes, piece), *batch.GetDescriptor(), kPlenty).value() == *whole);
  }
  CHECK(CostOf("").ok());
}

TEST_CASE("no bytes cost less than they take, and what is refused as malformed can't be read", "[wire_scan]") {
  rc::prop("of any bytes", [] {
    // Tags and lengths that fit together now and then.
    const auto small = rc::gen::inRange(0, 20);
    const auto tag = rc::gen::map(rc::gen::inRange(1, 30), [](int number) { return number * 8 + number % 6; });
    const auto bytes = *rc::gen::container<std::vector<int>>(rc::gen::oneOf(small, tag, rc::gen::inRange(0, 256)));
    const std::string text(bytes.begin(), bytes.end());
    const auto& type = BatchCreateAccountsRequest::default_instance();
    const auto cost = CostOf(text);
    if (cost.ok()) {
      RC_ASSERT(*cost >= Taken(text, type));
    } else {
      const bool deep = absl::StrContains(cost.status().message(), "deep");
      RC_ASSERT(deep || !BatchCreateAccountsRequest().ParseFromString(text));
    }
  });
}

}  // namespace
}  // namespace pipewright::server

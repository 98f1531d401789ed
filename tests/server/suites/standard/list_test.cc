// Lists, as every resource has them: filters, pages and totals. Orders: order_by_test.cc. What filters mean is tested
// in tests/application/shared/filter and on PostgreSQL.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/server/expect_standard.h"
#include "tests/support/server/standard_lists.h"

namespace pipewright {
namespace {

using google::protobuf::Message;
using grpc::StatusCode;
using testing::AskForPage;
using testing::ForEachList;
using testing::HasIn;
using testing::IdsIn;
using testing::MessagePtr;
using testing::Method;
using testing::NewMessage;
using testing::Put;
using testing::RawAnswer;
using testing::StandardCase;
using testing::StandardResource;
using testing::StandardResources;
using testing::StandardWorld;
using testing::TextIn;
using testing::WalkPages;

TEST_CASE("every list is asked and answers in the same fields", "[standard]") {
  for (const StandardResource& resource : StandardResources()) {
    for (const Method* const list : resource.lists) {
      const StandardCase rule(resource, *list, "the fields of a list");
      for (const char* const field :
           {"page_size", "page_token", "filter", "order_by", "show_deleted", "return_total_size"}) {
        rule.Expect(list->input_type()->FindFieldByName(field) != nullptr, field);
      }
      for (const char* const field : {"next_page_token", "total_size"}) {
        rule.Expect(list->output_type()->FindFieldByName(field) != nullptr, field);
      }
    }
  }
}

TEST_CASE("the pages of a list give each record once, in the order of creation", "[standard]") {
  ForEachList("pages", 5, [](StandardWorld& world, const Method& list, const StandardCase& rule) {
    const MessagePtr request = NewMessage(*list.input_type());
    const std::vector<std::string> whole = IdsIn(*AskForPage(world, list, *request, rule));
    rule.Expect(whole.size() >= 5 || world.resource().create == nullptr, absl::StrCat(whole.size(), " records"));
    rule.Expect(std::is_sorted(whole.begin(), whole.end()), "not in the order of creation");
    rule.Expect(std::set<std::string>(whole.begin(), whole.end()).size() == whole.size(), "a record twice");
    for (const int size : {1, 2, 3, static_cast<int>(whole.size())}) {
      Put(*request, "page_size", size);
      rule.Expect(WalkPages(world, list, *request, rule) == whole, absl::StrCat("by pages of ", size));
    }
  });
}

TEST_CASE("a list tells how many there are only when asked", "[standard]") {
  ForEachList("total_size", 3, [](StandardWorld& world, const Method& list, const StandardCase& rule) {
    const MessagePtr request = NewMessage(*list.input_type());
    const size_t count = IdsIn(*AskForPage(world, list, *request, rule)).size();
    Put(*request, "page_size", 1);
    rule.Expect(!HasIn(*AskForPage(world, list, *request, rule), "total_size"), "it tells unasked");
    Put(*request, "return_total_size", true);
    for (int page = 0; page < 2; ++page) {
      const MessagePtr answer = AskForPage(world, list, *request, rule);
      rule.Expect(testing::NumberIn(*answer, "total_size") == static_cast<int64_t>(count), answer->ShortDebugString());
      Put(*request, "page_token", TextIn(*answer, "next_page_token"));
    }
    Put(*request, "page_token", "");
    Put(*request, "filter", "id = \"" + testing::UnknownId() + "\"");
    const MessagePtr none = AskForPage(world, list, *request, rule);
    rule.Expect(HasIn(*none, "total_size") && testing::NumberIn(*none, "total_size") == 0, none->ShortDebugString());
  });
}

TEST_CASE("a page has 50 records unless another size is asked for, and never more than 1,000", "[standard]") {
  for (const StandardResource& resource : StandardResources()) {
    if (resource.batch_create == nullptr) continue;
    StandardWorld world(resource);
    const auto make = [&](int count) {
      const MessagePtr request = NewMessage(*resource.batch_create->input_type());
      for (int i = 0; i < count; ++i) {
        testing::AddMessage(*request, "requests").CopyFrom(*world.SmallCreateRequest());
      }
      return world.Call(*resource.batch_create, *request).status;
    };
    StandardCase(resource, *resource.batch_create, "51 at once").ExpectOk(make(51));
    const bool many = make(1000).ok();  // not of what a tenant may have only so many of
    for (const Method* const list : resource.lists) {
      const StandardCase rule(resource, *list, "page_size");
      const MessagePtr request = NewMessage(*list->input_type());
      rule.Expect(IdsIn(*AskForPage(world, *list, *request, rule)).size() == 50, "without a size");
      Put(*request, "page_size", 51);
      rule.Expect(IdsIn(*AskForPage(world, *list, *request, rule)).size() == 51, "51 asked for");
      Put(*request, "page_size", 1'000'000);
      const MessagePtr clipped = AskForPage(world, *list, *request, rule);
      rule.Expect(IdsIn(*clipped).size() == 1000 || !many, absl::StrCat(IdsIn(*clipped).size(), " in a page"));
      rule.Expect(HasIn(*clipped, "next_page_token") || !many, "more are hidden");
      Put(*request, "page_size", -1);
      rule.ExpectError(world.Call(*list, *request).status, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "page_size");
    }
  }
}

TEST_CASE("a page token is good for its own query and unchanged", "[standard]") {
  ForEachList("page_token", 3, [](StandardWorld& world, const Method& list, const StandardCase& rule) {
    const MessagePtr request = NewMessage(*list.input_type());
    if (IdsIn(*AskForPage(world, list, *request, rule)).size() < 2) {
      rule.Expect(world.resource().create == nullptr, "too few records");
      return;
    }
    Put(*request, "page_size", 1);
    const std::string token = TextIn(*AskForPage(world, list, *request, rule), "next_page_token");
    const auto refused = [&](const Message& asked) {
      rule.ExpectError(world.Call(list, asked).status, StatusCode::INVALID_ARGUMENT, "INVALID_PAGE_TOKEN",
                       "page_token");
    };
    Put(*request, "page_token", token);
    rule.ExpectOk(world.Call(list, *request).status);
    const MessagePtr other_order = testing::CopyOf(*request);
    Put(*other_order, "order_by", "id desc");
    refused(*other_order);
    const MessagePtr other_filter = testing::CopyOf(*request);
    Put(*other_filter, "filter", "id != \"" + testing::UnknownId() + "\"");
    refused(*other_filter);
    const MessagePtr with_deleted = testing::CopyOf(*request);
    Put(*with_deleted, "show_deleted", true);
    refused(*with_deleted);
    for (const size_t at : {size_t{0}, token.size() / 2, token.size() - 2}) {
      std::string changed = token;
      changed[at] = changed[at] == 'A' ? 'B' : 'A';
      Put(*request, "page_token", changed);
      refused(*request);
    }
    for (const std::string& made_up : {token.substr(0, token.size() - 4), "x" + token, std::string("nonsense")}) {
      Put(*request, "page_token", made_up);
      refused(*request);
    }
  });
}

TEST_CASE("a filter finds a record by its id, and none by another", "[standard]") {
  ForEachList("filter by id", 2, [](StandardWorld& world, const Method& list, const StandardCase& rule) {
    const MessagePtr request = NewMessage(*list.input_type());
    for (const std::string& id : IdsIn(*AskForPage(world, list, *request, rule))) {
      Put(*request, "filter", absl::StrCat("id = \"", id, "\""));
      rule.Expect(IdsIn(*AskForPage(world, list, *request, rule)) == std::vector<std::string>{id}, id);
    }
    Put(*request, "filter", absl::StrCat("id = \"", testing::UnknownId(), "\""));
    rule.Expect(IdsIn(*AskForPage(world, list, *request, rule)).empty(), "it finds what isn't there");
  });
}

TEST_CASE("what is wrong with a filter is told with its place, and what may have been meant", "[standard]") {
  ForEachList("wrong filter", 0, [](StandardWorld& world, const Method& list, const StandardCase& rule) {
    const auto refused = [&](const std::string& filter, const std::string& position, const std::string& hint) {
      const MessagePtr request = NewMessage(*list.input_type());
      Put(*request, "filter", filter);
      const grpc::Status status = world.Call(list, *request).status;
      rule.ExpectError(status, StatusCode::INVALID_ARGUMENT, "INVALID_FILTER", "filter");
      rule.Expect(testing::MetadataOf(status, "position") == position, filter + ": " + testing::Shown(status));
      rule.Expect(absl::StrContains(status.error_message(), hint), filter + ": " + testing::Shown(status));
    };
    refused("id:* AND (", "11", "");
    refused("id:* AND create_tim:*", "10", "did you mean create_time?");
    refused("id = 7", "6", "");
    refused("colour = red", "1", "colour");
  });
}

}  // namespace
}  // namespace pipewright

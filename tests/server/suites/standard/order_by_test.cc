// The orders of lists, as every resource has them: by each of its sortable fields, both ways.
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/support/server/expect_standard.h"
#include "tests/support/server/standard_lists.h"

namespace pipewright {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using grpc::StatusCode;
using testing::AskForPage;
using testing::ForEachList;
using testing::IdsIn;
using testing::MessagePtr;
using testing::Method;
using testing::NewMessage;
using testing::Put;
using testing::StandardCase;
using testing::StandardWorld;
using testing::TextIn;
using testing::WalkPages;

grpc::Status Refusal(const StandardWorld& world, const Method& list, const std::string& order_by) {
  const MessagePtr request = NewMessage(*list.input_type());
  Put(*request, "order_by", order_by);
  return world.Call(list, *request).status;
}

// What the error for a field that isn't sortable says there is.
std::vector<std::string> SortableFields(const StandardWorld& world, const Method& list) {
  const std::string message = Refusal(world, list, "nonsense").error_message();
  const std::string lead = "; it can by ";
  const size_t at = message.find(lead);
  if (at == std::string::npos) return {};
  return absl::StrSplit(message.substr(at + lead.size()), ", ");
}

// A value as numbers that compare as it does, of which a message has several; empty when there is none.
using Key = std::vector<std::pair<int64_t, std::string>>;

Key KeyOf(const Message& record, const std::string& name) {
  const FieldDescriptor& field = *record.GetDescriptor()->FindFieldByName(name);
  const auto& reflection = *record.GetReflection();
  const bool text = field.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  if (!testing::HasIn(record, name) && (field.has_presence() || text)) return {};
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return {{0, reflection.GetString(record, &field)}};
    case FieldDescriptor::CPPTYPE_ENUM:  // by its name, as it is stored
      return {{0, reflection.GetEnum(record, &field)->name()}};
    case FieldDescriptor::CPPTYPE_BOOL:
      return {{reflection.GetBool(record, &field) ? 1 : 0, ""}};
    case FieldDescriptor::CPPTYPE_INT32:
      return {{reflection.GetInt32(record, &field), ""}};
    case FieldDescriptor::CPPTYPE_INT64:
      return {{reflection.GetInt64(record, &field), ""}};
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      Key key;  // times, dates and amounts have their largest part first, but for the currency
      const Message& value = reflection.GetMessage(record, &field);
      for (int i = 0; i < value.GetDescriptor()->field_count(); ++i) {
        const FieldDescriptor& part = *value.GetDescriptor()->field(i);
        if (part.cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
          key.emplace_back(testing::NumberIn(value, part.name()), "");
        }
      }
      return key;
    }
    default:
      FAIL("teach KeyOf the type of " << field.full_name());
  }
  return {};
}

// Whether two neighbours stand rightly, by the field and then the id.
bool InOrder(const Message& first, const Message& second, const std::string& field, bool descending) {
  const Key a = KeyOf(first, field);
  const Key b = KeyOf(second, field);
  if (a.empty() != b.empty()) return b.empty();  // what is missing comes last
  if (a != b) return descending ? b < a : a < b;
  return descending ? TextIn(second, "id") < TextIn(first, "id") : TextIn(first, "id") < TextIn(second, "id");
}

TEST_CASE("a list is in the order of each field that it may be sorted by, both ways, in any pages", "[standard]") {
  ForEachList("order_by", 6, [](StandardWorld& world, const Method& list, const StandardCase& rule) {
    const MessagePtr request = NewMessage(*list.input_type());
    const size_t count = IdsIn(*AskForPage(world, list, *request, rule)).size();
    std::vector<std::string> fields = SortableFields(world, list);
    rule.Expect(!fields.empty(), testing::Shown(Refusal(world, list, "nonsense")));
    fields.emplace_back("id");
    for (const std::string& field : fields) {
      for (const bool descending : {false, true}) {
        const std::string order = field + (descending ? " desc" : "");
        Put(*request, "order_by", order);
        Put(*request, "page_size", 0);
        const MessagePtr whole = AskForPage(world, list, *request, rule);
        const std::vector<const Message*> records = testing::RecordsIn(*whole);
        rule.Expect(records.size() == count, absl::StrCat(order, " gives ", records.size(), " records"));
        std::string wrong;
        for (size_t i = 1; i < records.size(); ++i) {
          if (InOrder(*records[i - 1], *records[i], field, descending)) continue;
          absl::StrAppend(&wrong, testing::ShownField(*records[i - 1], field), " before ",
                          testing::ShownField(*records[i], field), "; ");
        }
        rule.Of(order).Expect(wrong.empty(), wrong);
        Put(*request, "page_size", 2);
        rule.Expect(WalkPages(world, list, *request, rule) == IdsIn(*whole), "by pages: " + order);
      }
    }
  });
}

TEST_CASE("a list can't be sorted by what isn't there or twice by the same, and says so", "[standard]") {
  ForEachList("wrong order_by", 0, [](StandardWorld& world, const Method& list, const StandardCase& rule) {
    for (const char* const order : {"nonsense", "id up", "id,", "id, id", "etag"}) {
      const grpc::Status status = Refusal(world, list, order);
      rule.ExpectError(status, StatusCode::INVALID_ARGUMENT, "INVALID_ORDER_BY", "order_by");
    }
  });
}

}  // namespace
}  // namespace pipewright

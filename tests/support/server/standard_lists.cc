#include "tests/support/server/standard_lists.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

namespace pipewright::testing {

using google::protobuf::Message;

void ForEachList(const char* rule, int records,
                 const std::function<void(StandardWorld&, const Method&, const StandardCase&)>& check) {
  for (const StandardResource& resource : StandardResources()) {
    if (resource.lists.empty()) continue;
    StandardWorld world(resource);
    if (resource.create == nullptr && records > 0) world.Make();
    for (int i = 0; i < records && resource.create != nullptr; ++i) {
      if (i % 3 == 2) {
        world.MakeSmall();
      } else {
        const MessagePtr made = world.Make();
        if (i % 3 == 1 && resource.update != nullptr) {
          world.Call(*resource.update, *world.UpdateRequest(*world.Changed(TextIn(*made, "id")), {"*"}));
        }
      }
    }
    for (const Method* const list : resource.lists) check(world, *list, StandardCase(resource, *list, rule));
  }
}

MessagePtr AskForPage(const StandardWorld& world, const Method& list, const Message& request,
                      const StandardCase& rule) {
  RawAnswer answer = world.Call(list, request);
  rule.Expect(answer.status.ok(), absl::StrCat(request.ShortDebugString(), ": ", Shown(answer.status)));
  return std::move(answer.response);
}

std::vector<std::string> IdsIn(const Message& page) {
  std::vector<std::string> ids;
  for (const Message* const record : RecordsIn(page)) ids.push_back(TextIn(*record, "id"));
  return ids;
}

std::vector<std::string> WalkPages(const StandardWorld& world, const Method& list, const Message& request,
                                   const StandardCase& rule) {
  const MessagePtr next = CopyOf(request);
  const int64_t size = NumberIn(request, "page_size");
  std::vector<std::string> ids;
  std::string token;
  do {
    const MessagePtr page = AskForPage(world, list, *next, rule);
    const std::vector<std::string> more = IdsIn(*page);
    rule.Expect(size == 0 || static_cast<int64_t>(more.size()) <= size, absl::StrCat(more.size(), " in a page"));
    rule.Expect(!more.empty() || token.empty(), "an empty page");
    ids.insert(ids.end(), more.begin(), more.end());
    token = more.empty() ? "" : TextIn(*page, "next_page_token");
    Put(*next, "page_token", token);
  } while (!token.empty());
  return ids;
}

}  // namespace pipewright::testing

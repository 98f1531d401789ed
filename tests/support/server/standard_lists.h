// Lists of any resource, page by page.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/support/server/expect_standard.h"
#include "tests/support/server/standard_world.h"

namespace pipewright::testing {

// Each list of every resource, in a tenant with so many records that are alike in part: some have everything set, some
// nothing. What can't be created is there once.
void ForEachList(const char* rule, int records,
                 const std::function<void(StandardWorld&, const Method&, const StandardCase&)>& check);

// The answer; an error is a failed check, and an empty answer then.
MessagePtr AskForPage(const StandardWorld& world, const Method& list, const google::protobuf::Message& request,
                      const StandardCase& rule);
std::vector<std::string> IdsIn(const google::protobuf::Message& page);
// The ids of all pages, which are none empty but the only one, none larger than asked for.
std::vector<std::string> WalkPages(const StandardWorld& world, const Method& list,
                                   const google::protobuf::Message& request, const StandardCase& rule);

}  // namespace pipewright::testing

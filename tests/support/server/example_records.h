// An example of each resource with everything set, and another value for everything that an update may change: what the
// suite of the standard methods (tests/server/suites/standard) tries them with. A new resource needs one line of these.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace pipewright::testing {

// Messages in protobuf's text format, with these between "${" and "}":
//   n             a number that no other has
//   date          a day that no other has, as the fields of a Date
//   me            the caller's user id
//   account.id    a field of another record of the tenant, made when it is first asked for
//   account2.id   of a second one
//   +account2.id  of another one each time, account2 from then on
struct ExampleRecord {
  std::string resource;  // "account"
  // The request of its creation; for what isn't created by a method of its own that of the first method that answers
  // with one, or empty when that needs nothing in particular. For what has no id the fields of its key.
  std::string create;
  // Another value for each field that Update changes, in the order in which they are changed.
  std::string changed;
  // Input fields that `changed` leaves out, since Update refuses or keeps them or they hang on other fields; the
  // resource's own tests have them.
  std::vector<std::string> apart = {};
};

// Throws std::logic_error, which says where to add it, when there is none.
const ExampleRecord& ExampleOf(absl::string_view resource);

}  // namespace pipewright::testing

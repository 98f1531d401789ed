// What the API calls the record behind a row, for errors that PostgreSQL reports by table.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace pipewright::postgres {

// `table` holds records of that resource, or rows that belong to one: "member" for memberships, "opportunity" for
// opportunity_tags. A Table says it of itself and of its links. Thread safe.
void NameResource(absl::string_view table, absl::string_view resource);

// "record" for a table that nobody has named. Thread safe.
std::string ResourceOf(absl::string_view table);

}  // namespace pipewright::postgres

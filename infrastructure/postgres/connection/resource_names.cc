#include "infrastructure/postgres/connection/resource_names.h"

#include <map>
#include <mutex>

namespace pipewright::postgres {
namespace {

struct Names {
  std::mutex mutex;
  // At first the tables of which there is no Table.
  std::map<std::string, std::string, std::less<>> resources = {
      {"users", "user"}, {"sessions", "session"}, {"roles", "role"}, {"tenant_slugs", "tenant"}};
};

Names& AllNames() {
  static auto* const names = new Names;
  return *names;
}

}  // namespace

void NameResource(absl::string_view table, absl::string_view resource) {
  Names& names = AllNames();
  const std::lock_guard lock(names.mutex);
  names.resources.insert_or_assign(std::string(table), std::string(resource));
}

std::string ResourceOf(absl::string_view table) {
  Names& names = AllNames();
  const std::lock_guard lock(names.mutex);
  const auto found = names.resources.find(std::string(table));
  return found == names.resources.end() ? "record" : found->second;
}

}  // namespace pipewright::postgres

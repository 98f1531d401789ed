#include "infrastructure/postgres/write/repositories.h"

#include <cstdlib>

namespace pipewright::postgres {

Records& Repositories::Named(absl::string_view resource) {
  const auto position = list_.positions_.find(resource);
  if (position == list_.positions_.end()) std::abort();  // the server's checks at its start name it
  std::unique_ptr<Records>& repository = made_[position->second];
  if (repository == nullptr) repository = list_.makers_[position->second](session_);
  return *repository;
}

}  // namespace pipewright::postgres

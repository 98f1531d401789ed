#include "infrastructure/postgres/connection/connection_string.h"

#include <libpq-fe.h>

#include <memory>

#include "absl/strings/string_view.h"

namespace pipewright::postgres {
namespace {

// Of a URL, what libpq reads as hosts, ports and database: behind the credentials and before the parameters.
absl::string_view PlaceOf(absl::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == absl::string_view::npos || url.substr(0, scheme).find_first_of(" =") != absl::string_view::npos) {
    return "";
  }
  url.remove_prefix(scheme + 3);
  const size_t end = url.find_first_of("@/");
  if (end != absl::string_view::npos && url[end] == '@') url.remove_prefix(end + 1);
  return url.substr(0, url.find('?'));
}

}  // namespace

absl::Status CheckConnectionString(const std::string& url) {
  if (PlaceOf(url).find('@') != absl::string_view::npos) {
    return absl::InvalidArgumentError(
        "The database URL has more than one @, or a / before it: percent-encode those of the password (%40 for @, %2F "
        "for /).");
  }
  // libpq's own message may quote the password.
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), nullptr),
                                                                             &PQconninfoFree);
  if (options == nullptr) {
    return absl::InvalidArgumentError(
        "The database URL can't be read. Write postgresql://user:password@host:port/database, with what is no letter "
        "or digit of the password percent-encoded (%25 for %), or name=value pairs as libpq takes them.");
  }
  return absl::OkStatus();
}

}  // namespace pipewright::postgres

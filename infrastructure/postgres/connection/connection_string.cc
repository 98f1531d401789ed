#include "infrastructure/postgres/connection/connection_string.h"

#include <libpq-fe.h>

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "domain/shared/status_macros.h"

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

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

absl::StatusOr<Options> Parse(const std::string& url) {
  if (PlaceOf(url).find('@') != absl::string_view::npos) {
    return absl::InvalidArgumentError(
        "The database URL has more than one @, or a / before it: percent-encode those of the password (%40 for @, %2F "
        "for /).");
  }
  // libpq's own message may quote the password.
  Options options(PQconninfoParse(url.c_str(), nullptr), &PQconninfoFree);
  if (options == nullptr) {
    return absl::InvalidArgumentError(
        "The database URL can't be read. Write postgresql://user:password@host:port/database, with what is no letter "
        "or digit of the password percent-encoded (%25 for %), or name=value pairs as libpq takes them.");
  }
  return options;
}

void AppendEncoded(absl::string_view text, std::string& out) {
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      out.push_back(c);
    } else {
      absl::StrAppend(&out, "%", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    }
  }
}

}  // namespace

absl::Status CheckConnectionString(const std::string& url) { return Parse(url).status(); }

absl::StatusOr<std::string> AsParameterUrl(const std::string& url) {
  ASSIGN_OR_RETURN(const Options options, Parse(url));
  std::string parameters;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    absl::StrAppend(&parameters, parameters.empty() ? "postgresql:///?" : "&", option->keyword, "=");
    AppendEncoded(option->val, parameters);
  }
  return parameters;
}

}  // namespace pipewright::postgres

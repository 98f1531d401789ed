#include "infrastructure/postgres/connection/connection_string.h"

#include <libpq-fe.h>

#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
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

bool IsPort(absl::string_view text) {
  int port = 0;
  text = absl::StripAsciiWhitespace(text);
  return text.empty() || (absl::SimpleAtoi(text, &port) && port > 0 && port < 65536);
}

// Of one host or of each of several.
absl::Status CheckPorts(const PQconninfoOption* option) {
  for (; option->keyword != nullptr; ++option) {
    if (option->val == nullptr || absl::string_view(option->keyword) != "port") continue;
    for (const absl::string_view port : absl::StrSplit(option->val, ',')) {
      if (IsPort(port)) continue;
      return absl::InvalidArgumentError(
          "A port in the database URL is no number from 1 to 65535. Write "
          "postgresql://user:password@host:port/database; without an @ the password is taken for a port.");
    }
  }
  return absl::OkStatus();
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
        "or digit of the password percent-encoded (%25 for %), or name=value pairs as libpq takes them; behind a ? "
        "stand only options that "
        "libpq knows.");
  }
  // libpq would quote it when it connects.
  RETURN_IF_ERROR(CheckPorts(options.get()));
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

void AddParameter(absl::string_view name, absl::string_view value, std::string& parameters) {
  absl::StrAppend(&parameters, parameters.empty() ? "postgresql:///?" : "&", name, "=");
  AppendEncoded(value, parameters);
}

std::string ParametersOf(const PQconninfoOption* option) {
  std::string parameters;
  for (; option->keyword != nullptr; ++option) {
    if (option->val != nullptr) AddParameter(option->keyword, option->val, parameters);
  }
  return parameters;
}

}  // namespace

absl::Status CheckConnectionString(const std::string& url) { return Parse(url).status(); }

absl::StatusOr<std::string> AsParameterUrl(const std::string& url) {
  ASSIGN_OR_RETURN(const Options options, Parse(url));
  return ParametersOf(options.get());
}

absl::StatusOr<std::string> AsWatchedUrl(const std::string& url, int connect_seconds) {
  ASSIGN_OR_RETURN(const Options options, Parse(url));
  std::string parameters = ParametersOf(options.get());
  const std::pair<absl::string_view, int> usual[] = {{"connect_timeout", connect_seconds},
                                                     {"keepalives_idle", 30},
                                                     {"keepalives_interval", 5},
                                                     {"keepalives_count", 3},
                                                     {"tcp_user_timeout", 45'000}};
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    for (const auto& [name, value] : usual) {
      if (option->val == nullptr && name == option->keyword) AddParameter(name, absl::StrCat(value), parameters);
    }
  }
  return parameters;
}

}  // namespace pipewright::postgres

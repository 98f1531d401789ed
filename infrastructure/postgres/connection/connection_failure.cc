#include "infrastructure/postgres/connection/connection_failure.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace pipewright::postgres {
namespace {

using enum ConnectionProblem;

constexpr absl::string_view kBeforeServersWords = ":  ";  // "FATAL:  …", the severity in the server's language
constexpr size_t kSqlstateSize = 5;

struct Sign {
  absl::string_view text;  // a SQLSTATE, or words
  ConnectionProblem problem;
};

constexpr Sign kSqlstates[] = {
    {"28P01", kPasswordRefused}, {"28000", kUserRefused}, {"3D000", kNoSuchDatabase},
    {"42501", kMayNotConnect},   {"53300", kNoneLeft},    {"55000", kDatabaseClosed},
    {"57P01", kNotReady},        {"57P02", kNotReady},    {"57P03", kNotReady},
};

// libpq's own, which are English in a process that sets no locale, and those of a server that speaks English, for where
// there is no SQLSTATE. The first one that is found counts.
constexpr Sign kWords[] = {
    {"no password supplied", kPasswordMissing},
    {"password authentication failed", kPasswordRefused},
    {"pg_hba.conf", kNoRule},
    {"valid client certificate", kClientCertificate},
    {"alert certificate required", kClientCertificate},
    {"alert unknown ca", kClientCertificate},
    {"alert bad certificate", kClientCertificate},
    {"private key file", kClientCertificate},
    {"certificate authentication failed", kClientCertificate},
    {"could not read certificate file", kClientCertificate},
    {"could not open certificate file", kClientCertificate},
    {"authentication failed", kUserRefused},
    {"is not permitted to log in", kUserRefused},
    {"permission denied for database", kMayNotConnect},
    {"is not currently accepting connections", kDatabaseClosed},
    {"too many clients", kNoneLeft},
    {"too many connections", kNoneLeft},
    {"remaining connection slots", kNoneLeft},
    {"the database system is", kNotReady},
    {"root certificate file", kNoAuthority},
    {"to locate root certificate", kNoAuthority},
    {"certificate verify failed", kNotTrusted},
    {"does not match host name", kOtherName},
    {"server's host name from server certificate", kOtherName},
    {"host name must be specified for a verified", kOtherName},
    {"server does not support SSL", kNoTls},
    {"invalid response to SSL negotiation", kNoPostgres},
    {"expected authentication request", kNoPostgres},
    {"session is read-only", kWrongKind},
    {"session is not read-only", kWrongKind},
    {"server is in hot standby mode", kWrongKind},
    {"server is not in hot standby mode", kWrongKind},
    {"SSL error", kTlsFails},
    {"could not translate host name", kHostNotFound},
    {"could not parse network address", kHostNotFound},
    {"Connection refused", kNothingListens},
    {"No such file or directory", kNothingListens},
    {"No route to host", kNoRoute},
    {"is unreachable", kNoRoute},
    {"timeout expired", kNoAnswer},
    {"timed out", kNoAnswer},
    {"closed the connection", kBrokenOff},
    {"closed unexpectedly", kBrokenOff},
    {"Connection reset", kBrokenOff},
    {"SSL SYSCALL error", kBrokenOff},
    // Before a server is asked at all.
    {"for connection option", kWrongOption},
    {"value: \"", kWrongOption},
    {"could not match", kWrongOption},
    {"invalid port number", kWrongOption},
};

struct Words {
  absl::string_view what;
  absl::string_view way_out;
};

Words WordsOf(ConnectionProblem problem) {
  switch (problem) {
    case kHostNotFound:
      return {"The database's host isn't found",
              "Check the host name in the database URL, and that this machine can resolve it."};
    case kNothingListens:
      return {
          "The database can't be reached: nothing listens at that host and port",
          "Check host and port in the database URL, and that PostgreSQL runs and listens there (listen_addresses)."};
    case kNoRoute:
      return {"The database's host can't be reached",
              "Check the host in the database URL, and the network on the way."};
    case kNoAnswer:
      return {"The database doesn't answer in time",
              "Check host and port in the database URL, and the firewalls on the way; connect_timeout in it says how "
              "many seconds each host gets."};
    case kBrokenOff:
      return {"The connection to the database broke off before it was made",
              "Check that PostgreSQL itself is at that host and port, and what its log says."};
    case kNoPostgres:
      return {"What answers at the database's host and port is no PostgreSQL",
              "Check host and port in the database URL."};
    case kNotReady:
      return {"The database is starting or stopping", "Try again when PostgreSQL's log says that it is ready."};
    case kNoneLeft:
      return {"The database has too many connections already",
              "Raise its max_connections or the limit of the role or database, or give the servers a smaller "
              "--pool-size."};
    case kNoRule:
      return {"The database's pg_hba.conf refuses this user, from this host, to this database, or without TLS",
              "Check user, database and sslmode in the database URL, or let an administrator add a line that fits."};
    case kWrongKind:
      return {"No host of the database URL is of the kind that its target_session_attrs asks for",
              "Name every host in the URL, and ask for the one that writes: target_session_attrs=read-write."};
    case kNoTls:
      return {"The database's server speaks no TLS, which sslmode asks for",
              "Switch it on there (ssl = on), or ask for less by sslmode in the database URL."};
    case kTlsFails:
      return {"TLS with the database's server fails",
              "Check certificates and TLS versions of both sides, and what PostgreSQL's log says."};
    case kClientCertificate:
      return {"The database's server wants a client certificate, and none was given that it takes",
              "Check sslcert and sslkey in the database URL, and who issued the certificate."};
    case kNoAuthority:
      return {"There is no certificate to check the database server's by",
              "Give the file of its authority's as sslrootcert in the database URL."};
    case kNotTrusted:
      return {"The database server's certificate isn't trusted, or has expired",
              "Give the file of its authority's certificate as sslrootcert in the database URL, or renew it."};
    case kOtherName:
      return {"The database server's certificate is for another host name",
              "Write the host in the database URL as the certificate has it (its address may stand in hostaddr), or "
              "have one issued for this name."};
    case kDatabaseClosed:
      return {"The database takes no connections",
              "Check the database's name in the database URL, or run: ALTER DATABASE … ALLOW_CONNECTIONS true;"};
    case kMayNotConnect:
      return {"The user may not connect to that database",
              "Check user and database's name in the database URL, or run: GRANT CONNECT ON DATABASE … TO …;"};
    case kNoSuchDatabase:
      return {"There is no database of that name",
              "Check the database's name in the database URL, or make it: CREATE DATABASE …;"};
    case kUserRefused:
      return {
          "The database refuses the user",
          "Check the user in the database URL, that the role may sign in (LOGIN), and how pg_hba.conf wants it to."};
    case kPasswordRefused:
      return {"The database refuses the user or the password", "Check the database URL, PGPASSWORD or ~/.pgpass."};
    case kPasswordMissing:
      return {"The database wants a password and none was given",
              "Put it in the database URL, in PGPASSWORD or in ~/.pgpass."};
    case kWrongOption:
      return {"The database URL has an option with a wrong value", "Check its options as libpq documents them."};
    case kUnknown:
      break;
  }
  return {"The database can't be reached", "Check the database URL and that it runs."};
}

absl::StatusCode CodeOf(ConnectionProblem problem) {
  switch (problem) {
    case kUserRefused:
    case kPasswordRefused:
    case kPasswordMissing:
      return absl::StatusCode::kUnauthenticated;
    case kWrongOption:
      return absl::StatusCode::kInvalidArgument;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

// Of "FATAL:  28P01: …".
absl::string_view SqlstateIn(absl::string_view line) {
  const size_t before = line.find(kBeforeServersWords);
  if (before == absl::string_view::npos) return "";
  line.remove_prefix(before + kBeforeServersWords.size());
  if (line.size() <= kSqlstateSize || line[kSqlstateSize] != ':') return "";
  const absl::string_view code = line.substr(0, kSqlstateSize);
  const bool is_code = std::all_of(code.begin(), code.end(),
                                   [](unsigned char c) { return absl::ascii_isdigit(c) || absl::ascii_isupper(c); });
  return is_code ? code : "";
}

ConnectionProblem ByWords(absl::string_view line) {
  for (const Sign& sign : kWords) {
    if (absl::StrContains(line, sign.text)) return sign.problem;
  }
  return kUnknown;
}

ConnectionProblem ProblemOfLine(absl::string_view line) {
  const absl::string_view sqlstate = SqlstateIn(line);
  for (const Sign& sign : kSqlstates) {
    if (sqlstate != sign.text) continue;
    // One code for whatever pg_hba.conf asks for; the file's name is the same in every language.
    const ConnectionProblem by_words = sign.problem == kUserRefused ? ByWords(line) : sign.problem;
    return by_words == kNoRule || by_words == kClientCertificate ? by_words : sign.problem;
  }
  // Of an unknown database or role PostgreSQL says only that it does not exist.
  if (sqlstate.empty() && absl::EndsWith(line, "does not exist") && absl::StrContains(line, kBeforeServersWords)) {
    return absl::StrContains(line, ":  role ") ? kUserRefused : kNoSuchDatabase;
  }
  return ByWords(line);
}

bool IsInWord(absl::string_view text, size_t at) {
  return at > 0 && at < text.size() && absl::ascii_isalnum(static_cast<unsigned char>(text[at - 1])) &&
         absl::ascii_isalnum(static_cast<unsigned char>(text[at]));
}

}  // namespace

std::string OneLine(absl::string_view message) {
  std::vector<absl::string_view> told;
  for (absl::string_view line : absl::StrSplit(message, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    // Where in PostgreSQL's own source it was said, in the verbose form.
    if (line.empty() || absl::StartsWith(line, "LOCATION:")) continue;
    // With and without TLS the same host says the same.
    if (std::find(told.begin(), told.end(), line) == told.end()) told.push_back(line);
  }
  return absl::StrJoin(told, " ");
}

bool ServerSpoke(absl::string_view message) { return absl::StrContains(message, kBeforeServersWords); }

ConnectionProblem ProblemOf(absl::string_view message) {
  ConnectionProblem problem = kUnknown;
  for (const absl::string_view line : absl::StrSplit(message, '\n')) {
    problem = std::max(problem, ProblemOfLine(absl::StripTrailingAsciiWhitespace(line)));
  }
  return problem;
}

absl::Status ExplainFailure(ConnectionProblem problem, absl::string_view message) {
  const Words words = WordsOf(problem);
  return absl::Status(CodeOf(problem), absl::StrCat(words.what, " (", OneLine(message), "). ", words.way_out));
}

std::string WithoutSecret(absl::string_view text, absl::string_view secret) {
  if (secret.empty()) return std::string(text);
  std::string out;
  size_t from = 0;
  for (size_t at = text.find(secret); at != absl::string_view::npos; at = text.find(secret, from)) {
    const bool whole = !IsInWord(text, at) && !IsInWord(text, at + secret.size());
    absl::StrAppend(&out, text.substr(from, at - from), whole ? "***" : secret);
    from = at + secret.size();
  }
  absl::StrAppend(&out, text.substr(from));
  return out;
}

}  // namespace pipewright::postgres

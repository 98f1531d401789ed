#include "infrastructure/postgres/connection/connection_failure.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace pipewright::postgres {
namespace {

using enum ConnectionProblem;

constexpr char kPlace[] = "connection to server at \"localhost\" (127.0.0.1), port 5432 failed: ";

std::string At(const std::string& words) { return absl::StrCat(kPlace, words, "\n"); }

TEST_CASE("libpq's own words for a connection that failed are read") {
  for (const auto& [words, problem] : std::vector<std::pair<std::string, ConnectionProblem>>{
           {"could not translate host name \"db\" to address: Name or service not known\n", kHostNotFound},
           {"could not translate host name \"db\" to address: Temporary failure in name resolution\n", kHostNotFound},
           {At("Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?"),
            kNothingListens},
           {"connection to server on socket \"/run/.s.PGSQL.5432\" failed: No such file or directory\n\tIs the server "
            "running locally and accepting connections on that socket?\n",
            kNothingListens},
           {At("No route to host"), kNoRoute},
           {At("Network is unreachable"), kNoRoute},
           {At("timeout expired"), kNoAnswer},
           {At("Connection timed out"), kNoAnswer},
           {At("server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally"),
            kBrokenOff},
           {At("received invalid response to SSL negotiation: H"), kNoPostgres},
           {At("expected authentication request from server, but received H"), kNoPostgres},
           {At("fe_sendauth: no password supplied"), kPasswordMissing},
           {At("server does not support SSL, but SSL was required"), kNoTls},
           {At("SSL error: unsupported protocol"), kTlsFails},
           {At("SSL error: tlsv13 alert certificate required"), kClientCertificate},
           {At("SSL error: tlsv1 alert unknown ca"), kClientCertificate},
           {At("private key file \"/k\" has group or world access"), kClientCertificate},
           {At("root certificate file \"/root/.postgresql/root.crt\" does not exist\nEither provide the file or change "
               "sslmode to disable server certificate verification."),
            kNoAuthority},
           {At("could not read root certificate file \"/ca\": No such file or directory"), kNoAuthority},
           {At("SSL error: certificate verify failed"), kNotTrusted},
           {At("server certificate for \"localhost\" (and 1 other name) does not match host name \"127.0.0.1\""),
            kOtherName},
           {At("session is read-only"), kWrongKind},
           {At("server is in hot standby mode"), kWrongKind},
           {"invalid sslmode value: \"verifyfull\"\n", kWrongOption},
           {"could not match 3 port numbers to 2 hosts\n", kWrongOption},
           {"invalid integer value \"x\" for connection option \"connect_timeout\"\n", kWrongOption},
           {"something new\n", kUnknown},
           {"", kUnknown},
       }) {
    CAPTURE(words);
    CHECK(ProblemOf(words) == problem);
    CHECK_FALSE(ServerSpoke(words));
  }
}

TEST_CASE("what a server said is read by its SQLSTATE, in whichever language, and else by its words") {
  for (const auto& [said, problem] : std::vector<std::pair<std::string, ConnectionProblem>>{
           {"FATAL:  28P01: Passwort-Authentifizierung fehlgeschlagen", kPasswordRefused},
           {"FATAL:  28000: Rolle »x« existiert nicht", kUserRefused},
           {"FATAL:  28000: kein pg_hba.conf-Eintrag", kNoRule},
           {"FATAL:  3D000: Datenbank »x« existiert nicht", kNoSuchDatabase},
           {"ВАЖНО:  53300: извините", kNoneLeft},
           {"FATAL:  57P03: the database system is starting up", kNotReady},
           {"FATAL:  42501: permission denied for database \"x\"", kMayNotConnect},
           {"FATAL:  55000: database \"x\" is not currently accepting connections", kDatabaseClosed},
           {"FATAL:  28000: connection requires a valid client certificate", kClientCertificate},
           {"FATAL:  XX000: nobody knows", kUnknown},
           {"FATAL:  password authentication failed for user \"x\"", kPasswordRefused},
           {"FATAL:  role \"x\" does not exist", kUserRefused},
           {"FATAL:  role \"x\" is not permitted to log in", kUserRefused},
           {"FATAL:  Peer authentication failed for user \"x\"", kUserRefused},
           {"FATAL:  database \"x\" does not exist", kNoSuchDatabase},
           {"FATAL:  no pg_hba.conf entry for host \"::1\", user \"x\", database \"x\", no encryption", kNoRule},
           {"FATAL:  sorry, too many clients already", kNoneLeft},
           {"FATAL:  remaining connection slots are reserved for non-replication superuser connections", kNoneLeft},
           {"FATAL:  the database system is shutting down", kNotReady},
       }) {
    CAPTURE(said);
    CHECK(ProblemOf(At(said)) == problem);
    CHECK(ServerSpoke(At(said)));
  }
}

TEST_CASE("of several hosts the one that got furthest is told") {
  CHECK(ProblemOf(At("Connection refused") + At("session is read-only")) == kWrongKind);
  CHECK(ProblemOf(At("FATAL:  3D000: database \"x\" does not exist") + At("Connection refused")) == kNoSuchDatabase);
  CHECK(ProblemOf("could not translate host name \"a\" to address: Name or service not known\n" +
                  At("timeout expired")) == kNoAnswer);
  // Tried again without TLS, which pg_hba.conf doesn't take: the password is what is wrong.
  CHECK(
      ProblemOf(At("FATAL:  28P01: password authentication failed for user \"x\"\nLOCATION:  auth_failed, auth.c:338") +
                At("FATAL:  28000: no pg_hba.conf entry for host \"::1\"")) == kPasswordRefused);
}

TEST_CASE("a failure is one line that says what is wrong, what libpq said, and the way out") {
  const absl::Status status = ExplainFailure(
      kNoSuchDatabase, At("FATAL:  3D000: database \"x\" does not exist\nLOCATION:  InitPostgres, postinit.c:885") +
                           At("FATAL:  3D000: database \"x\" does not exist"));
  CHECK(status.code() == absl::StatusCode::kUnavailable);
  CHECK(std::string(status.message()) ==
        absl::StrCat("There is no database of that name (", kPlace,
                     "FATAL:  3D000: database \"x\" does not exist). Check the database's name in the database URL, or "
                     "make it: CREATE DATABASE …;"));
  std::set<std::string> said;
  for (int number = 0; number <= static_cast<int>(kWrongOption); ++number) {
    const absl::Status each = ExplainFailure(static_cast<ConnectionProblem>(number), "x\n\ty\n");
    CAPTURE(each.message());
    CHECK(said.insert(std::string(each.message())).second);
    CHECK_THAT(std::string(each.message()), Catch::Contains(" (x y). ") && !Catch::Contains("\n"));
  }
  CHECK(ExplainFailure(kPasswordRefused, "").code() == absl::StatusCode::kUnauthenticated);
  CHECK(ExplainFailure(kWrongOption, "").code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a secret is taken out of what libpq says, but not out of longer words") {
  CHECK(WithoutSecret("invalid value: \"p@ss\", p@ss", "p@ss") == "invalid value: \"***\", ***");
  CHECK(WithoutSecret("connection to a server, a", "a") == "connection to *** server, ***");
  CHECK(WithoutSecret("user:secret@host secrets", "secret") == "user:***@host secrets");
  CHECK(WithoutSecret("nothing", "") == "nothing");
  CHECK(WithoutSecret("", "x").empty());
}

}  // namespace
}  // namespace pipewright::postgres

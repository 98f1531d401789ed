#include "infrastructure/postgres/connection/connection_string.h"

#include <libpq-fe.h>

#include <catch2/catch.hpp>
#include <cctype>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/connection/connection.h"
#include "infrastructure/postgres/connection/libpq.h"
#include "infrastructure/postgres/embedded/cluster.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/throwaway_folder.h"

namespace pipewright::postgres {
namespace {

std::map<std::string, std::string> PartsOf(const std::string& url) {
  std::map<std::string, std::string> parts;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), nullptr),
                                                                             &PQconninfoFree);
  REQUIRE(options != nullptr);
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    parts[option->keyword] = option->val == nullptr ? "" : option->val;
  }
  if (parts["port"].empty()) parts["port"] = "5432";
  return parts;
}

// Every byte that is no letter or digit, as %xx.
std::string Encoded(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      encoded.push_back(c);
    } else {
      absl::StrAppend(&encoded, "%", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    }
  }
  return encoded;
}

// Who and where the session is, as both ways into the database see it.
void CheckReaches(const std::string& url, const std::string& database) {
  CAPTURE(url);
  CHECK(CheckConnectionString(url).ok());
  const auto plain = Connect(url);
  REQUIRE(plain.ok());
  CHECK(CellText(Execute(plain->get(), "select current_database()").value(), 0, 0) == database);
  const auto kept = Connection::Open({url, ""});
  REQUIRE(kept.ok());
  std::string seen;
  REQUIRE((*kept)
              ->Read(
                  {"select current_database() || ' ' || current_setting('application_name')", 1}, {},
                  [&](Row row) {
                    seen = std::string(row[0].text);
                    return absl::OkStatus();
                  },
                  nullptr)
              .ok());
  CHECK(seen == absl::StrCat(database, " ", PQparameterStatus(plain->get(), "application_name")));
}

TEST_CASE("every form of a database URL that libpq takes reaches the database") {
  const testing::ThrowawayFolder folder;
  const auto cluster = EmbeddedCluster::Start({.data_dir = folder.path(), .durable = false});
  REQUIRE(cluster.ok());
  // One session stays while the password changes: each URL is to reach the database by its own.
  testing::AdminConnection session((*cluster)->owner_url());
  auto parts = PartsOf((*cluster)->owner_url());
  const std::string& user = parts["user"];
  const std::string& database = parts["dbname"];
  const std::string host = Encoded(parts["host"]);
  const std::string port = parts["port"];
  // Of those that hold none.
  setenv("PGPASSWORD", "from the environment", 1);
  const absl::Cleanup forget = [] { unsetenv("PGPASSWORD"); };
  const std::string none = "from the environment";
  for (const auto& [password, url] : std::vector<std::pair<std::string, std::string>>{
           {"secret", absl::StrCat("postgresql://", user, ":secret@", host, ":", port, "/", database)},
           {none, absl::StrCat("postgres://", user, "@", host, ":", port, "/", database)},
           {"p@ss=w/ord 'x",
            absl::StrCat("postgresql://", user, ":p%40ss=w%2Ford%20%27x@", host, ":", port, "/", database)},
           {"p=?x", absl::StrCat("postgresql://", user, ":p=?x@", host, ":", port, "/", database)},
           {none, absl::StrCat("postgresql://", user, "@", host, ":", port, "/", database,
                               "?connect_timeout=5&application_name=two%20words")},
           {none, absl::StrCat("postgresql://", user, "@/", database, "?host=", host, "&port=", port)},
           {none, absl::StrCat("postgresql://", user, "@%2Fnowhere:1,", host, ":", port, "/", database)},
           {none, absl::StrCat("postgresql:///?user=", user, "&host=", host, "&port=", port, "&dbname=", database)},
           {"x=y",
            absl::StrCat("user=", user, " password=x=y host=", parts["host"], " port=", port, " dbname=", database)},
           {"it's \\ \"quoted  \" ",
            absl::StrCat("user = '", user, "' password='it\\'s \\\\ \"quoted  \" ' host='", parts["host"],
                         "' port=", port, " dbname=", database, " application_name='one  two '")},
       }) {
    session.Ask(session.Ask("select format('alter role current_user password %L', $1::text)", {password}));
    CheckReaches(url, database);
  }
}

TEST_CASE("a database URL is put into parameters that say the same") {
  CHECK(AsParameterUrl("postgresql://crm:p%40ss@db:5432/crm").value() ==
        "postgresql:///?user=crm&password=p%40ss&dbname=crm&host=db&port=5432");
  CHECK(AsParameterUrl("dbname=crm password='it\\'s  a=b' ").value() ==
        "postgresql:///?password=it%27s%20%20a%3db&dbname=crm");
  CHECK(AsParameterUrl("postgresql://a:1,[::1]:2/crm?sslmode=require").value() ==
        "postgresql:///?dbname=crm&host=a%2c%3a%3a1&port=1%2c2&sslmode=require");
  CHECK(AsParameterUrl("").value().empty());
  for (const char* url : {"postgresql://crm:p%40%20&=%2Fss@db1:1,db2:2/crm?application_name=a%20b&connect_timeout=3",
                          "password='\" x\\\\' host=/run/x,::1 port=1,2 options='-c a=b'"}) {
    CAPTURE(url);
    const std::string once = AsParameterUrl(url).value();
    CHECK_THAT(once, !Catch::Contains(" "));
    CHECK(AsParameterUrl(once).value() == once);
  }
}

TEST_CASE("a password in the place of a port is refused and not quoted") {
  for (const char* url :
       {"postgresql://crm:secret", "postgresql://crm:secret/crm", "postgresql://a:1,b:secret/crm",
        "host=db port=secret", "postgresql://db/crm?port=secret", "postgresql://crm:65536", "host=db port=0"}) {
    CAPTURE(url);
    const absl::Status refused = CheckConnectionString(url);
    CHECK(refused.code() == absl::StatusCode::kInvalidArgument);
    CHECK_THAT(std::string(refused.message()), Catch::Contains("port") && !Catch::Contains("secret"));
  }
  for (const char* url :
       {"postgresql://db", "postgresql://a,b:5433/crm", "host=a,b port=,5433", "host=db port=' 1 '"}) {
    CAPTURE(url);
    CHECK(CheckConnectionString(url).ok());
  }
}

TEST_CASE("several hosts and the kind that is wanted go on to every connection") {
  const auto parts = PartsOf(
      AsWatchedUrl("postgresql://crm:p%40ss@a:1,b:2/crm?target_session_attrs=read-write&sslmode=verify-full").value());
  CHECK(parts.at("host") == "a,b");
  CHECK(parts.at("port") == "1,2");
  CHECK(parts.at("target_session_attrs") == "read-write");
  CHECK(parts.at("sslmode") == "verify-full");
}

TEST_CASE("a connection ends every wait for a silent machine, unless its URL says otherwise") {
  auto parts = PartsOf(AsWatchedUrl("postgresql://crm:p%40ss@db/crm").value());
  CHECK(parts["host"] == "db");
  CHECK(parts["password"] == "p@ss");
  CHECK(parts["connect_timeout"] == "10");
  CHECK(parts["keepalives_idle"] == "30");
  CHECK(parts["keepalives_interval"] == "5");
  CHECK(parts["keepalives_count"] == "3");
  CHECK(parts["tcp_user_timeout"] == "45000");
  parts = PartsOf(AsWatchedUrl("host=db connect_timeout=2 keepalives_idle=7 tcp_user_timeout=9", 3).value());
  CHECK(parts["connect_timeout"] == "2");
  CHECK(parts["keepalives_idle"] == "7");
  CHECK(parts["tcp_user_timeout"] == "9");
  CHECK(PartsOf(AsWatchedUrl("", 3).value())["connect_timeout"] == "3");
}

TEST_CASE("URLs of hosts elsewhere can be read") {
  for (const char* url : {"postgresql://crm:secret@db.example.com:5432/crm", "postgresql://crm@[2001:db8::1]:5432/crm",
                          "postgresql://crm:secret@[::1]/crm?sslmode=require", "postgresql://a:1,b:2,[::1]:3/crm",
                          "host=::1 user=crm", "postgresql://", "", "password='://a@b@c'",
                          "postgresql://crm:a%40b@db/crm", "postgresql://crm@%40abstract/crm"}) {
    CAPTURE(url);
    CHECK(CheckConnectionString(url).ok());
  }
}

TEST_CASE("a database URL that can't be read is refused without its secrets") {
  for (const char* url :
       {"postgresql://crm:secret%zz@db/crm", "postgresql://crm:se@cret@db/crm", "postgresql://crm:se/cret@db/crm",
        "postgresql://crm:secret@db/crm?secret", "postgresql://crm:secret@[::1/crm", "secret", "mysql://crm:secret@db",
        "host=db password=se cret", "host=db password='secret", "postgresql://crm@db/crm?secret=1",
        "postgresql://crm:se/cret?a=secret@db/crm"}) {
    CAPTURE(url);
    for (const absl::Status& status :
         {CheckConnectionString(url), Connect(url).status(), Connection::Open({url, ""}).status()}) {
      CHECK(status.code() == absl::StatusCode::kInvalidArgument);
      const std::string message(status.message());
      CHECK_THAT(message, Catch::StartsWith("The database URL "));
      CHECK_THAT(message, !Catch::Contains("cret"));
    }
  }
}

}  // namespace
}  // namespace pipewright::postgres

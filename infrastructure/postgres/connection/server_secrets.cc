#include "infrastructure/postgres/connection/server_secrets.h"

#include <array>
#include <memory>

#include "absl/strings/escaping.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/security/random.h"

namespace pipewright::postgres {

absl::StatusOr<std::string> SharedServerSecret(const ConnectionOptions& database, absl::string_view name) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open(database));
  std::array<uint8_t, 32> random{};
  security::FillRandom(absl::MakeSpan(random));
  const std::string offered =
      absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(random.data()), random.size()));
  // Of two servers that offer at once the second waits for the first, and then both read what that one left.
  const Step offer{
      "insert into server_secrets (name, value, create_time) values ($1::text, decode($2::text, 'hex'), now()) "
      "on conflict do nothing",
      {std::string(name), offered},
      nullptr};
  RETURN_IF_ERROR(connection->Pipeline({offer}, nullptr));
  std::string secret;
  RETURN_IF_ERROR(connection->Read(
      {"select encode(value, 'hex') from server_secrets where name = $1::text", 1}, {std::string(name)},
      [&](Row row) {
        secret = absl::HexStringToBytes(row[0].text);
        return absl::OkStatus();
      },
      nullptr));
  return secret;
}

}  // namespace pipewright::postgres

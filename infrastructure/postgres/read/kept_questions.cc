#include "infrastructure/postgres/read/kept_questions.h"

#include "absl/strings/str_cat.h"

namespace pipewright::postgres {

std::string KeyOf(const TenantId& tenant, const Sql& sql, const std::vector<Param>& params) {
  // Lengths stand before the texts: what one says can't look like two.
  std::string key = absl::StrCat(tenant.ToString(), " ", sql.text.size(), " ", sql.text);
  for (const Param& param : params) {
    if (param.has_value()) {
      absl::StrAppend(&key, " ", param->size(), " ", *param);
    } else {
      absl::StrAppend(&key, " null");
    }
  }
  return key;
}

absl::Status ReadText(ReadSession& session, const Sql& sql, const std::vector<Param>& params, std::string& text) {
  return session.Read(sql, params, [&](Row row) {
    text = std::string(row[0].text);
    return absl::OkStatus();
  });
}

absl::Status ReadSnapshot(ReadSession& session, std::string& snapshot) {
  static const auto* const sql = new Sql{"select pg_current_snapshot()::text", 1};
  return ReadText(session, *sql, {}, snapshot);
}

}  // namespace pipewright::postgres

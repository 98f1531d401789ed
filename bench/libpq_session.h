// A bare libpq connection with prepared statements, for the ceilings.
#pragma once

#include <libpq-fe.h>

#include <initializer_list>
#include <map>
#include <stdexcept>
#include <string>

namespace pipewright::bench {

class LibpqSession {
 public:
  LibpqSession(const std::string& url, const std::string& tenant_id) : connection_(PQconnectdb(url.c_str())) {
    if (PQstatus(connection_) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_));
    Execute("set time zone 'UTC'", {});
    Execute("select set_config('app.tenant_id', $1, false)", {tenant_id.c_str()});
  }
  ~LibpqSession() { PQfinish(connection_); }
  LibpqSession(const LibpqSession&) = delete;
  LibpqSession& operator=(const LibpqSession&) = delete;

  // Prepared at the first use. The caller clears the result.
  PGresult* Query(const std::string& sql, std::initializer_list<const char*> params) {
    auto [entry, is_new] = names_.try_emplace(sql, "b" + std::to_string(names_.size()));
    if (is_new) Check(PQprepare(connection_, entry->second.c_str(), sql.c_str(), 0, nullptr), true);
    PGresult* const result = PQexecPrepared(connection_, entry->second.c_str(), static_cast<int>(params.size()),
                                            params.begin(), nullptr, nullptr, 0);
    Check(result, false);
    return result;
  }
  void Execute(const std::string& sql, std::initializer_list<const char*> params) { PQclear(Query(sql, params)); }
  // COPY … from stdin with all of its text.
  void Copy(const std::string& sql, const std::string& text) {
    PGresult* const begun = PQexec(connection_, sql.c_str());
    const bool ready = PQresultStatus(begun) == PGRES_COPY_IN;
    PQclear(begun);
    if (!ready || PQputCopyData(connection_, text.data(), static_cast<int>(text.size())) != 1 ||
        PQputCopyEnd(connection_, nullptr) != 1) {
      throw std::runtime_error(PQerrorMessage(connection_));
    }
    Check(PQgetResult(connection_), true);
    PQclear(PQgetResult(connection_));  // the null behind it
  }

 private:
  void Check(PGresult* result, bool clear) {
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
      const std::string message = PQresultErrorMessage(result);
      PQclear(result);
      throw std::runtime_error(message);
    }
    if (clear) PQclear(result);
  }

  PGconn* connection_;
  std::map<std::string, std::string> names_;
};

}  // namespace pipewright::bench

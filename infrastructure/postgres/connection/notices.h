// What PostgreSQL says without being asked: notices and warnings of a session, which libpq prints by itself otherwise.
#pragma once

#include <functional>
#include <string>

typedef struct pg_conn PGconn;

namespace pipewright::postgres {

// Receives each as one line. Set before threads start; null: nobody is told.
void SetNoticeLog(std::function<void(const std::string& line)> log);

// To be called for every connection as soon as it is open.
void RouteNotices(PGconn* connection);

}  // namespace pipewright::postgres

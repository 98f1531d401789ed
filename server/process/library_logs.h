// What libraries would print by themselves becomes lines of our log, in its format.
#pragma once

namespace pipewright::server {

// gRPC's lines (at level debug: they name clients' addresses, and what goes wrong is reported better by us), Protocol
// Buffers', spdlog's own errors, and the last words of a process that dies of an exception. PostgreSQL's notices come
// by postgres::SetNoticeLog. What a library says while it aborts the process stays as it is. Not thread safe; may be
// called again.
void RouteLibraryLogs();

}  // namespace pipewright::server

// What an operator may write as the URL of a database.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace pipewright::postgres {

// OK for every form that libpq takes: postgresql://user:password@host:port/database?name=value, and name=value pairs.
// kInvalidArgument when it can't be read, for a URL with an @ behind the one that ends the password, and for a port
// that is none: libpq would take the password, or its rest, for the host or the port and say it in its errors. The
// message quotes nothing of the string.
absl::Status CheckConnectionString(const std::string& url);

// The same place and person as a URL that says all of it in parameters, percent-encoded: what SOCI hands to libpq
// unchanged. It takes a string apart at spaces and at the first equals sign after each, and puts it together wrongly
// when it is a URL without parameters or has a space between quotes. Errors as above.
absl::StatusOr<std::string> AsParameterUrl(const std::string& url);

// That URL with an end to every wait for a machine that says nothing any more, where the operator gave none: after
// `connect_seconds` without a connection, and on one 30 to 45 seconds after the last sign of life (TCP keepalives, and
// as long for what it should have acknowledged), which ends what is asked there. What a live machine computes takes as
// long as it may. Errors as above.
absl::StatusOr<std::string> AsWatchedUrl(const std::string& url, int connect_seconds = 10);

}  // namespace pipewright::postgres

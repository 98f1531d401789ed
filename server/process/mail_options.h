// The flags about letters.
#pragma once

#include <CLI/CLI.hpp>

#include "server/process/configuration.h"

namespace pipewright::server {

// `mail` outlives the parse.
void AddMailOptions(CLI::App& command, MailConfiguration& mail);

// kInvalidArgument, in one line, when the choices don't fit together.
absl::Status CheckMail(const MailConfiguration& mail);

}  // namespace pipewright::server

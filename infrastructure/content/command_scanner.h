// ContentScanner by a program of the operator's.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/collaboration/content_scanner.h"

namespace pipewright::content {

// The program gets the content on its standard input, and nothing else: no shell, no name of a file. Exit code 0: it is
// clean; 1: it is infected; anything else is no verdict. It may stop reading early. Thread safe.
class CommandScanner : public collaboration::ContentScanner {
 public:
  // Words of `command` are separated by spaces, the first is the program: a path, or a name that PATH finds. It is
  // ended when it has no verdict after `patience`. kInvalidArgument (one line) when there is no such program.
  static absl::StatusOr<std::unique_ptr<CommandScanner>> Make(absl::string_view command,
                                                              absl::Duration patience = absl::Minutes(5));

  absl::StatusOr<collaboration::ScanVerdict> Scan(const RequestContext& context,
                                                  absl::FunctionRef<absl::StatusOr<std::string>()> next) override;

 private:
  CommandScanner(std::vector<std::string> argv, absl::Duration patience)
      : argv_(std::move(argv)), patience_(patience) {}

  const std::vector<std::string> argv_;
  const absl::Duration patience_;
};

}  // namespace pipewright::content

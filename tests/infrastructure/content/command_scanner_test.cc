#include "infrastructure/content/command_scanner.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <memory>
#include <string>

#include "tests/support/infrastructure/throwaway_folder.h"
#include "tests/support/status_matchers.h"

namespace pipewright::content {
namespace {

using collaboration::ScanVerdict;

struct Scanning {
  testing::ThrowawayFolder folder;
  RequestContext context;

  // A program of that script.
  std::string Program(const std::string& script) {
    const std::string path = folder.path() + "/scanner";
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    chmod(path.c_str(), 0755);
    return path;
  }
  absl::StatusOr<ScanVerdict> Scan(const std::string& command, const std::string& content,
                                   absl::Duration patience = absl::Minutes(1)) {
    const auto scanner = CommandScanner::Make(command, patience);
    INFO(scanner.status());
    REQUIRE(scanner.ok());
    size_t at = 0;
    return (*scanner)->Scan(context, [&]() -> absl::StatusOr<std::string> {
      const std::string piece = content.substr(at, 100'000);
      at += piece.size();
      return piece;
    });
  }
};

TEST_CASE("the scanner gets all of the content, and its exit code is the verdict", "[content]") {
  Scanning test;
  std::string content;
  for (int i = 0; i < 300'000; ++i) content += static_cast<char>('a' + i % 26);
  const std::string out = test.folder.path() + "/seen";
  CHECK(test.Scan(test.Program("cat > " + out), content).value() == ScanVerdict::kClean);
  std::ifstream seen(out);
  CHECK(std::string(std::istreambuf_iterator<char>(seen), {}) == content);
  CHECK(test.Scan(test.Program("exit 1"), content).value() == ScanVerdict::kInfected);
  for (const char* const wrong : {"exit 2", "exit 127", "kill -9 $$"}) {
    CHECK(ReasonOf(test.Scan(test.Program(wrong), content)) == Reason::kScannerUnavailable);
  }
}

TEST_CASE("a scanner may have seen enough before the end", "[content]") {
  Scanning test;
  CHECK(test.Scan(test.Program("head -c 10 > /dev/null; exit 1"), std::string(10'000'000, 'x')).value() ==
        ScanVerdict::kInfected);
}

TEST_CASE("a scanner that takes too long is ended, with what it has started", "[content]") {
  Scanning test;
  const auto ended = test.Scan(test.Program("sleep 1000"), "x", absl::Milliseconds(100));
  CHECK(ReasonOf(ended) == Reason::kScannerUnavailable);
  CHECK(absl::IsUnavailable(ended.status()));
}

TEST_CASE("a scan ends with its call", "[content]") {
  Scanning test;
  test.context.cancellation->Cancel();
  CHECK(absl::IsCancelled(test.Scan(test.Program("sleep 1000"), "x").status()));
}

TEST_CASE("a scan ends with what is wrong with the content", "[content]") {
  Scanning test;
  const auto scanner = CommandScanner::Make(test.Program("cat > /dev/null")).value();
  const auto scanned = scanner->Scan(test.context, [] { return absl::InternalError("gone"); });
  CHECK(absl::IsInternal(scanned.status()));
}

TEST_CASE("no shell reads the command", "[content]") {
  Scanning test;
  const std::string program = test.Program("cat > /dev/null; [ \"$1 $2\" = '$(reboot) ;exit' ]");
  CHECK(test.Scan(program + "  $(reboot) ;exit", "x").value() == ScanVerdict::kClean);
}

TEST_CASE("a program that isn't there is told when the server starts", "[content]") {
  for (const char* const wrong : {"", "  ", "/no/such/program", "no-such-program -x"}) {
    const auto refused = CommandScanner::Make(wrong);
    REQUIRE_FALSE(refused.ok());
    CHECK_THAT(std::string(refused.status().message()), Catch::Contains("--content-scanner"));
  }
  CHECK(CommandScanner::Make("true").ok());
}

}  // namespace
}  // namespace pipewright::content

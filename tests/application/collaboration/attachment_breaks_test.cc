#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <string>

#include "tests/application/collaboration/attachment_office.h"

namespace pipewright::collaboration {
namespace {

TEST_CASE("however an upload is cut into pieces and broken off, the content is that of the file", "[attachment]") {
  rc::prop("the same bytes come out", [] {
    AttachmentOffice test;
    const auto bytes = *rc::gen::nonEmpty<std::string>();
    const auto size = static_cast<int64_t>(bytes.size());
    const AttachmentId id = test.Declare(size);
    // Breaks as often as it is told, and goes on until the end then.
    auto breaks = *rc::gen::inRange(0, 5);
    while (test.State(id).status == AttachmentStatus::kUploading) {
      auto at = static_cast<size_t>(test.State(id).received_size);
      const auto upload = test.Begin(id, static_cast<int64_t>(at));
      const size_t end = breaks-- > 0 ? *rc::gen::inRange(at, bytes.size() + 1) : bytes.size();
      while (at < end) {
        const auto piece = *rc::gen::inRange<size_t>(1, 11);  // a piece of nothing would be tried for ever
        RC_ASSERT(test.Take(upload, absl::string_view(bytes).substr(at, std::min(piece, end - at))).ok());
        at += std::min(piece, end - at);
        RC_ASSERT(test.State(id).received_size <= static_cast<int64_t>(at));
        RC_ASSERT(static_cast<int64_t>(at) - test.State(id).received_size < test.store.part_bytes());
      }
      if (*rc::gen::arbitrary<bool>() || breaks < 0) RC_ASSERT(test.Finish(upload).ok());
    }
    RC_ASSERT(test.OnlyContent() == bytes);
    RC_ASSERT(test.State(id).sha256 == "#" + bytes);
  });
}

}  // namespace
}  // namespace pipewright::collaboration

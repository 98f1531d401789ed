// Which tags there are, and how much they are used.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/page_token.h"
#include "domain/shared/record_kind.h"

namespace pipewright::collaboration {

struct TagUsage {
  std::string tag;
  std::vector<std::pair<RecordKind, int64_t>> counts;  // of the kinds that have any
  friend bool operator==(const TagUsage&, const TagUsage&) = default;
};

// Port. Thread safe.
class TagUsageReader {
 public:
  virtual ~TagUsageReader() = default;
  // The tags of live records of these kinds that the caller may read and that begin with `prefix`, behind `after` and
  // in their order by code points; at most `limit`.
  virtual absl::StatusOr<std::vector<TagUsage>> List(const RequestContext& context,
                                                     const std::vector<RecordKind>& kinds, const std::string& prefix,
                                                     const std::string& after, int limit) const = 0;
};

struct ListTags {
  std::vector<RecordKind> kinds;  // none: all that have KindRole::kTagged
  std::string prefix;
  int page_size = 0;       // page_size.h says what it means
  std::string page_token;  // empty: the first page
};

struct TagPage {
  std::vector<TagUsage> tags;
  std::string next_page_token;  // empty: that was the last page
};

// Thread safe.
class TagQueries {
 public:
  // Both outlive it.
  TagQueries(const TagUsageReader& reader, const PageTokenSealer& page_tokens)
      : reader_(reader), page_tokens_(page_tokens) {}

  // kInvalidArgument names kinds, prefix or page_size; kInvalidArgument/INVALID_PAGE_TOKEN.
  absl::StatusOr<TagPage> Handle(const RequestContext& context, const ListTags& query) const;

 private:
  const TagUsageReader& reader_;
  const PageTokenSealer& page_tokens_;
};

}  // namespace pipewright::collaboration

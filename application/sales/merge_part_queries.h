// What a merge changed, part by part.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/page_token.h"
#include "application/shared/queries/reader.h"
#include "domain/sales/merge.h"
#include "domain/shared/records.h"

namespace pipewright::sales {

struct MergeParts {
  std::vector<ChangedPart> parts;
  std::optional<int64_t> next;  // the number that the next ones stand behind; absent: there are none
};

// The port that reads them. Thread safe.
class MergePartReader {
 public:
  virtual ~MergePartReader() = default;
  // Those of a merge of the caller's tenant behind the number `after` (0: from the first on), in the order in which
  // they were changed, `limit` at most; of records that the caller may read.
  virtual absl::StatusOr<MergeParts> List(const RequestContext& context, const MergeId& merge, int64_t after,
                                          int limit) const = 0;
};

struct ListMergeParts {
  MergeId merge;
  int page_size = 0;       // page_size.h says what it means
  std::string page_token;  // empty: the first page
};

struct MergePartPage {
  std::vector<ChangedPart> parts;
  std::string next_page_token;  // empty: that was the last page
};

// Thread safe.
class MergePartQueries {
 public:
  // All outlive it.
  MergePartQueries(Reader<Merge>& merges, const MergePartReader& parts, const PageTokenSealer& page_tokens)
      : merges_(merges), parts_(parts), page_tokens_(page_tokens) {}

  // kNotFound for a merge that the caller may not read; kInvalidArgument/INVALID_PAGE_TOKEN.
  absl::StatusOr<MergePartPage> Handle(const RequestContext& context, const ListMergeParts& query) const;

 private:
  Reader<Merge>& merges_;
  const MergePartReader& parts_;
  const PageTokenSealer& page_tokens_;
};

}  // namespace pipewright::sales

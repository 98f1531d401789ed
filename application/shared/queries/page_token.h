// The place where the next page of a list begins, as a client holds it: opaque, tamper-proof, and good for the very
// query that gave it out, in its tenant. It grants nothing: the query runs again with the caller's rights.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/shared/queries/list_query.h"
#include "domain/shared/id.h"

namespace pipewright {

// Port. Thread safe.
class PageTokenSealer {
 public:
  virtual ~PageTokenSealer() = default;

  // Printable text that holds `payload` and a proof that it was sealed here, for `query`.
  virtual std::string Seal(absl::string_view payload, absl::string_view query) const = 0;

  // The payload; nullopt unless `token` is a result of Seal for the same query.
  virtual std::optional<std::string> Open(absl::string_view token, absl::string_view query) const = 0;
};

// What a token is bound to: the tenant, if any, and everything of a list call that decides which records follow each
// other. `filter` and `order_by`: in a form in which those that mean the same read the same (filter::NormalForm,
// NormalForm).
std::string PageQuery(const std::optional<TenantId>& tenant, absl::string_view resource, absl::string_view filter,
                      absl::string_view order_by, bool show_deleted);

std::string SealPageToken(const PageStart& start, absl::string_view query, const PageTokenSealer& sealer);

// As many keys as the order has. kInvalidArgument / INVALID_PAGE_TOKEN for a damaged one and for one of
// another query.
absl::StatusOr<PageStart> OpenPageToken(absl::string_view text, absl::string_view query, size_t keys,
                                        const PageTokenSealer& sealer);

}  // namespace pipewright

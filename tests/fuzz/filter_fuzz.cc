// Any bytes: the filter's lexer, parser and checker answer with a condition or INVALID_FILTER, and what parses is
// written and read back the same.
#include <cstdint>
#include <cstdlib>

#include "application/shared/filter/checker.h"
#include "application/shared/filter/parser.h"
#include "domain/shared/errors.h"
#include "tests/support/filter_catalog.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace filter = pipewright::filter;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  static const auto* const grants = new pipewright::Grants({{"*", "read", pipewright::Scope::kAll}});
  const filter::FilterScope scope{.user = pipewright::UserId(),
                                  .now = absl::UnixEpoch(),
                                  .grants = grants,
                                  .custom_fields = pipewright::FakeCustomFields};
  const auto checked = filter::CheckFilter(text, pipewright::DealCatalog(), scope);
  if (!checked.ok() && pipewright::DetailsOf(checked.status()).reason != pipewright::Reason::kInvalidFilter) abort();
  const auto parsed = filter::Parse(text);
  if (parsed.ok() && parsed->has_value()) {
    const std::string written = filter::ToText(**parsed);
    if (written.size() > filter::kMaxLength) return 0;
    const auto again = filter::Parse(written);
    if (!again.ok() || !again->has_value() || !(**again == **parsed)) abort();
  }
  return 0;
}

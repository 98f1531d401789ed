#include "application/shared/queries/page_token.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"

namespace pipewright {
namespace {

// "5:hello" for a text, "-" for a missing one; one after the other.
void AppendText(const std::optional<std::string>& text, std::string& out) {
  if (text.has_value()) {
    absl::StrAppend(&out, text->size(), ":", *text);
  } else {
    out += '-';
  }
}

std::optional<PageStart> Decode(absl::string_view payload) {
  PageStart start;
  while (!payload.empty()) {
    if (payload.front() == '-') {
      start.keys.emplace_back(std::nullopt);
      payload.remove_prefix(1);
      continue;
    }
    const size_t colon = payload.find(':');
    size_t size = 0;
    if (colon == absl::string_view::npos || !absl::SimpleAtoi(payload.substr(0, colon), &size)) return std::nullopt;
    payload.remove_prefix(colon + 1);
    if (size > payload.size()) return std::nullopt;
    start.keys.emplace_back(std::string(payload.substr(0, size)));
    payload.remove_prefix(size);
  }
  return start;
}

}  // namespace

std::string PageQuery(const std::optional<TenantId>& tenant, absl::string_view resource, absl::string_view filter,
                      absl::string_view order_by, bool show_deleted) {
  std::string query;
  AppendText(tenant.has_value() ? std::optional(tenant->ToString()) : std::nullopt, query);
  AppendText(std::string(resource), query);
  AppendText(std::string(filter), query);
  AppendText(std::string(order_by), query);
  query += show_deleted ? 'd' : 'l';
  return query;
}

std::string SealPageToken(const PageStart& start, absl::string_view query, const PageTokenSealer& sealer) {
  std::string payload;
  for (const auto& key : start.keys) AppendText(key, payload);
  return sealer.Seal(payload, query);
}

absl::StatusOr<PageStart> OpenPageToken(absl::string_view text, absl::string_view query, size_t keys,
                                        const PageTokenSealer& sealer) {
  const std::optional<std::string> payload = sealer.Open(text, query);
  std::optional<PageStart> start = payload.has_value() ? Decode(*payload) : std::nullopt;
  if (start.has_value() && start->keys.size() == keys) return *std::move(start);
  constexpr char kDescription[] =
      "is damaged or belongs to another query: filter, order_by, show_deleted and read_time must be those of the first "
      "page";
  ErrorDetails details;
  details.reason = Reason::kInvalidPageToken;
  details.fields.push_back({"page_token", kDescription});
  return MakeError(absl::StatusCode::kInvalidArgument, absl::StrCat("page_token: ", kDescription), details);
}

}  // namespace pipewright

// Whom a text mentions.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "domain/shared/record_kind.h"

namespace pipewright::collaboration {

inline constexpr size_t kMaxMentions = 50;

// The users that a Markdown text mentions, each once, in their order: a mention is a link whose destination is
// "user:<id>", as [@Maria Berg](user:0190f3c2-7b1e-7c3a-9d4e-5f60718293a4), wherever it stands, in a code block too.
// kInvalidArgument (no field named) when one has no id, or there are more than kMaxMentions.
absl::StatusOr<std::vector<UserId>> MentionsIn(absl::string_view text);

}  // namespace pipewright::collaboration

#include "domain/collaboration/mentions.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"

namespace pipewright::collaboration {

absl::StatusOr<std::vector<UserId>> MentionsIn(absl::string_view text) {
  static constexpr absl::string_view kBegin = "](user:";
  static constexpr size_t kIdLength = 36;
  std::vector<UserId> mentions;
  for (size_t at = text.find(kBegin); at != absl::string_view::npos; at = text.find(kBegin, at)) {
    at += kBegin.size();
    const absl::StatusOr<UserId> user = UserId::Parse(text.substr(at, kIdLength));
    if (!user.ok() || text.substr(at).size() <= kIdLength || text[at + kIdLength] != ')') {
      return InvalidValue("mentions somebody without an id: a mention is [@name](user:<id>)");
    }
    if (std::find(mentions.begin(), mentions.end(), *user) != mentions.end()) continue;
    if (mentions.size() == kMaxMentions) {
      return InvalidValue(absl::StrCat("mentions more than ", kMaxMentions, " people"));
    }
    mentions.push_back(*user);
  }
  return mentions;
}

}  // namespace pipewright::collaboration

// What a content is called outside: "<tenant>.<id>", in the shard that the end of its id says. The beginning of an id
// is a time, so the end spreads them.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "application/collaboration/content_store.h"

namespace pipewright::content {

inline constexpr int kShards = 256;

// Two hexadecimal digits.
inline std::string ShardOf(const collaboration::ContentKey& key) {
  const std::string id = key.id.ToString();
  return id.substr(id.size() - 2);
}

inline std::string FileNameOf(const collaboration::ContentKey& key) {
  return absl::StrCat(key.tenant.ToString(), ".", key.id.ToString());
}

// nullopt for the name of something else.
inline std::optional<collaboration::ContentKey> KeyOfFileName(absl::string_view name) {
  const size_t dot = name.find('.');
  if (dot == absl::string_view::npos) return std::nullopt;
  const absl::StatusOr<TenantId> tenant = TenantId::Parse(name.substr(0, dot));
  const absl::StatusOr<Uuid> id = Uuid::Parse(name.substr(dot + 1));
  if (!tenant.ok() || !id.ok()) return std::nullopt;
  return collaboration::ContentKey{*tenant, *id};
}

}  // namespace pipewright::content

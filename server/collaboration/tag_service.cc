#include "server/collaboration/tag_service.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "pipewright/collaboration/v1/tag_service.pb.h"
#include "server/integration/jobs/job_answer.h"
#include "server/wire/enum_proto.h"

namespace pipewright::collaboration {
namespace {

template <class Request>
void ReadKinds(const Request& request, Violations& violations, std::vector<RecordKind>& kinds) {
  for (int i = 0; i < request.kinds_size(); ++i) {
    violations.Take(absl::StrCat("kinds[", i, "]"), server::FromProtoEnum<RecordKind>(request.kinds(i)),
                    &kinds.emplace_back());
  }
}

template <class Request>
absl::StatusOr<ChangeTags> ReadChange(const Request& request) {
  ChangeTags command;
  Violations violations;
  command.tags.assign(request.tags().begin(), request.tags().end());
  ReadKinds(request, violations, command.kinds);
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

absl::StatusOr<ChangeTags> FromProto(const v1::RenameTagsRequest& request) {
  ASSIGN_OR_RETURN(ChangeTags command, ReadChange(request));
  command.new_tag = request.new_tag();
  return command;
}

absl::StatusOr<ChangeTags> FromProto(const v1::RemoveTagsRequest& request) {
  ASSIGN_OR_RETURN(ChangeTags command, ReadChange(request));
  command.remove = true;
  return command;
}

absl::StatusOr<ListTags> FromProto(const v1::ListTagsRequest& request) {
  ListTags query;
  Violations violations;
  ReadKinds(request, violations, query.kinds);
  RETURN_IF_ERROR(violations.ToStatus());
  query.prefix = request.prefix();
  query.page_size = request.page_size();
  query.page_token = request.page_token();
  return query;
}

void ToProto(const TagPage& page, v1::ListTagsResponse* out) {
  for (const TagUsage& usage : page.tags) {
    v1::TagUsage* const tag = out->add_tags();
    tag->set_tag(usage.tag);
    int64_t all = 0;
    for (const auto& [kind, count] : usage.counts) {
      v1::TagKindUsage* const written = tag->add_kinds();
      written->set_kind(server::ToProtoEnum<v1::TaggedKind>(kind));
      written->set_count(count);
      all += count;
    }
    tag->set_count(all);
  }
  out->set_next_page_token(page.next_page_token);
}

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddTagService(server::Api& api, const TagCommands& commands, const TagQueries& queries) {
  server::Service& s = api.services.Add();
  s.Query<v1::ListTagsRequest, v1::ListTagsResponse>(
      kParse, queries, [](const TagPage& page, v1::ListTagsResponse* out) { ToProto(page, out); });
  s.Command<v1::RenameTagsRequest, v1::RenameTagsResponse>(kParse, commands);
  s.Command<v1::RemoveTagsRequest, v1::RemoveTagsResponse>(kParse, commands);
}

}  // namespace pipewright::collaboration

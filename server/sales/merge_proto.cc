#include "server/sales/merge_proto.h"

#include <google/protobuf/util/json_util.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/etag.h"
#include "domain/shared/status_macros.h"
#include "server/wire/proto_writer.h"
#include "server/wire/standard_requests.h"

namespace pipewright::sales {
namespace {

template <class A, class Request>
absl::StatusOr<MergeRecords<A>> ReadMerge(const Request& request) {
  using IdType = typename MergeRecords<A>::IdType;
  Violations violations;
  MergeRecords<A> command;
  violations.Take("survivor_id", IdType::Parse(request.survivor_id()), &command.survivor);
  command.etag = server::ReadEtag("etag", request.etag(), violations);
  for (int i = 0; i < request.losers_size(); ++i) {
    const std::string path = absl::StrCat("losers[", i, "]");
    auto& loser = command.losers.emplace_back();
    violations.Take(absl::StrCat(path, ".id"), IdType::Parse(request.losers(i).id()), &loser.id);
    loser.etag = server::ReadEtag(absl::StrCat(path, ".etag"), request.losers(i).etag(), violations);
  }
  for (int i = 0; i < request.taken_fields_size(); ++i) {
    auto& taken = command.taken.emplace_back();
    taken.field = request.taken_fields(i).field();
    violations.Take(absl::StrCat("taken_fields[", i, "].from_id"), IdType::Parse(request.taken_fields(i).from_id()),
                    &taken.from);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

void WriteJson(const std::string& json, google::protobuf::Value* out) {
  // It was written by the store, so it is JSON.
  static_cast<void>(google::protobuf::util::JsonStringToMessage(json, out));
}

}  // namespace

absl::StatusOr<MergeRecords<Account>> FromProto(const v1::MergeAccountsRequest& request) {
  return ReadMerge<Account>(request);
}

absl::StatusOr<MergeRecords<Contact>> FromProto(const v1::MergeContactsRequest& request) {
  return ReadMerge<Contact>(request);
}

absl::StatusOr<MergeRecords<Lead>> FromProto(const v1::MergeLeadsRequest& request) { return ReadMerge<Lead>(request); }

absl::StatusOr<ListMergeParts> FromProto(const v1::ListMergePartsRequest& request) {
  ListMergeParts query;
  Violations violations;
  violations.Take("id", MergeId::Parse(request.id()), &query.merge);
  RETURN_IF_ERROR(violations.ToStatus());
  query.page_size = request.page_size();
  query.page_token = request.page_token();
  return query;
}

void ToProto(const MergeState& merge, v1::Merge* out) {
  out->set_id(merge.id.ToString());
  out->set_etag(Etag(merge.version).ToString());
  server::Write(merge.create_time, out->mutable_create_time());
  server::Write(merge.update_time, out->mutable_update_time());
  if (merge.created_by.has_value()) out->set_created_by(merge.created_by->ToString());
  if (merge.updated_by.has_value()) out->set_updated_by(merge.updated_by->ToString());
  out->set_resource(merge.resource);
  out->set_survivor_id(merge.survivor_id.ToString());
  for (const Uuid& loser : merge.loser_ids) out->add_loser_ids(loser.ToString());
  for (const RepointedField& field : merge.repointed) {
    v1::RepointedField& written = *out->add_repointed();
    written.set_resource(field.resource);
    written.set_field(field.field);
    written.set_count(field.count);
  }
  if (merge.undo_time.has_value()) server::Write(*merge.undo_time, out->mutable_undo_time());
}

void ToProto(const MergePartPage& page, v1::ListMergePartsResponse* out) {
  for (const ChangedPart& part : page.parts) {
    v1::MergePart& written = *out->add_parts();
    written.set_resource(std::string(ResourceOf(part.record.kind)));
    written.set_record_id(part.record.id.ToString());
    written.set_field(part.field);
    WriteJson(part.before, written.mutable_before());
    WriteJson(part.after, written.mutable_after());
  }
  out->set_next_page_token(page.next_page_token);
}

}  // namespace pipewright::sales

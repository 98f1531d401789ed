#include "infrastructure/content/s3/s3_store.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/content/content_errors.h"
#include "infrastructure/content/content_name.h"
#include "infrastructure/content/s3/s3_xml.h"

namespace pipewright::content {
namespace {

using collaboration::ContentKey;
using collaboration::StoredPart;
using collaboration::StoredThings;
using collaboration::StoreUpload;

// Cursors: the token of a list of contents, or what stands behind this in one of uploads.
constexpr char kUploadsCursor[] = "uploads";

bool Succeeded(const S3Response& response) { return response.status < 300; }

// Small stores don't drop uploads when they are asked to; they have rules of their own for it.
bool Lacks(const S3Response& response) { return response.status == 501 || response.status == 405; }

// The store's own words are for the log alone: they may name the bucket, and who owns it.
absl::Status Refused(absl::string_view what, const S3Response& response) {
  return absl::InternalError(
      absl::StrCat("the S3 store answers ", what, " with ", response.status, " ", XmlText(response.body, "Code")));
}

// "4f/<tenant>.<id>".
std::optional<ContentKey> KeyOfObject(absl::string_view name) {
  const size_t slash = name.find('/');
  return slash == absl::string_view::npos ? std::nullopt : KeyOfFileName(name.substr(slash + 1));
}

void AddThing(absl::string_view element, absl::string_view time_name, std::string upload, StoredThings& listed) {
  const std::optional<ContentKey> key = KeyOfObject(XmlText(element, "Key"));
  absl::Time time;
  if (!key.has_value() || !absl::ParseTime(absl::RFC3339_full, XmlText(element, time_name), &time, nullptr)) return;
  listed.things.push_back({{*key, std::move(upload)}, time});
}

}  // namespace

absl::StatusOr<std::unique_ptr<S3Store>> S3Store::Make(const S3Endpoint& endpoint, const std::string& bucket,
                                                       const Clock& clock) {
  ASSIGN_OR_RETURN(std::unique_ptr<S3Http> http, S3Http::Make(endpoint, clock));
  return std::unique_ptr<S3Store>(new S3Store(std::move(http), bucket));
}

std::string S3Store::PathOf(const ContentKey& key) const {
  return absl::StrCat("/", bucket_, "/", ShardOf(key), "/", FileNameOf(key));
}

absl::StatusOr<std::string> S3Store::Begin(const ContentKey& key) {
  ASSIGN_OR_RETURN(const S3Response response,
                   http_->Send({.method = "POST", .path = PathOf(key), .query = {{"uploads", ""}}}));
  std::string name = XmlText(response.body, "UploadId");
  if (!Succeeded(response) || name.empty()) return Refused("the beginning of an upload", response);
  return name;
}

absl::StatusOr<std::string> S3Store::PutPart(const StoreUpload& upload, int64_t number, int64_t /*offset*/,
                                             absl::string_view bytes) {
  ASSIGN_OR_RETURN(const S3Response response,
                   http_->Send({.method = "PUT",
                                .path = PathOf(upload.key),
                                .query = {{"partNumber", absl::StrCat(number)}, {"uploadId", upload.name}},
                                .body = bytes}));
  if (!Succeeded(response) || response.etag.empty()) return Refused("a part", response);
  return response.etag;
}

absl::Status S3Store::Complete(const StoreUpload& upload, const std::vector<StoredPart>& parts) {
  std::vector<std::string> tags;
  size_t size = 0;
  for (const StoredPart& part : parts) {
    tags.push_back(part.tag);
    size += static_cast<size_t>(part.size);
  }
  const auto there = [&]() -> absl::StatusOr<std::optional<size_t>> {
    ASSIGN_OR_RETURN(const S3Response found, http_->Send({.method = "HEAD", .path = PathOf(upload.key)}));
    if (found.status == 404) return std::nullopt;
    if (!Succeeded(found)) return Refused("a look at a content", found);
    return found.length;
  };
  ASSIGN_OR_RETURN(std::optional<size_t> found, there());
  if (found == size) return absl::OkStatus();  // it was completed before
  const std::string body = CompleteUploadXml(tags);
  ASSIGN_OR_RETURN(
      const S3Response completed,
      http_->Send({.method = "POST", .path = PathOf(upload.key), .query = {{"uploadId", upload.name}}, .body = body}));
  // S3 may begin with 200 and end with an error: what is there decides.
  ASSIGN_OR_RETURN(found, there());
  if (found == size) return absl::OkStatus();
  if (!found.has_value()) return Refused("the end of an upload", completed);
  RETURN_IF_ERROR(Remove(upload.key));
  return absl::InternalError(absl::StrCat("the store lacks bytes of the upload ", upload.key.id.ToString()));
}

absl::Status S3Store::Abort(const StoreUpload& upload) {
  ASSIGN_OR_RETURN(const S3Response response,
                   http_->Send({.method = "DELETE", .path = PathOf(upload.key), .query = {{"uploadId", upload.name}}}));
  const bool done = Succeeded(response) || response.status == 404 || Lacks(response);
  return done ? absl::OkStatus() : Refused("the drop of an upload", response);
}

absl::StatusOr<std::string> S3Store::Read(const ContentKey& key, int64_t offset, int64_t limit) {
  ASSIGN_OR_RETURN(S3Response response, http_->Send({.method = "GET",
                                                     .path = PathOf(key),
                                                     .range = absl::StrCat("bytes=", offset, "-", offset + limit - 1),
                                                     .max_answer = static_cast<size_t>(limit) + (64 << 10)}));
  if (response.status == 404) return absl::NotFoundError("no such content");
  if (response.status == 416) return std::string();  // behind the end
  if (response.status != 206) return Refused("a read", response);
  if (response.body.size() > static_cast<size_t>(limit)) return Refused("a read with too much", response);
  return std::move(response.body);
}

absl::Status S3Store::Remove(const ContentKey& key) {
  ASSIGN_OR_RETURN(const S3Response response, http_->Send({.method = "DELETE", .path = PathOf(key)}));
  return Succeeded(response) || response.status == 404 ? absl::OkStatus() : Refused("a removal", response);
}

absl::StatusOr<StoredThings> S3Store::List(const std::string& cursor) {
  absl::string_view markers = cursor;
  if (absl::ConsumePrefix(&markers, kUploadsCursor)) return ListUploads(std::string(markers));
  return ListContents(cursor);
}

absl::StatusOr<StoredThings> S3Store::ListContents(const std::string& token) {
  S3Call call{.method = "GET", .path = absl::StrCat("/", bucket_), .query = {{"list-type", "2"}}};
  if (!token.empty()) call.query["continuation-token"] = token;
  ASSIGN_OR_RETURN(const S3Response response, http_->Send(call));
  if (!Succeeded(response)) return Refused("a list", response);
  StoredThings listed;
  for (const absl::string_view object : XmlElements(response.body, "Contents")) {
    AddThing(object, "LastModified", "", listed);
  }
  listed.next_cursor = XmlText(response.body, "NextContinuationToken");
  if (listed.next_cursor.empty()) listed.next_cursor = kUploadsCursor;
  return listed;
}

absl::StatusOr<StoredThings> S3Store::ListUploads(const std::string& markers) {
  S3Call call{.method = "GET", .path = absl::StrCat("/", bucket_), .query = {{"uploads", ""}}};
  if (!markers.empty()) {
    const std::pair<absl::string_view, absl::string_view> split = absl::StrSplit(markers, absl::MaxSplits('\n', 1));
    call.query["key-marker"] = std::string(split.first);
    call.query["upload-id-marker"] = std::string(split.second);
  }
  ASSIGN_OR_RETURN(const S3Response response, http_->Send(call));
  if (Lacks(response)) return StoredThings();
  if (!Succeeded(response)) return Refused("a list of uploads", response);
  StoredThings listed;
  for (const absl::string_view upload : XmlElements(response.body, "Upload")) {
    AddThing(upload, "Initiated", XmlText(upload, "UploadId"), listed);
  }
  if (XmlText(response.body, "IsTruncated") == "true") {
    listed.next_cursor = absl::StrCat(kUploadsCursor, XmlText(response.body, "NextKeyMarker"), "\n",
                                      XmlText(response.body, "NextUploadIdMarker"));
  }
  return listed;
}

}  // namespace pipewright::content

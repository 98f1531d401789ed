#include "server/wire/status_mapping.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/shared/errors.h"
#include "google/rpc/error_details.pb.h"

namespace pipewright::server {
namespace {

// An error travels in trailers, of which clients take 8 KiB in all, and base64 and percent-encoding make it longer. So
// a text that quotes the caller's megabyte is cut, and of a thousand violations the first ones are told.
constexpr size_t kMaxMessage = 500;
constexpr size_t kMaxText = 300;
constexpr size_t kMaxViolations = 2500;  // bytes of all of them together

// At most `max` bytes, cut between characters.
std::string Shortened(absl::string_view text, size_t max) {
  if (text.size() <= max) return std::string(text);
  size_t end = max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), "\xE2\x80\xA6");
}

void ShortenAll(ErrorDetails& details) {
  for (auto& [key, value] : details.metadata) value = Shortened(value, kMaxText);
  details.resource_name = Shortened(details.resource_name, kMaxText);
  size_t bytes = 0;
  for (size_t i = 0; i < details.preconditions.size(); ++i) {
    PreconditionViolation& violation = details.preconditions[i];
    violation.subject = Shortened(violation.subject, kMaxText);
    violation.description = Shortened(violation.description, kMaxText);
    bytes += violation.subject.size() + violation.description.size();
    if (bytes > kMaxViolations) {
      details.metadata["violations_left_out"] = absl::StrCat(details.preconditions.size() - i);
      details.preconditions.resize(i);
      break;
    }
  }
  for (size_t i = 0; i < details.fields.size(); ++i) {
    FieldViolation& violation = details.fields[i];
    violation.field = Shortened(violation.field, kMaxText);
    violation.description = Shortened(violation.description, kMaxText);
    bytes += violation.field.size() + violation.description.size();
    if (bytes > kMaxViolations) {
      details.metadata["violations_left_out"] = absl::StrCat(details.fields.size() - i);
      details.fields.resize(i);
      return;
    }
  }
}

template <class Detail>
void Pack(const Detail& detail, google::rpc::Status& out) {
  out.add_details()->PackFrom(detail);
}

void PackInfo(const ErrorDetails& details, const std::string& request_id, google::rpc::Status& out) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(ReasonName(details.reason)));
  info.set_domain("pipewright");
  for (const auto& [key, value] : details.metadata) (*info.mutable_metadata())[key] = value;
  if (!request_id.empty()) (*info.mutable_metadata())["request_id"] = request_id;
  Pack(info, out);
}

void PackOptional(const ErrorDetails& details, google::rpc::Status& out) {
  if (!details.fields.empty()) {
    google::rpc::BadRequest bad_request;
    for (const FieldViolation& field : details.fields) {
      auto* const violation = bad_request.add_field_violations();
      violation->set_field(field.field);
      violation->set_description(field.description);
    }
    Pack(bad_request, out);
  }
  if (!details.preconditions.empty()) {
    google::rpc::PreconditionFailure failure;
    for (const PreconditionViolation& precondition : details.preconditions) {
      auto* const violation = failure.add_violations();
      violation->set_type(precondition.type);
      violation->set_subject(precondition.subject);
      violation->set_description(precondition.description);
    }
    Pack(failure, out);
  }
  if (!details.quotas.empty()) {
    google::rpc::QuotaFailure failure;
    for (const QuotaViolation& quota : details.quotas) {
      auto* const violation = failure.add_violations();
      violation->set_subject(quota.subject);
      violation->set_description(quota.description);
    }
    Pack(failure, out);
  }
  if (!details.resource_type.empty()) {
    google::rpc::ResourceInfo resource;
    resource.set_resource_type(details.resource_type);
    resource.set_resource_name(details.resource_name);
    Pack(resource, out);
  }
  if (details.retry_delay.has_value()) {
    google::rpc::RetryInfo retry;
    const absl::Duration delay = *details.retry_delay;
    retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(delay));
    retry.mutable_retry_delay()->set_nanos(
        static_cast<int32_t>(absl::ToInt64Nanoseconds(delay - absl::Seconds(absl::ToInt64Seconds(delay)))));
    Pack(retry, out);
  }
}

// What a person reads of several wrong fields.
std::string MessageAbout(const std::vector<FieldViolation>& fields) {
  Violations all;
  for (const FieldViolation& field : fields) all.Add(field.field, field.description);
  return std::string(all.ToStatus().message());
}

}  // namespace

google::rpc::Status ToRpcStatus(const absl::Status& status, const std::string& request_id) {
  if (status.ok()) return {};
  ErrorDetails details = DetailsOf(status);
  google::rpc::Status rpc;
  if (details.reason == Reason::kUnspecified) {
    details = {};
    details.reason = Reason::kInternal;
    rpc.set_code(static_cast<int>(grpc::StatusCode::INTERNAL));
    rpc.set_message("an unexpected error; the request id finds it in the server's log");
  } else {
    rpc.set_code(static_cast<int>(status.code()));
    rpc.set_message(Shortened(status.message(), kMaxMessage));
    ShortenAll(details);
  }
  PackInfo(details, request_id, rpc);
  PackOptional(details, rpc);
  return rpc;
}

grpc::Status ToGrpcStatus(const absl::Status& status, const std::string& request_id) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status rpc = ToRpcStatus(status, request_id);
  return grpc::Status(static_cast<grpc::StatusCode>(rpc.code()), rpc.message(), rpc.SerializeAsString());
}

absl::Status WithRequestPaths(const absl::Status& status, const google::protobuf::Descriptor& request) {
  if (status.code() != absl::StatusCode::kInvalidArgument) return status;
  ErrorDetails details = DetailsOf(status);
  const bool lists_fields = status.message() == MessageAbout(details.fields);
  bool changed = false;
  for (FieldViolation& violation : details.fields) {
    const std::string first = violation.field.substr(0, violation.field.find_first_of(".["));
    if (first.empty() || request.FindFieldByName(first) != nullptr) continue;
    for (int i = 0; i < request.field_count(); ++i) {
      const auto* const field = request.field(i);
      if (field->type() == google::protobuf::FieldDescriptor::TYPE_MESSAGE && !field->is_repeated() &&
          field->message_type()->FindFieldByName(first) != nullptr) {
        violation.field = absl::StrCat(field->name(), ".", violation.field);
        changed = true;
        break;
      }
    }
  }
  if (!changed) return status;
  return MakeError(status.code(), lists_fields ? MessageAbout(details.fields) : std::string(status.message()), details);
}

}  // namespace pipewright::server

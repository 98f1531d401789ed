#include "domain/shared/errors.h"

#include <cstdint>
#include <cstring>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace pipewright {
namespace {

constexpr char kPayloadUrl[] = "pipewright/error-details";

// The payload never leaves the process; a count- and length-prefixed list of strings is enough.
class Writer {
 public:
  void Number(uint64_t value) { out_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void Text(absl::string_view text) {
    Number(text.size());
    out_.append(text.data(), text.size());
  }
  std::string Take() { return std::move(out_); }

 private:
  std::string out_;
};

class Reader {
 public:
  explicit Reader(std::string bytes) : bytes_(std::move(bytes)) {}
  uint64_t Number() {
    uint64_t value = 0;
    if (position_ + sizeof value > bytes_.size()) return 0;
    std::memcpy(&value, bytes_.data() + position_, sizeof value);
    position_ += sizeof value;
    return value;
  }
  std::string Text() {
    const uint64_t size = Number();
    if (position_ + size > bytes_.size()) return {};
    std::string text = bytes_.substr(position_, size);
    position_ += size;
    return text;
  }

 private:
  std::string bytes_;
  size_t position_ = 0;
};

std::string Encode(const ErrorDetails& details) {
  Writer out;
  out.Number(static_cast<uint64_t>(details.reason));
  out.Number(details.metadata.size());
  for (const auto& [key, value] : details.metadata) {
    out.Text(key);
    out.Text(value);
  }
  out.Number(details.fields.size());
  for (const auto& field : details.fields) {
    out.Text(field.field);
    out.Text(field.description);
  }
  out.Number(details.preconditions.size());
  for (const auto& violation : details.preconditions) {
    out.Text(violation.type);
    out.Text(violation.subject);
    out.Text(violation.description);
  }
  out.Number(details.quotas.size());
  for (const auto& violation : details.quotas) {
    out.Text(violation.subject);
    out.Text(violation.description);
  }
  out.Text(details.resource_type);
  out.Text(details.resource_name);
  out.Number(details.retry_delay.has_value());
  out.Number(static_cast<uint64_t>(absl::ToInt64Milliseconds(details.retry_delay.value_or(absl::ZeroDuration()))));
  return out.Take();
}

ErrorDetails Decode(const absl::Cord& payload) {
  Reader in{std::string(payload)};
  ErrorDetails details;
  details.reason = static_cast<Reason>(in.Number());
  for (uint64_t n = in.Number(); n > 0; --n) {
    std::string key = in.Text();
    details.metadata[std::move(key)] = in.Text();
  }
  for (uint64_t n = in.Number(); n > 0; --n) {
    FieldViolation violation;
    violation.field = in.Text();
    violation.description = in.Text();
    details.fields.push_back(std::move(violation));
  }
  for (uint64_t n = in.Number(); n > 0; --n) {
    PreconditionViolation violation;
    violation.type = in.Text();
    violation.subject = in.Text();
    violation.description = in.Text();
    details.preconditions.push_back(std::move(violation));
  }
  for (uint64_t n = in.Number(); n > 0; --n) {
    QuotaViolation violation;
    violation.subject = in.Text();
    violation.description = in.Text();
    details.quotas.push_back(std::move(violation));
  }
  details.resource_type = in.Text();
  details.resource_name = in.Text();
  const bool has_retry = in.Number() != 0;
  const auto millis = static_cast<int64_t>(in.Number());
  if (has_retry) details.retry_delay = absl::Milliseconds(millis);
  return details;
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, absl::string_view message, const ErrorDetails& details) {
  absl::Status status(code, message);
  status.SetPayload(kPayloadUrl, absl::Cord(Encode(details)));
  return status;
}

ErrorDetails DetailsOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadUrl);
  return payload.has_value() ? Decode(*payload) : ErrorDetails{};
}

absl::Status InvalidValue(absl::string_view description) { return InvalidField("", description); }

absl::Status InvalidField(absl::string_view field, absl::string_view description) {
  ErrorDetails details;
  details.reason = Reason::kInvalidField;
  details.fields.push_back({std::string(field), std::string(description)});
  return MakeError(absl::StatusCode::kInvalidArgument,
                   field.empty() ? std::string(description) : absl::StrCat(field, ": ", description), details);
}

absl::Status NotFound(absl::string_view resource_type, absl::string_view id) {
  ErrorDetails details;
  details.reason = Reason::kRecordNotFound;
  details.resource_type = std::string(resource_type);
  details.resource_name = std::string(id);
  return MakeError(absl::StatusCode::kNotFound, absl::StrCat("no ", resource_type, " with id ", id), details);
}

absl::Status FailedPrecondition(Reason reason, absl::string_view subject, absl::string_view message) {
  ErrorDetails details;
  details.reason = reason;
  details.preconditions.push_back({std::string(ReasonName(reason)), std::string(subject), std::string(message)});
  return MakeError(absl::StatusCode::kFailedPrecondition, message, details);
}

absl::Status StaleEtag(absl::string_view resource_type, absl::string_view id, absl::string_view current_etag) {
  ErrorDetails details;
  details.reason = Reason::kStaleEtag;
  details.metadata["current_etag"] = std::string(current_etag);
  details.resource_type = std::string(resource_type);
  details.resource_name = std::string(id);
  return MakeError(absl::StatusCode::kAborted,
                   absl::StrCat("the ", resource_type, " has changed since it was read; its etag is now ", current_etag,
                                ": read it again and repeat the change"),
                   details);
}

absl::Status AlreadyExists(absl::string_view resource_type, absl::string_view field, absl::string_view message) {
  ErrorDetails details;
  details.reason = Reason::kRecordExists;
  details.resource_type = std::string(resource_type);
  details.metadata["field"] = std::string(field);
  return MakeError(absl::StatusCode::kAlreadyExists, message, details);
}

absl::Status PermissionDenied(absl::string_view permission, absl::string_view message) {
  ErrorDetails details;
  details.reason = Reason::kPermissionDenied;
  details.metadata["permission"] = std::string(permission);
  return MakeError(absl::StatusCode::kPermissionDenied, message, details);
}

absl::Status Unauthenticated(Reason reason, absl::string_view message) {
  ErrorDetails details;
  details.reason = reason;
  return MakeError(absl::StatusCode::kUnauthenticated, message, details);
}

absl::Status QuotaExceeded(Reason reason, absl::string_view subject, absl::string_view holdings,
                           absl::string_view way_out, std::optional<absl::Duration> retry_delay) {
  const std::string limit = absl::StrCat("has ", holdings, ", as many as it may have");
  ErrorDetails details;
  details.reason = reason;
  details.quotas.push_back({std::string(subject), limit});
  details.retry_delay = retry_delay;
  return MakeError(absl::StatusCode::kResourceExhausted, absl::StrCat("the ", subject, " ", limit, ": ", way_out),
                   details);
}

absl::Status Unavailable(Reason reason, absl::string_view message, absl::Duration retry_delay) {
  ErrorDetails details;
  details.reason = reason;
  details.retry_delay = retry_delay;
  return MakeError(absl::StatusCode::kUnavailable, message, details);
}

void Violations::Add(absl::string_view field, absl::string_view description) {
  fields_.push_back({std::string(field), std::string(description)});
}

void Violations::Note(absl::string_view field, const absl::Status& status) {
  if (status.ok()) return;
  const ErrorDetails details = DetailsOf(status);
  if (details.fields.empty()) {
    Add(field, status.message());
    return;
  }
  for (const FieldViolation& inner : details.fields) {
    const bool nested = !field.empty() && !inner.field.empty() && inner.field[0] != '[';
    Add(absl::StrCat(field, nested ? "." : "", inner.field), inner.description);
  }
}

absl::Status Violations::ToStatus() const {
  if (fields_.empty()) return absl::OkStatus();
  ErrorDetails details;
  details.reason = Reason::kInvalidField;
  details.fields = fields_;
  return MakeError(absl::StatusCode::kInvalidArgument,
                   absl::StrJoin(fields_, "; ",
                                 [](std::string* out, const FieldViolation& violation) {
                                   absl::StrAppend(out, violation.field, violation.field.empty() ? "" : ": ",
                                                   violation.description);
                                 }),
                   details);
}

}  // namespace pipewright

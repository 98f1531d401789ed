// Ways to reach somebody: e-mail addresses, phone numbers, postal addresses.
#pragma once

#include <compare>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace pipewright {

// An e-mail address. Checked for the shape that mail can be sent to (RFC 5321: one @, local part at most 64 octets, a
// domain of labels); compared and stored in lower case.
class EmailAddress {
 public:
  EmailAddress() = default;  // for containers; holds no address
  static absl::StatusOr<EmailAddress> Parse(absl::string_view text);
  const std::string& value() const { return value_; }
  friend auto operator<=>(const EmailAddress&, const EmailAddress&) = default;

 private:
  explicit EmailAddress(std::string value) : value_(std::move(value)) {}
  std::string value_;
};

// A phone number in E.164: "+" and 7 to 15 digits. National formats are brought to it by the PhoneNumbers port.
class PhoneNumber {
 public:
  PhoneNumber() = default;
  static absl::StatusOr<PhoneNumber> Parse(absl::string_view text);
  const std::string& value() const { return value_; }
  friend auto operator<=>(const PhoneNumber&, const PhoneNumber&) = default;

 private:
  explicit PhoneNumber(std::string value) : value_(std::move(value)) {}
  std::string value_;
};

// A postal address; every part optional, region an ISO 3166-1 alpha-2 code.
struct PostalAddress {
  std::string street;
  std::string city;
  std::string state;
  std::string postal_code;
  std::string region_code;

  // Trims and checks lengths and the region code's shape.
  static absl::StatusOr<PostalAddress> Of(const PostalAddress& parts);
  bool empty() const { return *this == PostalAddress(); }
  friend bool operator==(const PostalAddress&, const PostalAddress&) = default;
};

}  // namespace pipewright

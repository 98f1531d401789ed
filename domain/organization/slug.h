// A tenant's short name in addresses: "acme-gmbh".
#pragma once

#include <compare>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace pipewright::organization {

// 3 to 63 of a-z, 0-9 and "-", beginning and ending with a letter or digit; unique among all tenants.
class Slug {
 public:
  Slug() = default;  // for containers; holds no slug
  static absl::StatusOr<Slug> Parse(absl::string_view text);

  // A slug that resembles `name` and ends in `distinction` ("Müller & Sohn", "k3f9" -> "m-ller-sohn-k3f9").
  // `distinction`: 3 to 20 of a-z and 0-9, different for each tenant.
  static Slug Resembling(absl::string_view name, absl::string_view distinction);

  const std::string& value() const { return value_; }
  friend auto operator<=>(const Slug&, const Slug&) = default;

 private:
  explicit Slug(std::string value) : value_(std::move(value)) {}
  std::string value_;
};

}  // namespace pipewright::organization

// Expectations of the suite of the standard methods: each says which resource, method and case it is about, and knows
// the deviations that are accepted for now.
#pragma once

#include <grpcpp/grpcpp.h>

#include <string>

#include "tests/support/server/api_methods.h"
#include "tests/support/server/standard_resources.h"

namespace pipewright::testing {

// What the expectations of one case are about.
class StandardCase {
 public:
  StandardCase(const StandardResource& resource, const Method& method, std::string rule)
      : resource_(resource.name), method_(method.name()), rule_(std::move(rule)) {}

  // The case of one field, with its name behind the rule: "a named field is empty: industry".
  StandardCase Of(const std::string& field) const;

  // A check of Catch2. When the deviation is known it is printed, and the check is that there is one: a deviation that
  // is mended has to leave the table.
  void Expect(bool holds, const std::string& detail = "") const;
  void ExpectOk(const grpc::Status& status) const;
  // Code and reason, and where they are given the fields that the error names, separated by commas.
  void ExpectError(const grpc::Status& status, grpc::StatusCode code, const std::string& reason,
                   const std::string& fields = "") const;

 private:
  std::string resource_;
  std::string method_;
  std::string rule_;
};

// The error as a person reads it, with reason and fields.
std::string Shown(const grpc::Status& status);

}  // namespace pipewright::testing

// Domain enums and their proto twins, matched by name: OPEN is OPPORTUNITY_STATE_OPEN.
#pragma once

#include <google/protobuf/generated_enum_reflection.h>

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/errors.h"

namespace pipewright::server {

// P: the proto enum. E: the domain's, with NamesOf. Built once a pair; a domain value without a proto twin is
// UNSPECIFIED (a proto may name some of the kinds of record only).
template <class P, class E>
P ToProtoEnum(E value) {
  static const auto* const kNumbers = [] {
    auto* const numbers = new std::map<E, P>;
    const auto* const descriptor = google::protobuf::GetEnumDescriptor<P>();
    for (const auto& [domain, name] : NamesOf(E{})) {
      for (int i = 0; i < descriptor->value_count(); ++i) {
        const std::string& proto_name = descriptor->value(i)->name();
        const std::string& zero = descriptor->value(0)->name();  // "<PREFIX>_UNSPECIFIED"
        const std::string prefix = zero.substr(0, zero.size() - std::string("UNSPECIFIED").size());
        if (proto_name == absl::StrCat(prefix, name))
          (*numbers)[domain] = static_cast<P>(descriptor->value(i)->number());
      }
    }
    return numbers;
  }();
  const auto found = kNumbers->find(value);
  return found == kNumbers->end() ? static_cast<P>(0) : found->second;
}

// kInvalidArgument for UNSPECIFIED and unknown numbers.
template <class E, class P>
absl::StatusOr<E> FromProtoEnum(P value) {
  for (const auto& [domain, name] : NamesOf(E{})) {
    if (value != static_cast<P>(0) && ToProtoEnum<P>(domain) == value) return domain;
  }
  return InvalidValue(absl::StrCat("has no value ", static_cast<int>(value)));
}

}  // namespace pipewright::server

// What one record takes over from others of its kind when they are merged into it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "domain/shared/custom_fields.h"
#include "domain/shared/errors.h"

namespace pipewright {

// One field, by its name in the API, or one custom field ("custom_fields.<key>"), and the record that gives it.
template <class S>
struct TakenField {
  std::string field;
  const S* from = nullptr;
};

// The fields that a kind of record may take over. Built once, read-only from then on.
template <class S>
class TakeableFields {
 public:
  template <class T>
  TakeableFields&& With(std::string name, T S::*member) && {
    take_[std::move(name)] = [member](const S& from, S& to) { to.*member = from.*member; };
    return std::move(*this);
  }

  // Into `to`, all of them. kInvalidArgument names each that isn't one ("[1].field").
  absl::Status Take(absl::Span<const TakenField<S>> taken, S& to) const {
    Violations violations;
    for (size_t i = 0; i < taken.size(); ++i) {
      violations.Note(absl::StrCat("[", i, "].field"), Take(taken[i].field, *taken[i].from, to));
    }
    return violations.ToStatus();
  }

 private:
  absl::Status Take(absl::string_view field, const S& from, S& to) const {
    absl::string_view key = field;
    if (absl::ConsumePrefix(&key, "custom_fields.") && !key.empty()) {
      const auto value = from.custom_fields.find(key);
      if (value == from.custom_fields.end()) {
        to.custom_fields.erase(std::string(key));
      } else {
        to.custom_fields[std::string(key)] = value->second;
      }
      return absl::OkStatus();
    }
    const auto found = take_.find(std::string(field));
    if (found == take_.end()) return InvalidValue(absl::StrCat(field, " is no field that is taken over"));
    found->second(from, to);
    return absl::OkStatus();
  }

  std::map<std::string, std::function<void(const S& from, S& to)>> take_;
};

}  // namespace pipewright

#include "domain/shared/nearest_name.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace pipewright {
namespace {

constexpr size_t kMaxLength = 64;  // a longer one is no mistyped name

// How many characters have to be changed, added, left out or swapped with their neighbour.
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> before_last(b.size() + 1);
  std::vector<size_t> last(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({changed, last[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string DidYouMean(absl::string_view wanted, const std::vector<std::string>& names) {
  if (wanted.empty() || wanted.size() > kMaxLength) return "";
  const std::string lower = absl::AsciiStrToLower(wanted);
  // A name that shares less is another word, and of two letters each is.
  size_t least = wanted.size() < 3 ? 0 : std::max(wanted.size() / 3, size_t{1});
  const std::string* nearest = nullptr;
  for (const std::string& name : names) {
    const size_t distance = Distance(lower, absl::AsciiStrToLower(name));
    if (distance >= least + (nearest == nullptr ? 1 : 0)) continue;
    least = distance;
    nearest = &name;
  }
  return nearest == nullptr ? "" : absl::StrCat("; did you mean ", *nearest, "?");
}

}  // namespace pipewright

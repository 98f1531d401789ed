#include "server/integration/files/csv_writer.h"

#include <csv.h>

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace pipewright::integration {
namespace {

constexpr absl::string_view kFormulaStarts = "=+-@\t\r";
// Spreadsheets take the full-width forms of = + - @ (U+FF1D, U+FF0B, U+FF0D, U+FF20) for those, in some locales.
constexpr absl::string_view kWideFormulaStarts[] = {"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};

bool StartsFormula(absl::string_view text) {
  if (text.empty()) return false;
  if (kFormulaStarts.find(text.front()) != absl::string_view::npos) return true;
  return std::any_of(std::begin(kWideFormulaStarts), std::end(kWideFormulaStarts),
                     [text](absl::string_view start) { return absl::StartsWith(text, start); });
}

bool IsNumber(absl::string_view text) {
  double number = 0;
  return absl::ascii_isdigit(static_cast<unsigned char>(text.back())) && absl::SimpleAtod(text, &number);
}

}  // namespace

void AppendCsvCell(absl::string_view text, std::string& out) {
  const bool plain = text.find_first_of(",;|\t\"\r\n") == absl::string_view::npos &&
                     (text.empty() || (text.front() != ' ' && text.back() != ' '));
  if (plain) {
    out.append(text.data(), text.size());
    return;
  }
  const size_t before = out.size();
  out.resize(before + 2 * text.size() + 2);
  out.resize(before + csv_write(&out[before], 2 * text.size() + 2, text.data(), text.size()));
}

std::string ForSpreadsheet(absl::string_view text) {
  const bool formula = StartsFormula(text) && !IsNumber(text);
  const bool loses = FromSpreadsheet(text).size() != text.size();
  return formula || loses ? absl::StrCat("'", text) : std::string(text);
}

absl::string_view FromSpreadsheet(absl::string_view text) {
  if (text.size() > 1 && text[0] == '\'' && (text[1] == '\'' || StartsFormula(text.substr(1)))) text.remove_prefix(1);
  return text;
}

}  // namespace pipewright::integration

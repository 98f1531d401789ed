// CSV as it goes out: RFC 4180, and harmless in a spreadsheet.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace pipewright::integration {

// Appends a cell, quoted where it must be.
void AppendCsvCell(absl::string_view text, std::string& out);

// A text that a spreadsheet would take for a formula (it begins with = + - @, also in full width, or a tab, and is no
// number) gets an apostrophe before it, and so does one that would lose an apostrophe to FromSpreadsheet.
// FromSpreadsheet(ForSpreadsheet(x)) is x.
std::string ForSpreadsheet(absl::string_view text);
// Takes that apostrophe off again; spreadsheets put one there too.
absl::string_view FromSpreadsheet(absl::string_view text);

}  // namespace pipewright::integration

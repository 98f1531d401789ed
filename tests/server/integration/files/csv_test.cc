// CSV in and out.
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "server/integration/files/csv_reader.h"
#include "server/integration/files/csv_writer.h"
#include "tests/support/status_matchers.h"

namespace pipewright::integration {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// Reads a text in pieces of `piece` bytes.
absl::StatusOr<std::vector<CsvRow>> Read(absl::string_view text, size_t piece = 1'000'000, char delimiter = ',') {
  CsvReader reader(delimiter);
  std::vector<CsvRow> rows;
  const auto take = [&] {
    while (reader.has_row()) rows.push_back(reader.Take());
  };
  for (size_t at = 0; at < text.size(); at += piece) {
    RETURN_IF_ERROR(reader.Feed(text.substr(at, piece)));
    take();
  }
  RETURN_IF_ERROR(reader.Finish());
  take();
  return rows;
}

Rows CellsOf(absl::string_view text, size_t piece = 1'000'000, char delimiter = ',') {
  const auto rows = Read(text, piece, delimiter);
  INFO(rows.status().message());
  REQUIRE(rows.ok());
  Rows cells;
  for (const CsvRow& row : *rows) cells.push_back(row.cells);
  return cells;
}

TEST_CASE("cells are read with quotes, line breaks within them, and every kind of line end", "[csv]") {
  const Rows expected = {{"a", "b"}, {"1,2", "say \"hi\""}, {"two\nlines", ""}, {"end", "x"}};
  CHECK(CellsOf("a,b\n\"1,2\",\"say \"\"hi\"\"\"\n\"two\nlines\",\nend,x\n") == expected);
  CHECK(CellsOf("a,b\r\n\"1,2\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",\r\nend,x") == expected);
  CHECK(CellsOf("a,b\r\"1,2\",\"say \"\"hi\"\"\"\r\"two\nlines\",\rend,x\r") == expected);
}

TEST_CASE("a file reads the same however it is cut", "[csv]") {
  const std::string text = "\xEF\xBB\xBFname,tags\r\n\"A \"\"B\"\"\",\"x\r\ny\"\r\n\r\nlast,\xC3\xA4";
  const auto whole = Read(text);
  REQUIRE(whole.ok());
  REQUIRE(whole->size() == 3);
  for (size_t piece = 1; piece < text.size(); ++piece) {
    CAPTURE(piece);
    const auto cut = Read(text, piece);
    REQUIRE(cut.ok());
    REQUIRE(cut->size() == whole->size());
    for (size_t i = 0; i < cut->size(); ++i) {
      CHECK((*cut)[i].cells == (*whole)[i].cells);
      CHECK((*cut)[i].line == (*whole)[i].line);
      CHECK((*cut)[i].end_offset == (*whole)[i].end_offset);
      CHECK((*cut)[i].end_line == (*whole)[i].end_line);
    }
  }
}

TEST_CASE("a row knows its line, and where a reader goes on behind it", "[csv]") {
  const std::string text = "h\n\n\"1\n2\"\nx\r\ny\n";
  const auto rows = Read(text);
  REQUIRE(rows.ok());
  REQUIRE(rows->size() == 4);
  CHECK((*rows)[0].line == 1);
  CHECK((*rows)[1].line == 3);
  CHECK((*rows)[2].line == 5);
  CHECK((*rows)[3].line == 6);
  for (size_t i = 0; i + 1 < rows->size(); ++i) {
    CsvReader reader(',', (*rows)[i].end_offset, (*rows)[i].end_line);
    REQUIRE(reader.Feed(absl::string_view(text).substr((*rows)[i].end_offset)).ok());
    REQUIRE(reader.Finish().ok());
    REQUIRE(reader.has_row());
    const CsvRow next = reader.Take();
    CHECK(next.cells == (*rows)[i + 1].cells);
    CHECK(next.line == (*rows)[i + 1].line);
  }
}

TEST_CASE("a byte order mark is left out, a file in UTF-16 is refused, an empty one has no rows", "[csv]") {
  CHECK(CellsOf("\xEF\xBB\xBFname\nx\n") == Rows{{"name"}, {"x"}});
  CHECK(ReasonOf(Read(std::string("\xFF\xFEn\0a\0", 6))) == Reason::kInvalidCsv);
  CHECK(CellsOf("").empty());
  CHECK(CellsOf("\n\r\n\n").empty());
  CHECK(CellsOf("a").size() == 1);
}

TEST_CASE("other separators, and NUL and bad UTF-8 as they are", "[csv]") {
  CHECK(CellsOf("a;b,c\n", 3, ';') == Rows{{"a", "b,c"}});
  CHECK(CellsOf("a\tb\n", 3, '\t') == Rows{{"a", "b"}});
  CHECK(CellsOf(absl::string_view("a\0b,\xFF\n", 6)) == Rows{{std::string("a\0b", 3), "\xFF"}});
}

TEST_CASE("what is no CSV is refused with its line", "[csv]") {
  const auto stray = Read("a,b\n1,2\n3,x\"y\n");
  CHECK(ReasonOf(stray) == Reason::kInvalidCsv);
  CHECK_THAT(std::string(stray.status().message()), Catch::Contains("line 3"));
  const auto open = Read("a\n\"never closed\nmore\n");
  CHECK(ReasonOf(open) == Reason::kInvalidCsv);
  CHECK_THAT(std::string(open.status().message()), Catch::Contains("line 2"));
}

TEST_CASE("a row may be long, but not without end", "[csv]") {
  const std::string huge(CsvReader::kMaxRowBytes - 100, 'x');
  CHECK(CellsOf(absl::StrCat("a\n", huge, "\n"), 65'536)[1][0].size() == huge.size());
  const auto endless = Read(absl::StrCat("a\n\"", std::string(3 * CsvReader::kMaxRowBytes, 'x')), 65'536);
  CHECK(ReasonOf(endless) == Reason::kInvalidCsv);
  CHECK_THAT(std::string(endless.status().message()), Catch::Contains("line 2"));
  CHECK(ReasonOf(Read(std::string(CsvReader::kMaxColumns + 1, ','))) == Reason::kInvalidCsv);
}

TEST_CASE("what is written is read again", "[csv]") {
  rc::prop("any cells", [](const std::vector<std::string>& cells) {
    std::string text;
    for (const std::string& cell : cells) {
      AppendCsvCell(cell, text);
      text += ',';
    }
    text += "end\r\n";
    const auto rows = Read(text, 7);
    RC_ASSERT(rows.ok());
    RC_ASSERT(rows->size() == 1u);
    std::vector<std::string> expected = cells;
    expected.emplace_back("end");
    RC_ASSERT((*rows)[0].cells == expected);
  });
}

TEST_CASE("no cell is run by a spreadsheet, and none changes on its way back", "[csv]") {
  CHECK(ForSpreadsheet("=1+1") == "'=1+1");
  CHECK(ForSpreadsheet("@SUM(A1)") == "'@SUM(A1)");
  for (const std::string wide : {"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"}) {
    CHECK(ForSpreadsheet(wide + "SUM(A1)") == "'" + wide + "SUM(A1)");
    CHECK(FromSpreadsheet("'" + wide) == wide);
  }
  CHECK(ForSpreadsheet("\uFF21") == "\uFF21");
  CHECK(ForSpreadsheet("-5") == "-5");
  CHECK(ForSpreadsheet("+491711234567") == "+491711234567");
  CHECK(ForSpreadsheet("-2+3") == "'-2+3");
  CHECK(ForSpreadsheet("'quoted'") == "'quoted'");
  CHECK(FromSpreadsheet("'=1+1") == "=1+1");
  CHECK(FromSpreadsheet("'tis") == "'tis");
  rc::prop("any text", [] {
    const auto text = *rc::gen::container<std::string>(rc::gen::element('\'', '=', '+', '-', '@', '1', 'a', '\t'));
    const std::string guarded = ForSpreadsheet(text);
    RC_ASSERT(std::string(FromSpreadsheet(guarded)) == text);
  });
}

}  // namespace
}  // namespace pipewright::integration

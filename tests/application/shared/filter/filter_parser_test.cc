#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "application/shared/filter/checker.h"
#include "application/shared/filter/parser.h"
#include "tests/support/filter_catalog.h"
#include "tests/support/status_matchers.h"

namespace pipewright::filter {
namespace {

// As it was understood, in one canonical spelling.
std::string Understood(absl::string_view text) {
  const auto node = Parse(text);
  if (!node.ok()) return std::string(node.status().message());
  return node->has_value() ? ToText(**node) : "";
}

std::string PositionOf(absl::string_view text) {
  const auto node = Parse(text);
  return node.ok() ? "parsed" : DetailsOf(node.status()).metadata["position"];
}

TEST_CASE("no filter is the filter that everything fits") {
  CHECK(Understood("") == "");
  CHECK(Understood(" \t\r\n ") == "");
}

TEST_CASE("OR binds tighter than AND, and neighbours are joined by AND") {
  CHECK(Understood("a=1 AND b=2 OR c=3") == "a = 1 AND (b = 2 OR c = 3)");
  CHECK(Understood("a=1 OR b=2 AND c=3") == "(a = 1 OR b = 2) AND c = 3");
  CHECK(Understood("a=1 b=2") == "a = 1 AND b = 2");
  CHECK(Understood("a=1 b=2 OR c=3") == "a = 1 AND (b = 2 OR c = 3)");
  CHECK(Understood("(a=1 AND b=2) OR c=3") == "(a = 1 AND b = 2) OR c = 3");
}

TEST_CASE("NOT and a minus say the same, and reach no further than one condition") {
  CHECK(Understood("NOT a=1 AND b=2") == "NOT a = 1 AND b = 2");
  CHECK(Understood("-a=1") == "NOT a = 1");
  CHECK(Understood("-(a=1 OR b=2)") == "NOT (a = 1 OR b = 2)");
  CHECK(Understood("a=1 -b=2") == "a = 1 AND NOT b = 2");
  CHECK(Understood("NOT (NOT a=1)") == "NOT (NOT a = 1)");
}

TEST_CASE("every operator is read, with and without spaces") {
  for (const char* op : {"=", "!=", "<", "<=", ">", ">=", ":"}) {
    CHECK(Understood(absl::StrCat("a", op, "1")) == absl::StrCat("a ", op, " 1"));
    CHECK(Understood(absl::StrCat("a  ", op, "\n1")) == absl::StrCat("a ", op, " 1"));
  }
}

TEST_CASE("values are words, numbers, times and quoted texts") {
  CHECK(Understood("a = -2.5") == "a = -2.5");
  CHECK(Understood("a = 2026-01-31") == "a = 2026-01-31");
  CHECK(Understood("a > 2026-01-31T09:00:00.25+02:00 b=1") == "a > 2026-01-31T09:00:00.25+02:00 AND b = 1");
  CHECK(Understood("a > 2026-01-31T09:00Z") == "a > 2026-01-31T09:00Z");
  CHECK(Understood("a = 'it is \"it\"'") == "a = \"it is \\\"it\\\"\"");
  CHECK(Understood("a = \"x AND (y\"") == "a = \"x AND (y\"");
  CHECK(Understood("a = Zürich") == "a = Zürich");
  CHECK(Understood("amount.currency_code=EUR") == "amount.currency_code = EUR");
  CHECK(Understood("a.AND.b = 1") == "a.AND.b = 1");
}

TEST_CASE("stars are wildcards unless they are escaped") {
  const auto node = Parse(R"(a = "*x\*y*")");
  REQUIRE(node.ok());
  const Value& value = (*node)->right->path.front();
  CHECK(value.text == "*x*y*");
  CHECK(value.stars == std::vector<size_t>{0, 4});
  CHECK(Understood(R"(a = "*x\*y*")") == R"(a = "*x\*y*")");
}

TEST_CASE("functions take arguments, and days are added to and taken from them") {
  CHECK(Understood("a = me()") == "a = me()");
  CHECK(Understood("a > now()-days(3)") == "a > now() - days(3)");
  CHECK(Understood("a > today() + days(3) b=1") == "a > today() + days(3) AND b = 1");
  CHECK(Understood("a = me() -b=2") == "a = me() AND NOT b = 2");
  CHECK(Understood("f(x.y, -1, g()) = 1") == "f(x.y, -1, g()) = 1");
}

TEST_CASE("values may stand in parentheses") {
  CHECK(Understood("a = (x OR y)") == "a = (x OR y)");
  CHECK(Understood("a:(x AND -y)") == "a : (x AND NOT y)");
}

TEST_CASE("what is no filter is refused at the character where it goes wrong") {
  struct Wrong {
    const char* text;
    const char* position;
  };
  for (const Wrong& wrong : std::initializer_list<Wrong>{{"a =", "4"},          {"a = ", "5"},
                                                         {"= 1", "1"},          {"a = = 1", "5"},
                                                         {"(a = 1", "1"},       {"a = 1)", "6"},
                                                         {"()", "2"},           {"a = 1 AND", "10"},
                                                         {"AND a = 1", "1"},    {"a = 1 OR OR b=1", "10"},
                                                         {"a = \"x", "5"},      {"a = 'x\"", "5"},
                                                         {"a = \"\\q\"", "6"},  {"a ! b", "3"},
                                                         {"a.", "3"},           {"a. = 1", "4"},
                                                         {".a = 1", "1"},       {"f(1 2)", "5"},
                                                         {"f(1,)", "5"},        {"f(1", "2"},
                                                         {"a = 1, b = 2", "6"}, {"a = + 1", "5"},
                                                         {"ü = 1 )", "7"},      {"a = 1 \x01", "7"},
                                                         {"a = NOT", "5"},      {"NOT NOT a = 1", "5"},
                                                         {"a = \\", "5"},       {"a == 1", "3"},
                                                         {"a <> 1", "3"},       {"-", "2"},
                                                         {"a = - 1", "5"},      {"a=1 AND AND b=1", "9"}}) {
    INFO(wrong.text << ": " << Understood(wrong.text));
    CHECK(PositionOf(wrong.text) == wrong.position);
    CHECK(ReasonOf(Parse(wrong.text)) == Reason::kInvalidFilter);
    CHECK(FieldsOf(Parse(wrong.text)) == "filter");
  }
}

TEST_CASE("an operator of another language is refused with ours in its place") {
  const std::vector<std::pair<std::string, std::string>> foreign = {
      {"==", "="}, {"<>", "!="},  {"=>", ">="}, {"=<", "<="}, {"=~", ":"},
      {"~", ":"},  {"&&", "AND"}, {"||", "OR"}, {"&", "AND"}, {"|", "OR"}};
  for (const auto& [theirs, ours] : foreign) {
    CAPTURE(theirs);
    const std::string text = absl::StrCat("a ", theirs, " b");
    CHECK(PositionOf(text) == "3");
    CHECK_THAT(std::string(Parse(text).status().message()), Catch::Contains(absl::StrCat("write ", ours)));
  }
  CHECK(Parse("a = R&D b = x~y c = \"&&\"").ok());
}

TEST_CASE("a filter is bounded in length, depth and number of comparisons") {
  const auto nested = [](int depth) {
    return absl::StrCat(std::string(static_cast<size_t>(depth), '('), "a=1",
                        std::string(static_cast<size_t>(depth), ')'));
  };
  CHECK(Parse(nested(kMaxDepth)).ok());
  CHECK(ReasonOf(Parse(nested(kMaxDepth + 1))) == Reason::kInvalidFilter);
  CHECK(ReasonOf(Parse(nested(3900))) == Reason::kInvalidFilter);
  std::string calls = "a = ";
  for (int i = 0; i < kMaxDepth + 1; ++i) calls += "f(";
  CHECK(ReasonOf(Parse(calls)) == Reason::kInvalidFilter);

  std::string many = "a=1";
  for (int i = 1; i < kMaxComparisons; ++i) many += " a=1";
  CHECK(Parse(many).ok());
  CHECK_FALSE(Parse(many + " a=1").ok());

  CHECK(Parse(absl::StrCat("a=\"", std::string(kMaxLength - 4, 'x'), "\"")).ok());
  CHECK_FALSE(Parse(absl::StrCat("a=\"", std::string(kMaxLength, 'x'), "\"")).ok());
}

TEST_CASE("parentheses side by side do not count as deep") {
  std::string wide = "(a=1)";
  for (int i = 0; i < kMaxDepth + 10; ++i) wide += " AND (a=f(1))";
  CHECK(Parse(wide).ok());
}

Value AnyValue() {
  Value value;
  value.quoted = *rc::gen::arbitrary<bool>();
  if (value.quoted) {
    value.text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab*\"'\\ ()=:.,\xC3\xA9")));
    for (size_t i = 0; i < value.text.size(); ++i) {
      if (value.text[i] == '*' && *rc::gen::arbitrary<bool>()) value.stars.push_back(i);
    }
  } else {
    value.text =
        *rc::gen::elementOf(std::vector<std::string>{"a", "OPEN", "currency_code", "2026-01-31", "7", "x-y+z"});
  }
  return value;
}

Operand AnyMember() {
  Operand member;
  for (int n = *rc::gen::inRange(1, 4); n > 0; --n) member.path.push_back(AnyValue());
  const Value& first = member.path.front();
  member.negative = !first.quoted && first.text[0] <= '9' && *rc::gen::arbitrary<bool>();
  return member;
}

Operand AnyCall() {
  Operand call;
  call.kind = Operand::Kind::kCall;
  call.path.push_back({.text = *rc::gen::elementOf(std::vector<std::string>{"me", "days"})});
  for (int n = *rc::gen::inRange(0, 3); n > 0; --n) call.operands.push_back(AnyMember());
  return call;
}

Node AnyNode(int depth);

Operand AnyRight(int depth) {
  Operand operand;
  switch (*rc::gen::inRange(0, depth > 0 ? 4 : 3)) {
    case 0:
      return AnyMember();
    case 1:
      return AnyCall();
    case 2:
      operand.kind = Operand::Kind::kSum;
      operand.negative = *rc::gen::arbitrary<bool>();
      operand.operands = {AnyCall(), AnyCall()};
      return operand;
    default:
      operand.kind = Operand::Kind::kComposite;
      operand.composite.push_back(AnyNode(depth - 1));
      return operand;
  }
}

Node AnyNode(int depth) {
  Node node;
  switch (*rc::gen::inRange(0, depth > 0 ? 5 : 2)) {
    case 2:
    case 3:
      node.kind = *rc::gen::arbitrary<bool>() ? Node::Kind::kAnd : Node::Kind::kOr;
      for (int n = *rc::gen::inRange(2, 4); n > 0; --n) node.children.push_back(AnyNode(depth - 1));
      return node;
    case 4:
      node.kind = Node::Kind::kNot;
      node.children.push_back(AnyNode(depth - 1));
      return node;
    default:
      node.kind = Node::Kind::kComparison;
      node.left = AnyMember();
      if (*rc::gen::arbitrary<bool>()) return node;
      node.comparator = static_cast<Comparator>(*rc::gen::inRange(0, 7));
      node.right = AnyRight(depth);
      return node;
  }
}

TEST_CASE("filters and their text are one to one") {
  rc::prop("what is written is read back", [] {
    const Node node = AnyNode(3);
    const std::string text = ToText(node);
    RC_PRE(text.size() <= kMaxLength);
    const auto parsed = Parse(text);
    if (!parsed.ok()) RC_FAIL(absl::StrCat(text, "\n", parsed.status().message()));
    RC_ASSERT(ToText(**parsed) == text);
    RC_ASSERT(**parsed == node);
  });
}

TEST_CASE("no text makes the parser or the checker do anything but answer") {
  const FilterScope scope{.user = UserId(), .now = absl::UnixEpoch(), .custom_fields = FakeCustomFields};
  rc::prop("pieces of filters in any order", [&] {
    const auto pieces =
        *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{"amount",
                                                                                                  ".",
                                                                                                  "currency_code",
                                                                                                  " ",
                                                                                                  "=",
                                                                                                  ":",
                                                                                                  "<",
                                                                                                  "!",
                                                                                                  "(",
                                                                                                  ")",
                                                                                                  "\"",
                                                                                                  "'",
                                                                                                  "\\",
                                                                                                  "*",
                                                                                                  "-",
                                                                                                  "+",
                                                                                                  "AND",
                                                                                                  " OR ",
                                                                                                  "NOT ",
                                                                                                  "me",
                                                                                                  "()",
                                                                                                  "now()",
                                                                                                  "days(",
                                                                                                  "3",
                                                                                                  ",",
                                                                                                  "tags",
                                                                                                  "title",
                                                                                                  "state",
                                                                                                  "OPEN",
                                                                                                  "\xC3",
                                                                                                  "custom_fields",
                                                                                                  "tier",
                                                                                                  "2026-01-31",
                                                                                                  "T09:00"}));
    std::string text;
    for (const std::string& piece : pieces) text += piece;
    const auto checked = CheckFilter(text, DealCatalog(), scope);
    if (!checked.ok()) RC_ASSERT(ReasonOf(checked) == Reason::kInvalidFilter);
  });
}

TEST_CASE("the fuzzer's corpus is answered") {
  std::ifstream file(PIPEWRIGHT_SOURCE_DIR "/tests/fuzz/filter_corpus.txt");
  REQUIRE(file.good());
  const Grants grants({{"*", "read", pipewright::Scope::kAll}});
  const FilterScope scope{
      .user = UserId(), .now = absl::UnixEpoch(), .grants = &grants, .custom_fields = FakeCustomFields};
  int lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    const auto checked = CheckFilter(line, DealCatalog(), scope);
    INFO(line << "\n" << checked.status());
    CHECK((checked.ok() || ReasonOf(checked) == Reason::kInvalidFilter));
    const auto parsed = Parse(line);
    if (!parsed.ok() || !parsed->has_value()) continue;
    const auto again = Parse(ToText(**parsed));
    REQUIRE(again.ok());
    CHECK(**again == **parsed);
  }
  CHECK(lines > 20);
}

}  // namespace
}  // namespace pipewright::filter

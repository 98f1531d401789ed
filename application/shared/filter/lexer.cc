#include "application/shared/filter/lexer.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "application/shared/filter/filter_error.h"
#include "domain/shared/status_macros.h"

namespace pipewright::filter {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// What a bare word is made of. A minus or plus may stand inside one (2026-01-31), not at its beginning.
bool IsWordCharacter(char c) {
  return static_cast<unsigned char>(c) > ' ' && c != '\x7F' && !absl::StrContains("().,:=<>!\"'\\", c);
}

// Whether `text` begins as `shape` says: 'd' is a digit, everything else itself.
bool Begins(absl::string_view text, absl::string_view shape) {
  if (text.size() < shape.size()) return false;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 'd' ? !IsDigit(text[i]) : text[i] != shape[i]) return false;
  }
  return true;
}

// The length of an RFC 3339 time at the beginning of `text`, else 0: its colons and dot are no operators.
size_t TimeLength(absl::string_view text) {
  if (!Begins(text, "dddd-dd-ddTdd:dd")) return 0;
  size_t at = 16;
  if (Begins(text.substr(at), ":dd")) {
    at += 3;
    if (Begins(text.substr(at), ".d")) {
      ++at;
      while (at < text.size() && IsDigit(text[at])) ++at;
    }
  }
  if (Begins(text.substr(at), "Z")) return at + 1;
  if (Begins(text.substr(at), "+dd:dd") || Begins(text.substr(at), "-dd:dd")) return at + 6;
  return at;
}

class Lexer {
 public:
  explicit Lexer(absl::string_view text) : text_(text) {}

  absl::StatusOr<std::vector<Token>> Run() {
    while (true) {
      const size_t before = at_;
      while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
      Token token;
      token.position = at_;
      token.space_before = at_ > before;
      if (at_ == text_.size()) {
        tokens_.push_back(std::move(token));
        return std::move(tokens_);
      }
      const absl::Status status = Next(token);
      if (!status.ok()) return status;
      token.value.position = token.position;
      tokens_.push_back(std::move(token));
    }
  }

 private:
  absl::Status Next(Token& token) {
    RETURN_IF_ERROR(CheckForeign());
    const char c = text_[at_];
    if (c == '"' || c == '\'') return Quoted(token);
    if (c == '-' || c == '+') return Single(token, c == '-' ? Token::Kind::kMinus : Token::Kind::kPlus);
    if (IsWordCharacter(c)) return Word(token);
    switch (c) {
      case '(':
        return Single(token, Token::Kind::kLeftParen);
      case ')':
        return Single(token, Token::Kind::kRightParen);
      case ',':
        return Single(token, Token::Kind::kComma);
      case '.':
        return Single(token, Token::Kind::kDot);
      default:
        return Operator(token);
    }
  }

  absl::Status Single(Token& token, Token::Kind kind) {
    token.kind = kind;
    ++at_;
    return absl::OkStatus();
  }

  // What other languages write, at this place.
  absl::Status CheckForeign() const {
    static constexpr std::pair<absl::string_view, absl::string_view> kForeign[] = {
        {"==", "="},   {"<>", "!="}, {"=>", ">="}, {"=<", "<="}, {"=~", ":"},
        {"&&", "AND"}, {"||", "OR"}, {"~", ":"},   {"&", "AND"}, {"|", "OR"}};
    for (const auto& [spelling, ours] : kForeign) {
      if (!absl::StartsWith(text_.substr(at_), spelling)) continue;
      return FilterError(text_, at_, absl::StrCat("\"", spelling, "\" is no operator: write ", ours));
    }
    return absl::OkStatus();
  }

  absl::Status Operator(Token& token) {
    static constexpr std::pair<absl::string_view, Comparator> kOperators[] = {
        {"<=", Comparator::kLessOrEqual}, {">=", Comparator::kGreaterOrEqual}, {"!=", Comparator::kNotEqual},
        {"<", Comparator::kLess},         {">", Comparator::kGreater},         {"=", Comparator::kEqual},
        {":", Comparator::kHas}};
    for (const auto& [spelling, comparator] : kOperators) {
      if (!absl::StartsWith(text_.substr(at_), spelling)) continue;
      token.kind = Token::Kind::kComparator;
      token.comparator = comparator;
      at_ += spelling.size();
      return absl::OkStatus();
    }
    if (text_[at_] == '!') return FilterError(text_, at_, "\"!\" is no operator: write != or NOT");
    return FilterError(text_, at_, "this character can only stand in quotes");
  }

  absl::Status Quoted(Token& token) {
    const char quote = text_[at_];
    token.kind = Token::Kind::kText;
    token.value.quoted = true;
    for (++at_; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == quote) {
        ++at_;
        return absl::OkStatus();
      }
      if (c == '\\') {
        if (++at_ == text_.size()) break;
        c = text_[at_];
        if (!absl::StrContains("\"'\\*", c)) {
          return FilterError(text_, at_ - 1, "only \\\", \\', \\\\ and \\* are escapes");
        }
      } else if (c == '\0') {
        return FilterError(text_, at_, "a text can't hold NUL");
      } else if (c == '*') {
        token.value.stars.push_back(token.value.text.size());
      }
      token.value.text += c;
    }
    return FilterError(text_, token.position, "this quote is never closed");
  }

  absl::Status Word(Token& token) {
    token.kind = Token::Kind::kText;
    size_t end = at_ + TimeLength(text_.substr(at_));
    while (end < text_.size() && IsWordCharacter(text_[end])) ++end;
    token.value.text = std::string(text_.substr(at_, end - at_));
    at_ = end;
    for (size_t i = 0; i < token.value.text.size(); ++i) {
      if (token.value.text[i] == '*') token.value.stars.push_back(i);
    }
    if (token.value.text == "AND") token.kind = Token::Kind::kAnd;
    if (token.value.text == "OR") token.kind = Token::Kind::kOr;
    if (token.value.text == "NOT") token.kind = Token::Kind::kNot;
    return absl::OkStatus();
  }

  const absl::string_view text_;
  size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

absl::StatusOr<std::vector<Token>> Tokenize(absl::string_view text) { return Lexer(text).Run(); }

}  // namespace pipewright::filter

#include "application/shared/filter/parser.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/shared/filter/filter_error.h"
#include "application/shared/filter/lexer.h"
#include "domain/shared/status_macros.h"

namespace pipewright::filter {
namespace {

using Kind = Token::Kind;

bool IsNumberStart(const Token& token) {
  return token.kind == Kind::kText && !token.value.quoted && !token.value.text.empty() && token.value.text[0] >= '0' &&
         token.value.text[0] <= '9';
}

// Recursive descent; a function per rule of the grammar. Nesting is counted where the grammar nests: in parentheses.
class Parser {
 public:
  Parser(absl::string_view text, std::vector<Token> tokens) : text_(text), tokens_(std::move(tokens)) {}

  absl::StatusOr<std::optional<Node>> Run() {
    if (Peek().kind == Kind::kEnd) return std::nullopt;
    ASSIGN_OR_RETURN(Node node, Expression());
    if (Peek().kind == Kind::kRightParen) return Fail("this ) closes nothing");
    if (Peek().kind != Kind::kEnd) return Fail("expected AND, OR or the end of the filter");
    return node;
  }

 private:
  const Token& Peek(size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  Token Take() {
    Token token = Peek();
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }
  absl::Status Fail(absl::string_view description) const { return FilterError(text_, Peek().position, description); }

  // expression: sequence {AND sequence}; sequence: factor {factor}
  absl::StatusOr<Node> Expression() {
    Node all;
    all.kind = Node::Kind::kAnd;
    all.position = Peek().position;
    while (true) {
      ASSIGN_OR_RETURN(Node factor, Factor());
      all.children.push_back(std::move(factor));
      if (Peek().kind == Kind::kAnd) {
        Take();
      } else if (Peek().kind == Kind::kEnd || !BeginsTerm(Peek())) {
        break;
      }
    }
    if (all.children.size() == 1) return std::move(all.children.front());
    return all;
  }

  static bool BeginsTerm(const Token& token) {
    return token.kind == Kind::kText || token.kind == Kind::kNot || token.kind == Kind::kMinus ||
           token.kind == Kind::kLeftParen;
  }

  // factor: term {OR term}
  absl::StatusOr<Node> Factor() {
    Node any;
    any.kind = Node::Kind::kOr;
    any.position = Peek().position;
    while (true) {
      ASSIGN_OR_RETURN(Node term, Term());
      any.children.push_back(std::move(term));
      if (Peek().kind != Kind::kOr) break;
      Take();
    }
    if (any.children.size() == 1) return std::move(any.children.front());
    return any;
  }

  // term: [NOT | MINUS] simple
  absl::StatusOr<Node> Term() {
    const bool negated = Peek().kind == Kind::kNot || (Peek().kind == Kind::kMinus && !IsNegativeNumber());
    if (!negated) return Simple();
    Node inverse;
    inverse.kind = Node::Kind::kNot;
    inverse.position = Take().position;
    ASSIGN_OR_RETURN(Node inner, Simple());
    inverse.children.push_back(std::move(inner));
    return inverse;
  }

  // simple: restriction | ( expression )
  absl::StatusOr<Node> Simple() {
    if (Peek().kind == Kind::kLeftParen) return Parenthesized();
    Node comparison;
    comparison.kind = Node::Kind::kComparison;
    comparison.position = Peek().position;
    if (++comparisons_ > kMaxComparisons) {
      return Fail(absl::StrCat("a filter has at most ", kMaxComparisons, " comparisons"));
    }
    ASSIGN_OR_RETURN(comparison.left, Comparable());
    if (Peek().kind != Kind::kComparator) return comparison;
    comparison.comparator = Take().comparator;
    ASSIGN_OR_RETURN(Operand right, Argument());
    comparison.right = std::move(right);
    return comparison;
  }

  absl::StatusOr<Node> Parenthesized() {
    const size_t open = Peek().position;
    if (++depth_ > kMaxDepth) return Fail(absl::StrCat("parentheses nest at most ", kMaxDepth, " deep"));
    Take();
    if (Peek().kind == Kind::kRightParen) return Fail("expected a condition between the parentheses");
    ASSIGN_OR_RETURN(Node inner, Expression());
    if (Peek().kind == Kind::kEnd) return FilterError(text_, open, "this ( is never closed");
    if (Peek().kind != Kind::kRightParen) return Fail("expected AND, OR or )");
    Take();
    --depth_;
    return inner;
  }

  bool IsNegativeNumber() const {
    return Peek().kind == Kind::kMinus && IsNumberStart(Peek(1)) && !Peek(1).space_before;
  }

  // arg: comparable | composite | a sum of two calls
  absl::StatusOr<Operand> Argument() {
    Operand operand;
    operand.position = Peek().position;
    if (Peek().kind == Kind::kLeftParen) {
      operand.kind = Operand::Kind::kComposite;
      ASSIGN_OR_RETURN(Node inner, Parenthesized());
      operand.composite.push_back(std::move(inner));
      return operand;
    }
    ASSIGN_OR_RETURN(Operand first, Comparable());
    // Only before another call, since "owner_id = me() -vip" is "owner_id = me() AND NOT vip".
    const bool sum = first.kind == Operand::Kind::kCall &&
                     (Peek().kind == Kind::kMinus || Peek().kind == Kind::kPlus) && Peek(1).kind == Kind::kText &&
                     !Peek(1).value.quoted && Peek(2).kind == Kind::kLeftParen && !Peek(2).space_before;
    if (!sum) return first;
    operand.kind = Operand::Kind::kSum;
    operand.negative = Take().kind == Kind::kMinus;
    ASSIGN_OR_RETURN(Operand second, Comparable());
    operand.operands.push_back(std::move(first));
    operand.operands.push_back(std::move(second));
    return operand;
  }

  // comparable: member | function; member: value {. field}
  absl::StatusOr<Operand> Comparable() {
    Operand operand;
    operand.position = Peek().position;
    if (IsNegativeNumber()) {
      Take();
      operand.negative = true;
    }
    if (Peek().kind != Kind::kText) return Fail(Expected());
    operand.path.push_back(Take().value);
    while (Peek().kind == Kind::kDot) {
      Take();
      const Kind kind = Peek().kind;
      if (kind != Kind::kText && kind != Kind::kAnd && kind != Kind::kOr && kind != Kind::kNot) {
        return Fail("expected a name after the dot");
      }
      operand.path.push_back(Take().value);
    }
    const bool call = Peek().kind == Kind::kLeftParen && !Peek().space_before && !operand.path.back().quoted;
    if (!call) return operand;
    if (operand.negative) return Fail("a function's name does not begin with a digit");
    operand.kind = Operand::Kind::kCall;
    RETURN_IF_ERROR(Arguments(operand));
    return operand;
  }

  absl::Status Arguments(Operand& call) {
    if (++depth_ > kMaxDepth) return Fail(absl::StrCat("parentheses nest at most ", kMaxDepth, " deep"));
    const size_t open = Take().position;
    while (Peek().kind != Kind::kRightParen) {
      ASSIGN_OR_RETURN(Operand argument, Argument());
      call.operands.push_back(std::move(argument));
      if (Peek().kind == Kind::kComma) {
        Take();
        if (Peek().kind == Kind::kRightParen) return Fail("expected an argument after the comma");
      } else if (Peek().kind == Kind::kEnd) {
        return FilterError(text_, open, "this ( is never closed");
      } else if (Peek().kind != Kind::kRightParen) {
        return Fail("expected , or )");
      }
    }
    Take();
    --depth_;
    return absl::OkStatus();
  }

  std::string Expected() const {
    switch (Peek().kind) {
      case Kind::kEnd:
        return "the filter ends where a field or value is expected";
      case Kind::kAnd:
      case Kind::kOr:
      case Kind::kNot:
        return absl::StrCat("expected a field or value, found ", Peek().value.text,
                            "; quote it if it is meant as a value");
      default:
        return "expected a field or value";
    }
  }

  const absl::string_view text_;
  const std::vector<Token> tokens_;
  size_t at_ = 0;
  int depth_ = 0;
  int comparisons_ = 0;
};

}  // namespace

absl::StatusOr<std::optional<Node>> Parse(absl::string_view text) {
  if (text.size() > kMaxLength) {
    return FilterError(text, kMaxLength, absl::StrCat("a filter has at most ", kMaxLength, " bytes"));
  }
  ASSIGN_OR_RETURN(std::vector<Token> tokens, Tokenize(text));
  return Parser(text, std::move(tokens)).Run();
}

std::string NormalForm(absl::string_view text) {
  const auto parsed = Parse(text);
  if (!parsed.ok()) return std::string(text);
  return parsed->has_value() ? ToText(**parsed) : std::string();
}

}  // namespace pipewright::filter

#include "application/shared/filter/syntax.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace pipewright::filter {
namespace {

void AppendValue(const Value& value, std::string& out) {
  if (!value.quoted) {
    out += value.text;
    return;
  }
  out += '"';
  for (size_t i = 0; i < value.text.size(); ++i) {
    const char c = value.text[i];
    const bool star = std::find(value.stars.begin(), value.stars.end(), i) != value.stars.end();
    if (c == '"' || c == '\\' || (c == '*' && !star)) out += '\\';
    out += c;
  }
  out += '"';
}

void AppendNode(const Node& node, bool inner, std::string& out);

void AppendOperand(const Operand& operand, std::string& out) {
  if (operand.kind == Operand::Kind::kComposite) {
    out += '(';
    AppendNode(operand.composite.front(), false, out);
    out += ')';
    return;
  }
  if (operand.kind == Operand::Kind::kSum) {
    AppendOperand(operand.operands[0], out);
    out += operand.negative ? " - " : " + ";
    AppendOperand(operand.operands[1], out);
    return;
  }
  if (operand.negative) out += '-';
  for (size_t i = 0; i < operand.path.size(); ++i) {
    if (i > 0) out += '.';
    // Behind a time, which alone has a colon, a dot and a digit would be its fraction.
    if (i > 0 && !operand.path[i - 1].quoted && absl::StrContains(operand.path[i - 1].text, ':')) out += ' ';
    AppendValue(operand.path[i], out);
  }
  if (operand.kind == Operand::Kind::kCall) {
    out += '(';
    for (size_t i = 0; i < operand.operands.size(); ++i) {
      if (i > 0) out += ", ";
      AppendOperand(operand.operands[i], out);
    }
    out += ')';
  }
}

void AppendNode(const Node& node, bool inner, std::string& out) {
  switch (node.kind) {
    case Node::Kind::kComparison:
      AppendOperand(node.left, out);
      if (node.comparator.has_value()) {
        absl::StrAppend(&out, " ", ComparatorText(*node.comparator), " ");
        AppendOperand(*node.right, out);
      }
      return;
    case Node::Kind::kNot: {
      const bool twice = node.children.front().kind == Node::Kind::kNot;
      out += twice ? "NOT (" : "NOT ";
      AppendNode(node.children.front(), true, out);
      if (twice) out += ')';
      return;
    }
    case Node::Kind::kAnd:
    case Node::Kind::kOr:
      if (inner) out += '(';
      for (size_t i = 0; i < node.children.size(); ++i) {
        if (i > 0) out += node.kind == Node::Kind::kAnd ? " AND " : " OR ";
        AppendNode(node.children[i], true, out);
      }
      if (inner) out += ')';
      return;
  }
}

}  // namespace

std::string PathText(const Operand& member) {
  return absl::StrCat(
      member.negative ? "-" : "",
      absl::StrJoin(member.path, ".", [](std::string* out, const Value& value) { *out += value.text; }));
}

bool HasStars(const Operand& member) {
  return std::any_of(member.path.begin(), member.path.end(), [](const Value& value) { return !value.stars.empty(); });
}

bool IsBareStar(const Operand& operand) {
  return operand.kind == Operand::Kind::kMember && operand.path.size() == 1 && operand.path[0].text == "*" &&
         operand.path[0].stars.size() == 1;
}

bool operator==(const Operand& a, const Operand& b) {
  return a.kind == b.kind && a.path == b.path && a.negative == b.negative && a.operands == b.operands &&
         a.composite == b.composite;
}

bool operator==(const Node& a, const Node& b) {
  return a.kind == b.kind && a.children == b.children && a.left == b.left && a.comparator == b.comparator &&
         a.right == b.right;
}

absl::string_view ComparatorText(Comparator comparator) {
  switch (comparator) {
    case Comparator::kEqual:
      return "=";
    case Comparator::kNotEqual:
      return "!=";
    case Comparator::kLess:
      return "<";
    case Comparator::kLessOrEqual:
      return "<=";
    case Comparator::kGreater:
      return ">";
    case Comparator::kGreaterOrEqual:
      return ">=";
    case Comparator::kHas:
      return ":";
  }
  return "";
}

std::string ToText(const Node& node) {
  std::string out;
  AppendNode(node, false, out);
  return out;
}

}  // namespace pipewright::filter

#include "application/shared/filter/checker.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "application/shared/filter/evaluate.h"
#include "application/shared/filter/filter_error.h"
#include "application/shared/filter/parser.h"
#include "application/shared/filter/stored_text.h"
#include "application/shared/filter/syntax.h"
#include "application/shared/filter/target.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::filter {
namespace {

bool IsOrdered(FieldType type) {
  switch (type) {
    case FieldType::kText:
    case FieldType::kInt:
    case FieldType::kMoney:
    case FieldType::kTime:
    case FieldType::kDate:
      return true;
    default:
      return false;
  }
}

constexpr absl::string_view kOnlyValues = "between these parentheses stand values, without operators";

// All of them: "custom_fields", "account.custom_fields".
bool NamesCustomFields(const Operand& member) {
  return !member.negative && member.path.size() <= 2 && member.path.back().text == kCustomFields;
}

std::vector<Condition> One(Condition condition) {
  std::vector<Condition> children;
  children.push_back(std::move(condition));
  return children;
}

Condition Inverse(Condition condition) {
  Condition inverse;
  inverse.kind = Condition::Kind::kNot;
  inverse.children = One(std::move(condition));
  return inverse;
}

class Checker {
 public:
  Checker(absl::string_view text, const FieldCatalog& catalog, const FilterScope& scope)
      : text_(text), catalog_(catalog), scope_(scope), targets_(text, catalog, scope) {}

  absl::StatusOr<Condition> Check(const Node& node) {
    if (node.kind == Node::Kind::kComparison) return Comparison(node);
    if (node.kind == Node::Kind::kNot) {
      ASSIGN_OR_RETURN(Condition inner, Check(node.children.front()));
      return Inverse(std::move(inner));
    }
    Condition group;
    group.kind = node.kind == Node::Kind::kAnd ? Condition::Kind::kAll : Condition::Kind::kAny;
    for (const Node& child : node.children) {
      ASSIGN_OR_RETURN(Condition checked, Check(child));
      group.children.push_back(std::move(checked));
    }
    return group;
  }

 private:
  absl::Status Fail(size_t position, absl::string_view description) const {
    return FilterError(text_, position, description);
  }

  absl::StatusOr<Condition> Comparison(const Node& node) {
    if (node.left.kind == Operand::Kind::kCall) {
      return Fail(node.position, "a condition begins with a field; functions stand behind the operator");
    }
    if (!node.comparator.has_value()) {
      const std::string word = PathText(node.left);
      for (const absl::string_view joining : {"AND", "OR", "NOT"}) {
        if (!absl::EqualsIgnoreCase(word, joining) || node.left.path.front().quoted) continue;
        return Fail(node.position, absl::StrCat("write ", joining, " in capitals"));
      }
      const Field* field = catalog_.Find(word);
      return Fail(node.position,
                  field != nullptr
                      ? absl::StrCat("what about ", word, "? Write ", word,
                                     field->type == FieldType::kBool ? " = true" : ":* to ask whether it is there")
                      : absl::StrCat("a value needs a field: write field:\"", word, "\""));
    }
    const bool asks_for_part = *node.comparator == Comparator::kHas && !IsBareStar(*node.right);
    if (asks_for_part && NamesCustomFields(node.left)) return HasPart(node.left, *node.right);
    ASSIGN_OR_RETURN(const Target target, targets_.Resolve(node.left));
    if (asks_for_part && target.type() == FieldType::kGroup) return HasPart(node.left, *node.right);
    return Compare(target, *node.comparator, *node.right);
  }

  // custom_fields:tier, billing_address:city: whether the part has a value.
  absl::StatusOr<Condition> HasPart(const Operand& whole, const Operand& part) {
    if (part.kind == Operand::Kind::kComposite) return HasEachPart(whole, part.composite.front());
    const std::string name = PathText(whole);
    if (part.kind != Operand::Kind::kMember || part.negative || HasStars(part)) {
      return Fail(part.position, absl::StrCat("behind ", name, ": stands what may be there: write ", name, ":name"));
    }
    Operand path = whole;
    path.path.insert(path.path.end(), part.path.begin(), part.path.end());
    ASSIGN_OR_RETURN(const Target target, targets_.Resolve(path));
    Condition condition = About(target);
    condition.test = Test::kPresent;
    return condition;
  }

  absl::StatusOr<Condition> HasEachPart(const Operand& whole, const Node& node) {
    if (node.kind == Node::Kind::kComparison) {
      if (node.comparator.has_value()) return Fail(node.position, kOnlyValues);
      return HasPart(whole, node.left);
    }
    Condition group = GroupOf(node);
    for (const Node& child : node.children) {
      ASSIGN_OR_RETURN(Condition checked, HasEachPart(whole, child));
      group.children.push_back(std::move(checked));
    }
    return group;
  }

  absl::StatusOr<Condition> Compare(const Target& field, Comparator comparator, const Operand& right) const {
    // Of several values: none of them.
    if (comparator == Comparator::kNotEqual) {
      ASSIGN_OR_RETURN(Condition equal, Compare(field, Comparator::kEqual, right));
      return Inverse(std::move(equal));
    }
    if (right.kind == Operand::Kind::kComposite) return CompareEach(field, comparator, right.composite.front());
    Condition condition = About(field);
    if (IsBareStar(right) && (comparator == Comparator::kHas || comparator == Comparator::kEqual)) {
      if (!field.field->since.empty()) return Condition();  // it is either true or false
      condition.test = Test::kPresent;
      return condition;
    }
    if (field.type() == FieldType::kGroup) {
      return Fail(right.position, absl::StrCat(field.name(), " takes ", WhatFits(field.type()),
                                               "; its parts are compared by name: ", field.name(), ".name"));
    }
    const bool equality = comparator == Comparator::kHas || comparator == Comparator::kEqual;
    if (!equality && !IsOrdered(field.type())) {
      return Fail(right.position, absl::StrCat(field.name(), " has no order: it takes = and != only"));
    }
    if (field.type() == FieldType::kText && equality && right.kind == Operand::Kind::kMember &&
        (comparator == Comparator::kHas || HasStars(right))) {
      condition.test = Test::kMatches;
      ASSIGN_OR_RETURN(condition.pattern, PatternOf(text_, right, comparator == Comparator::kHas));
      condition.pattern = AsStored(*field.field, scope_, std::move(condition.pattern));
      return condition;
    }
    if (field.type() == FieldType::kTextSet && equality && right.kind == Operand::Kind::kMember && HasStars(right)) {
      condition.test = Test::kMatches;
      ASSIGN_OR_RETURN(condition.pattern, PatternOf(text_, right, /*has=*/false));
      condition.pattern = AsStored(*field.field, scope_, std::move(condition.pattern));
      return condition;
    }
    if (right.kind == Operand::Kind::kMember && HasStars(right)) {
      return Fail(right.position,
                  field.type() == FieldType::kText
                      ? "wildcards go with = and : only; write \\* in quotes for the character"
                      : absl::StrCat("wildcards are for texts; ", field.name(), " takes ", WhatFits(field.type())));
    }
    condition.test = TestOf(comparator);
    ASSIGN_OR_RETURN(condition.literal, Evaluate(text_, scope_, field, right));
    return field.field->since.empty() ? condition : Since(field, std::move(condition));
  }

  // What is true since a moment: whether that has come. What a reference leads to is as it is now.
  Condition Since(const Target& field, Condition condition) const {
    const bool wanted = std::get<bool>(condition.literal);
    condition.field = field.field->since;
    condition.type = FieldType::kTime;
    condition.test = Test::kLessOrEqual;
    condition.literal = field.reference.empty() ? scope_.read_time.value_or(scope_.now) : scope_.now;
    return wanted ? condition : Inverse(std::move(condition));
  }

  // field = (a OR b): each bare value is compared with the field.
  absl::StatusOr<Condition> CompareEach(const Target& field, Comparator comparator, const Node& node) const {
    if (node.kind == Node::Kind::kComparison) {
      if (node.comparator.has_value()) {
        return Fail(node.position, kOnlyValues);
      }
      return Compare(field, comparator, node.left);
    }
    Condition group = GroupOf(node);
    for (const Node& child : node.children) {
      ASSIGN_OR_RETURN(Condition checked, CompareEach(field, comparator, child));
      group.children.push_back(std::move(checked));
    }
    return group;
  }

  static Condition About(const Target& field) {
    Condition condition;
    condition.kind = Condition::Kind::kTest;
    condition.reference = field.reference;
    condition.field = field.field->name;
    condition.type = field.type();
    return condition;
  }

  // What joins the node's children, without them.
  static Condition GroupOf(const Node& node) {
    Condition group;
    group.kind = node.kind == Node::Kind::kAnd  ? Condition::Kind::kAll
                 : node.kind == Node::Kind::kOr ? Condition::Kind::kAny
                                                : Condition::Kind::kNot;
    return group;
  }

  static Test TestOf(Comparator comparator) {
    switch (comparator) {
      case Comparator::kLess:
        return Test::kLess;
      case Comparator::kLessOrEqual:
        return Test::kLessOrEqual;
      case Comparator::kGreater:
        return Test::kGreater;
      case Comparator::kGreaterOrEqual:
        return Test::kGreaterOrEqual;
      default:
        return Test::kEqual;
    }
  }

  const absl::string_view text_;
  const FieldCatalog& catalog_;
  const FilterScope& scope_;
  TargetResolver targets_;
};

}  // namespace

absl::StatusOr<Condition> CheckFilter(absl::string_view text, const FieldCatalog& catalog, const FilterScope& scope) {
  ASSIGN_OR_RETURN(const std::optional<Node> node, Parse(text));
  if (!node.has_value()) return Condition();
  return Checker(text, catalog, scope).Check(*node);
}

}  // namespace pipewright::filter

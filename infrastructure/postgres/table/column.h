// The columns of a table description: where a field of a State meets PostgreSQL.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/money.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/table/json.h"
#include "infrastructure/postgres/table/record_reference.h"
#include "infrastructure/postgres/table/table_layout.h"

namespace pipewright::postgres {

struct PhysicalColumn {
  std::string name;
  std::string cast;
};

// One field of the state S; it may take more than one physical column (money takes two).
template <class S>
struct Column {
  std::string field;  // the name in the API, the audit trail and events
  std::vector<PhysicalColumn> physical;
  std::function<void(const S&, std::vector<Param>&)> write;      // appends one Param per physical column
  std::function<absl::Status(S&, absl::Span<const Cell>)> read;  // takes one Cell per physical column
  std::function<void(const S&, std::string&)> write_json;        // appends the value as JSON
  // Takes what write_json wrote; JSON that doesn't fit is kInternal.
  std::function<absl::Status(S&, const nlohmann::json&)> read_json;
  std::vector<ListField> list_fields;                 // how lists may filter and sort by it
  std::vector<ListReference> references;              // whose fields lists may filter by too
  std::vector<RecordReference<S>> record_references;  // what a merge of records leads on
  // How a change is told and put back, where it isn't as a whole (TellParts, PutBackPart).
  std::function<void(const S& before, const S& after, std::vector<FieldPart>&)> tell_parts;
  std::function<absl::StatusOr<bool>(S&, const FieldPart&)> put_back;

  // Says that the column holds the id of a record of `table`: lists may filter by "<name>.<field of that record>", and
  // by "<name>", which means the id. `keys` as in ListReference; without them this column equals that table's id.
  Column&& Referring(std::string name, LayoutSource table,
                     std::vector<std::pair<std::string, std::string>> keys = {}) && {
    if (keys.empty()) keys = {{physical.front().name, "id"}};
    references.push_back({std::move(name), std::move(table), std::move(keys)});
    return std::move(*this);
  }
  // Says that the id stays what it is when the record that it names is merged into another.
  Column&& Kept() && {
    record_references.clear();
    return std::move(*this);
  }
};

// Appends what of the column differs between the two states.
template <class S>
void TellParts(const Column<S>& column, const S& before, const S& after, std::vector<FieldPart>& out) {
  if (column.tell_parts) return column.tell_parts(before, after, out);
  FieldPart part{column.field, "", ""};
  column.write_json(before, part.before);
  column.write_json(after, part.after);
  if (part.before != part.after) out.push_back(std::move(part));
}

// Brings what TellParts told back to what it was before. False, and nothing is changed, when it isn't any more what it
// became.
template <class S>
absl::StatusOr<bool> PutBackPart(const Column<S>& column, S& state, const FieldPart& part) {
  if (column.put_back) return column.put_back(state, part);
  std::string present;
  column.write_json(state, present);
  nlohmann::json is;
  nlohmann::json became;
  nlohmann::json was;
  RETURN_IF_ERROR(FromJsonText(present, is));
  RETURN_IF_ERROR(FromJsonText(part.after, became));
  RETURN_IF_ERROR(FromJsonText(part.before, was));
  if (is != became) return false;
  RETURN_IF_ERROR(column.read_json(state, was));
  return true;
}

namespace internal {

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {
  using Value = T;
};

template <class T>
void AppendJsonValue(const T& value, std::string& out) {
  if constexpr (Codec<T>::kRawJson) {
    out += Codec<T>::ToText(value);
  } else {
    AppendJsonString(Codec<T>::ToText(value), out);
  }
}

// What AppendJsonValue wrote.
template <class T>
absl::Status FromJsonValue(const nlohmann::json& json, T& value) {
  return Codec<T>::FromText(json.is_string() ? json.get_ref<const std::string&>() : json.dump(), value);
}

template <class T>
Field FieldFor(const std::string& name, bool nullable) {
  Field field{.name = name, .type = Codec<T>::kField, .nullable = nullable};
  if constexpr (std::is_enum_v<T>) {
    for (const auto& [value, text] : NamesOf(T{})) field.enum_values.emplace_back(text);
  }
  if constexpr (std::is_same_v<T, EmailAddress>) field.form = TextForm::kLowerCase;
  if constexpr (std::is_same_v<T, PhoneNumber>) field.form = TextForm::kPhone;
  if constexpr (std::is_same_v<T, Currency>) field.form = TextForm::kUpperCase;
  return field;
}

}  // namespace internal

// A field in one column of the same name. An optional one is NULL when it is absent.
template <class S, class T>
Column<S> Col(std::string name, T S::*member) {
  Column<S> column;
  column.field = name;
  column.record_references = ReferencesIn(name, member);
  if constexpr (internal::IsOptional<T>::value) {
    using Value = typename internal::IsOptional<T>::Value;
    column.physical = {{name, Codec<Value>::kCast}};
    column.write = [member](const S& state, std::vector<Param>& out) {
      const T& value = state.*member;
      out.push_back(value.has_value() ? Param(Codec<Value>::ToText(*value)) : std::nullopt);
    };
    column.read = [member](S& state, absl::Span<const Cell> cells) {
      if (cells[0].null) {
        (state.*member).reset();
        return absl::OkStatus();
      }
      return Codec<Value>::FromText(cells[0].text, (state.*member).emplace());
    };
    column.write_json = [member](const S& state, std::string& out) {
      const T& value = state.*member;
      if (value.has_value()) {
        internal::AppendJsonValue(*value, out);
      } else {
        out += "null";
      }
    };
    column.read_json = [member](S& state, const nlohmann::json& json) {
      if (json.is_null()) {
        (state.*member).reset();
        return absl::OkStatus();
      }
      return internal::FromJsonValue(json, (state.*member).emplace());
    };
    column.list_fields = {
        {internal::FieldFor<Value>(name, true), absl::StrCat("t.", name), Codec<Value>::kCast, "", ""}};
  } else {
    column.physical = {{name, Codec<T>::kCast}};
    column.write = [member](const S& state, std::vector<Param>& out) {
      out.emplace_back(Codec<T>::ToText(state.*member));
    };
    column.read = [member](S& state, absl::Span<const Cell> cells) {
      return Codec<T>::FromText(cells[0].text, state.*member);
    };
    column.write_json = [member](const S& state, std::string& out) { internal::AppendJsonValue(state.*member, out); };
    column.read_json = [member](S& state, const nlohmann::json& json) {
      return internal::FromJsonValue(json, state.*member);
    };
    column.list_fields = {{internal::FieldFor<T>(name, false), absl::StrCat("t.", name), Codec<T>::kCast, "", ""}};
  }
  return column;
}

// The same, for a field that lists neither filter nor sort by.
template <class S, class T>
Column<S> UnlistedCol(std::string name, T S::*member) {
  Column<S> column = Col(std::move(name), member);
  column.list_fields.clear();
  return column;
}

// An amount in two columns, <name>_e4 and <name>_currency; both NULL when it is absent.
template <class S>
Column<S> MoneyCol(const std::string& name, std::optional<Money> S::*member) {
  Column<S> column;
  column.field = name;
  column.physical = {{absl::StrCat(name, "_e4"), "bigint"}, {absl::StrCat(name, "_currency"), "text"}};
  column.write = [member](const S& state, std::vector<Param>& out) {
    const auto& money = state.*member;
    out.push_back(money.has_value() ? Param(absl::StrCat(money->e4())) : std::nullopt);
    out.push_back(money.has_value() ? Param(money->currency().code()) : std::nullopt);
  };
  column.read = [member](S& state, absl::Span<const Cell> cells) -> absl::Status {
    if (cells[0].null) {
      (state.*member).reset();
      return absl::OkStatus();
    }
    int64_t e4 = 0;
    if (!absl::SimpleAtoi(cells[0].text, &e4)) return Unreadable("amount", cells[0].text);
    ASSIGN_OR_RETURN(Currency currency, Currency::Parse(cells[1].text));
    ASSIGN_OR_RETURN(Money money, Money::Of(std::move(currency), e4));
    state.*member = std::move(money);
    return absl::OkStatus();
  };
  column.write_json = [member](const S& state, std::string& out) { AppendJson(state.*member, out); };
  column.read_json = [member](S& state, const nlohmann::json& json) {
    if (json.is_null()) {
      (state.*member).reset();
      return absl::OkStatus();
    }
    return FromJson(json, (state.*member).emplace());
  };
  column.list_fields = {
      {{.name = name, .type = FieldType::kMoney, .nullable = true}, absl::StrCat("t.", name, "_e4"), "bigint", "", ""},
      {{.name = absl::StrCat(name, ".currency_code"),
        .type = FieldType::kText,
        .nullable = true,
        .form = TextForm::kUpperCase},
       absl::StrCat("t.", name, "_currency"),
       "text",
       "",
       ""}};
  return column;
}

// Whether there is anything in a JSON column, which is NULL when it is empty.
inline ListField GroupField(const std::string& name) {
  return {{.name = name, .type = FieldType::kGroup, .sortable = false, .nullable = true},
          absl::StrCat("t.", name),
          "json",
          "",
          ""};
}

// A value kept whole as JSON (ToJson and FromJson, see json.h); NULL when it equals T{}. Not listed by itself: what is
// filtered on has a link table beside it.
template <class S, class T>
Column<S> JsonCol(std::string name, T S::*member) {
  Column<S> column;
  column.field = name;
  column.physical = {{name, "json"}};
  column.write = [member](const S& state, std::vector<Param>& out) {
    const T& value = state.*member;
    out.push_back(value == T{} ? std::nullopt : Param(ToJsonText(value)));
  };
  column.read = [member](S& state, absl::Span<const Cell> cells) -> absl::Status {
    if (cells[0].null) {
      state.*member = T{};
      return absl::OkStatus();
    }
    return FromJsonText(cells[0].text, state.*member);
  };
  column.write_json = [member](const S& state, std::string& out) { out += ToJsonText(state.*member); };
  column.read_json = [member](S& state, const nlohmann::json& json) { return FromJson(json, state.*member); };
  return column;
}

// Rows kept beside a record's JSON column, one per element, so that elements can be referred to, filtered on and
// bounded by foreign keys. Written when they change: gone ones are deleted, the others inserted or updated.
template <class S>
struct Links {
  std::string table;                    // "opportunity_team_members"
  std::string parent;                   // its column with the record's id: "opportunity_id"
  std::vector<PhysicalColumn> columns;  // the first is the element's key, unique within the record
  std::function<std::vector<std::vector<Param>>(const S&)> rows;
  bool referenced = false;  // foreign keys of other tables lead to these rows
};

}  // namespace pipewright::postgres

#include "server/integration/files/import/import_plan.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "application/shared/commands/command_bus.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"
#include "server/integration/files/csv_writer.h"
#include "server/wire/request_checks.h"

namespace pipewright::integration {
namespace {

constexpr absl::string_view kDelimiters = ",;|\t";
constexpr size_t kMaxMessage = 1000;

// At most `size` bytes of valid UTF-8, cut between characters.
absl::string_view Cut(absl::string_view text, size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

std::string Quoted(absl::string_view text) { return absl::StrCat("\"", Cut(text, 100), "\""); }

JobError ErrorOf(int64_t line, absl::string_view column, Reason reason, absl::string_view message) {
  return {line, std::string(column), std::string(ReasonName(reason)), std::string(Cut(message, kMaxMessage))};
}

}  // namespace

absl::StatusOr<ImportPlan> ImportPlan::Make(const v1::ImportSpec& spec, const server::ServedKinds& kinds,
                                            const RequestContext& context) {
  ImportPlan plan;
  plan.spec_ = spec;
  Violations violations;
  plan.kind_ = kinds.FindExported(spec.resource());
  if (plan.kind_ == nullptr || plan.kind_->keys().empty()) {
    violations.Add("spec.resource", absl::StrCat("must be one of ", kinds.Names(/*importable=*/true)));
    return violations.ToStatus();
  }
  const std::vector<std::string>& keys = plan.kind_->keys();
  if (!spec.key().empty() && std::find(keys.begin(), keys.end(), spec.key()) == keys.end()) {
    violations.Add("spec.key", absl::StrCat("must be one of ", absl::StrJoin(keys, ", ")));
  }
  if (!spec.delimiter().empty()) {
    if (spec.delimiter().size() == 1 && absl::StrContains(kDelimiters, spec.delimiter())) {
      plan.delimiter_ = spec.delimiter()[0];
    } else {
      violations.Add("spec.delimiter", "must be one of , ; | or a tab");
    }
  }
  plan.currency_ = context.principal->base_currency.code();
  if (!spec.default_currency_code().empty()) {
    Currency currency;
    violations.Take("spec.default_currency_code", Currency::Parse(spec.default_currency_code()), &currency);
    plan.currency_ = currency.code();
  }
  if (spec.apply_assignment_rules()) {
    const auto kind = ParseEnum<RecordKind>(absl::AsciiStrToUpper(plan.kind_->name()));
    if (!kind.ok() || !Has(*kind, KindRole::kAssigned)) {
      violations.Add("spec.apply_assignment_rules", absl::StrCat("no rules assign records of ", plan.kind_->name()));
    }
  }
  if (spec.size_bytes() < 0) violations.Add("spec.size_bytes", "must not be negative");
  std::set<std::string> headers;
  for (int i = 0; i < spec.columns_size(); ++i) {
    const v1::ColumnMapping& column = spec.columns(i);
    const std::string name = absl::StrCat("spec.columns[", i, "]");
    if (!headers.insert(column.header()).second) violations.Add(absl::StrCat(name, ".header"), "is named twice");
    if (column.field().empty()) continue;
    if (const auto field = CellField::Parse(plan.kind_->record(), column.field()); !field.ok()) {
      violations.Note(absl::StrCat(name, ".field"), field.status());
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return plan;
}

absl::Status ImportPlan::CheckRights(const RequestContext& context) const {
  RequestContext needed = context;
  needed.permission = {kind_->name(), "create"};
  RETURN_IF_ERROR(CheckPermission(needed));
  if (!has_key()) return absl::OkStatus();
  needed.permission.action = "update";
  return CheckPermission(needed);
}

absl::Status ImportPlan::ReadHeader(const CsvRow& header) {
  std::map<std::string, std::string> named;
  for (const v1::ColumnMapping& column : spec_.columns()) named[column.header()] = column.field();
  std::vector<std::string> wrong;
  std::set<std::string> seen;
  spec_.clear_columns();
  for (size_t i = 0; i < header.cells.size(); ++i) {
    const std::string& name = header.cells[i];
    v1::ColumnMapping& column = *spec_.add_columns();
    column.set_header(name);
    const bool readable = server::CheckAndNormalize(column).ok();
    if (!name.empty() && !readable) {
      wrong.push_back(absl::StrCat("the header of column ", i + 1, " must be UTF-8 without control characters"));
      continue;
    }
    if (!name.empty() && !seen.insert(name).second) {
      wrong.push_back(absl::StrCat("the header ", Quoted(name), " stands twice"));
      continue;
    }
    if (const auto found = named.find(name); found != named.end()) {
      column.set_field(found->second);
      named.erase(found);
    } else if (const auto field = CellField::Parse(kind_->record(), name); field.ok()) {
      column.set_field(name);
    } else if (!spec_.ignore_unknown_columns()) {
      wrong.push_back(absl::StrCat("column ", i + 1, ": ", Quoted(name), " is not a field of ", kind_->name(),
                                   "; name its field in columns, or ignore unknown columns"));
    }
  }
  for (const auto& [name, field] : named) wrong.push_back(absl::StrCat("no column has the header ", Quoted(name)));
  if (!wrong.empty()) return InvalidCsv(absl::StrCat("line ", header.line, ": ", absl::StrJoin(wrong, "; ")));
  return ReadColumns();
}

absl::Status ImportPlan::ReadColumns() {
  std::vector<std::string> wrong;
  std::set<std::string> paths;
  for (int i = 0; i < spec_.columns_size(); ++i) {
    Column& column = columns_.emplace_back();
    column.header = spec_.columns(i).header();
    const std::string& path = spec_.columns(i).field();
    if (path.empty()) continue;
    ASSIGN_OR_RETURN(CellField field, CellField::Parse(kind_->record(), path));
    if (!paths.insert(path).second) wrong.push_back(absl::StrCat("two columns are the field ", path));
    if (path == spec_.key()) key_column_ = static_cast<size_t>(i);
    // Computed by the server, as in every other call; the id is the exception.
    if (field.output_only() && path != "id") continue;
    if (field.is_money()) money_columns_.push_back(static_cast<size_t>(i));
    column.field = std::move(field);
  }
  PairCurrencies();
  if (has_key() && !key_column_.has_value()) {
    wrong.push_back(absl::StrCat("no column is the field ", spec_.key(), ", which is the key"));
  }
  if (wrong.empty()) return absl::OkStatus();
  return InvalidCsv(absl::StrCat("header: ", absl::StrJoin(wrong, "; ")));
}

void ImportPlan::PairCurrencies() {
  for (Column& column : columns_) {
    const std::string amount = column.field.has_value() ? column.field->amount_path() : "";
    if (amount.empty()) continue;
    for (const size_t i : money_columns_) {
      if (columns_[i].field->path() == amount) column.amount = i;
    }
    if (!column.amount.has_value()) column.field.reset();
  }
}

bool ImportPlan::key_is_settable() const { return spec_.key() == "id" || columns_[*key_column_].field.has_value(); }

std::optional<RowRecord> ImportPlan::Read(const CsvRow& row, std::vector<JobError>& errors) const {
  if (row.cells.size() != columns_.size()) {
    errors.push_back(ErrorOf(row.line, "", Reason::kInvalidCsv,
                             absl::StrCat("the row has ", row.cells.size(), " cells, the header ", columns_.size())));
    return std::nullopt;
  }
  const size_t before = errors.size();
  RowRecord result;
  result.record.reset(google::protobuf::MessageFactory::generated_factory()->GetPrototype(&kind_->record())->New());
  std::set<std::string> mask;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    if (!column.field.has_value()) continue;
    // A currency without an amount says nothing: it would make the amount 0.
    if (column.amount.has_value() && row.cells[*column.amount].empty()) continue;
    const std::string& cell = row.cells[i];
    const bool identity = column.field->path() == "id" || column.field->path() == "etag";
    if (!identity && (!cell.empty() || spec_.clear_empty())) mask.insert(column.field->top());
    if (cell.empty()) continue;
    if (const absl::Status set = column.field->Set(cell, *result.record); !set.ok()) {
      errors.push_back(ErrorOf(row.line, column.header, Reason::kInvalidField, set.message()));
    }
  }
  for (const size_t i : money_columns_) columns_[i].field->SetCurrency(currency_, *result.record);
  if (const auto* const id = kind_->record().FindFieldByName("id")) {
    result.id = result.record->GetReflection()->GetString(*result.record, id);
    result.record->GetReflection()->ClearField(result.record.get(), id);
    if (!result.id.empty()) {
      if (auto uuid = Uuid::Parse(result.id); uuid.ok()) {
        result.id = uuid->ToString();
      } else {
        errors.push_back(ErrorOf(row.line, ColumnOf("id")->header, Reason::kInvalidField, uuid.status().message()));
      }
    }
  }
  if (has_key() && errors.size() == before) {
    auto key = KeyOf(row);
    if (key.ok()) {
      result.key = *std::move(key);
    } else {
      errors.push_back(ErrorOf(row.line, columns_[*key_column_].header, Reason::kInvalidField, key.status().message()));
    }
  }
  if (errors.size() != before) return std::nullopt;
  result.mask.assign(mask.begin(), mask.end());
  return result;
}

// In the form in which it is stored.
absl::StatusOr<std::string> ImportPlan::KeyOf(const CsvRow& row) const {
  const absl::string_view cell = FromSpreadsheet(row.cells[*key_column_]);
  if (cell.empty()) return InvalidValue("is the key and must not be empty");
  if (spec_.key() == "id") {
    ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(cell));
    return id.ToString();
  }
  if (spec_.key() == "email") {
    ASSIGN_OR_RETURN(const EmailAddress email, EmailAddress::Parse(cell));
    return email.value();
  }
  v1::ColumnMapping text;  // any message with a text has it brought to normal form
  text.set_header(std::string(cell));
  if (!server::CheckAndNormalize(text).ok()) return InvalidValue("must be valid UTF-8 without control characters");
  return RequiredText(text.header(), kMaxShortTextLength);
}

const ImportPlan::Column* ImportPlan::ColumnOf(absl::string_view path) const {
  const Column* related = nullptr;
  for (const Column& column : columns_) {
    if (!column.field.has_value()) continue;
    const std::string& own = column.field->path();
    if (own == path) return &column;
    // About a part of the column's value, or about a value of which the column is a part.
    const bool near = absl::StartsWith(path, absl::StrCat(own, ".")) ||
                      absl::StartsWith(path, absl::StrCat(own, "[")) || absl::StartsWith(own, absl::StrCat(path, "."));
    if (near && related == nullptr) related = &column;
  }
  return related;
}

void ImportPlan::Explain(const absl::Status& status, int64_t line, std::vector<JobError>& errors) const {
  const ErrorDetails details = DetailsOf(status);
  const Reason reason = details.reason == Reason::kUnspecified ? Reason::kInternal : details.reason;
  for (const FieldViolation& violation : details.fields) {
    absl::string_view path = violation.field;
    absl::ConsumePrefix(&path, absl::StrCat(kind_->name(), "."));
    const Column* const column = ColumnOf(path);
    errors.push_back(column == nullptr ? ErrorOf(line, "", reason, absl::StrCat(path, ": ", violation.description))
                                       : ErrorOf(line, column->header, reason, violation.description));
  }
  if (!details.fields.empty()) return;
  // A reference that leads nowhere and a value that is taken name their field elsewhere.
  const auto taken = details.metadata.find("field");
  std::string field = taken == details.metadata.end() ? "" : taken->second;
  if (field.empty() && !details.preconditions.empty()) field = details.preconditions.front().subject;
  const Column* const column = field.empty() ? nullptr : ColumnOf(field);
  errors.push_back(ErrorOf(line, column == nullptr ? "" : column->header, reason, status.message()));
}

}  // namespace pipewright::integration

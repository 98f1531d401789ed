// KeptRows::ReadSums: sums that are counted part by part.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/amounts.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/kept_questions.h"
#include "infrastructure/postgres/read/kept_rows.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

// Rows of the same group made one.
class GroupSums {
 public:
  explicit GroupSums(const SumsQuestion& question)
      : group_columns_(static_cast<size_t>(question.group_columns)),
        sum_columns_(static_cast<size_t>(question.sum_columns)) {}

  absl::Status Add(Row row) {
    std::vector<Param> group;
    for (const Cell& cell : row.first(group_columns_)) {
      group.push_back(cell.null ? Param() : Param(std::string(cell.text)));
    }
    std::vector<std::optional<int64_t>>& sums = groups_[std::move(group)];
    sums.resize(sum_columns_);
    for (size_t i = 0; i < sum_columns_; ++i) {
      const Cell& cell = row[group_columns_ + i];
      if (cell.null) continue;
      int64_t sum = 0;
      RETURN_IF_ERROR(Codec<int64_t>::FromText(cell.text, sum));
      const int64_t before = sums[i].value_or(0);
      sums[i] = before > kLargestSumE4 - sum ? kLargestSumE4 : before + sum;
    }
    return absl::OkStatus();
  }

  StoredRows Rows() const {
    StoredRows rows;
    std::vector<std::string> texts(sum_columns_);
    std::vector<Cell> cells;
    for (const auto& [group, sums] : groups_) {
      cells.clear();
      for (const Param& value : group) cells.push_back(value.has_value() ? Cell{*value, false} : Cell{"", true});
      for (size_t i = 0; i < sum_columns_; ++i) {
        texts[i] = sums[i].has_value() ? absl::StrCat(*sums[i]) : "";
        cells.push_back({texts[i], !sums[i].has_value()});
      }
      rows.Add(cells);
    }
    return rows;
  }

 private:
  const size_t group_columns_;
  const size_t sum_columns_;
  std::map<std::vector<Param>, std::vector<std::optional<int64_t>>> groups_;
};

Sql WholeOf(const SumsQuestion& question) {
  return {question.text(WithoutEnd), question.group_columns + question.sum_columns};
}

}  // namespace

absl::Status KeptRows::ReadChanges(ReadSession& session, const TenantId& tenant, const SumsQuestion& question,
                                   const std::string& since, Changes& changes) const {
  static const auto* const sql = new Sql{
      "select pg_current_snapshot()::text, c.id, c.events from ids_changed_since($1::uuid, $2::pg_snapshot, $3::text, "
      "$4::text[], $5::text, $6::bigint) c",
      3};
  changes = Changes();
  return session.Read(*sql,
                      {tenant.ToString(), since, question.resource, ArrayLiteral(question.others), question.field,
                       absl::StrCat(limits_.most_events)},
                      [&](Row row) -> absl::Status {
                        changes.snapshot = std::string(row[0].text);
                        if (!row[1].null) changes.ids.emplace_back(row[1].text);
                        int64_t events = 0;
                        RETURN_IF_ERROR(Codec<int64_t>::FromText(row[2].text, events));
                        changes.too_many = events > limits_.most_events;
                        return absl::OkStatus();
                      });
}

absl::Status KeptRows::Divide(ReadSession& session, const SumsQuestion& question, Answer& answer) {
  const Sql sql{
      absl::StrCat("select id from (select t.id, row_number() over (order by t.id) as n from ", question.table,
                   " t where t.tenant_id = $1::uuid) numbered where n % $2::bigint = 0 "
                   "order by id"),
      1};
  answer.starts.clear();
  RETURN_IF_ERROR(session.Read(sql, {question.params[0], absl::StrCat(question.part_size)}, [&](Row row) {
    answer.starts.emplace_back(row[0].text);
    return absl::OkStatus();
  }));
  answer.parts.assign(answer.starts.size() + 1, nullptr);
  return absl::OkStatus();
}

absl::Status KeptRows::CountPart(ReadSession& session, const SumsQuestion& question, size_t part, Answer& answer) {
  ++parts_counted_;
  std::vector<Param> params = question.params;
  std::string from;
  std::string until;
  if (part > 0) {
    params.emplace_back(answer.starts[part - 1]);
    from = absl::StrCat(" >= $", params.size(), "::uuid");
  }
  if (part < answer.starts.size()) {
    params.emplace_back(answer.starts[part]);
    until = absl::StrCat(" < $", params.size(), "::uuid");
  }
  const auto within = [&](absl::string_view column) {
    std::string condition;
    if (!from.empty()) absl::StrAppend(&condition, " and ", column, from);
    if (!until.empty()) absl::StrAppend(&condition, " and ", column, until);
    return condition;
  };
  auto rows = std::make_shared<StoredRows>();
  RETURN_IF_ERROR(
      session.Read({question.text(within), question.group_columns + question.sum_columns}, params, [&](Row row) {
        rows->Add(row);
        return absl::OkStatus();
      }));
  answer.parts[part] = std::move(rows);
  return absl::OkStatus();
}

absl::Status KeptRows::ReadSums(ReadSession& session, const TenantId& tenant, const SumsQuestion& question,
                                absl::FunctionRef<absl::Status(Row)> on_row) {
  const Sql whole = WholeOf(question);
  if (!question.in_parts) return Read(session, tenant, whole, question.params, on_row);
  const std::string key = KeyOf(tenant, whole, question.params);
  const std::shared_ptr<const Answer> kept = Find(key);
  Changes changes;
  if (kept != nullptr) {
    RETURN_IF_ERROR(ReadChanges(session, tenant, question, kept->snapshot, changes));
    if (changes.ids.empty() && !changes.too_many) {
      ++hits_;
      if (changes.snapshot != kept->snapshot) {
        // The next look needn't pass what was no change of these.
        auto renewed = std::make_shared<Answer>(*kept);
        renewed->snapshot = changes.snapshot;
        Keep(key, std::move(renewed));
      }
      return kept->rows->Replay(on_row);
    }
  }
  ++misses_;
  auto answer = std::make_shared<Answer>();
  answer->tenant = tenant;
  answer->losses = Connection::losses();
  answer->read_time = clock_.Now();
  // What has changed and what is counted are of one moment, so that a record which goes from one part to another is in
  // just one of them.
  RETURN_IF_ERROR(session.HoldStill());
  if (kept != nullptr) RETURN_IF_ERROR(ReadChanges(session, tenant, question, kept->snapshot, changes));
  std::set<size_t> stale;
  if (kept == nullptr || changes.too_many) {
    RETURN_IF_ERROR(ReadSnapshot(session, answer->snapshot));
    RETURN_IF_ERROR(Divide(session, question, *answer));
    for (size_t part = 0; part < answer->parts.size(); ++part) stale.insert(part);
  } else {
    *answer = *kept;
    answer->snapshot = changes.snapshot;
    for (const std::string& id : changes.ids) {
      // Ids are lower-case texts of one length, which compare as the ids do.
      const auto next = std::upper_bound(answer->starts.begin(), answer->starts.end(), id);
      stale.insert(static_cast<size_t>(next - answer->starts.begin()));
    }
  }
  for (const size_t part : stale) RETURN_IF_ERROR(CountPart(session, question, part, *answer));

  GroupSums sums(question);
  answer->bytes = key.size() * 2 + answer->snapshot.size() + sizeof(Answer);
  for (const auto& part : answer->parts) {
    RETURN_IF_ERROR(part->Replay([&](Row row) { return sums.Add(row); }));
    answer->bytes += part->bytes() + sizeof(StoredRows) + 64;
  }
  answer->rows = std::make_shared<const StoredRows>(sums.Rows());
  answer->bytes += answer->rows->bytes();
  if (answer->bytes <= limits_.sums_bytes) {
    Keep(key, answer);
  } else {
    Drop(key);
  }
  return answer->rows->Replay(on_row);
}

}  // namespace pipewright::postgres

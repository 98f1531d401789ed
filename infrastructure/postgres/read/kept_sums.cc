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

// However many records there are: what is kept for each is looked through after every change.
constexpr int kMostParts = 64;
constexpr size_t kStartBytes = 64;  // of where a part begins

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
  std::vector<Param> params(question.params.begin(),
                            question.params.begin() + static_cast<std::ptrdiff_t>(question.from_params));
  params.emplace_back(absl::StrCat(question.part_size));
  const Sql sql{absl::StrCat("select id from (select t.id, row_number() over (order by t.id) as n, count(*) over () as "
                             "records from ",
                             question.from, ") numbered where n % greatest($", params.size(), "::bigint, (records + ",
                             kMostParts - 1, ") / ", kMostParts, ") = 0 order by id"),
                1};
  answer.starts.clear();
  RETURN_IF_ERROR(session.Read(sql, params, [&](Row row) {
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
  const Sql whole{question.text(WithoutEnd), question.group_columns + question.sum_columns};
  if (!question.in_parts) return Read(session, tenant, whole, question.params, on_row);
  const std::string key = absl::StrCat("sums ", KeyOf(tenant, whole, question.params));
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
  // What is asked once isn't divided, nor what has changed all over.
  if (kept == nullptr || changes.too_many || kept->indivisible) {
    std::shared_ptr<Answer> answer = NewAnswer(tenant);
    answer->indivisible = kept != nullptr && kept->indivisible;
    RETURN_IF_ERROR(ReadSnapshot(session, answer->snapshot));
    return ReadWhole(session, key, whole, question.params, limits_.sums_bytes, std::move(answer), on_row);
  }
  // What has changed and what is counted are of one moment, so that a record which goes from one part to another is in
  // just one of them.
  RETURN_IF_ERROR(session.HoldStill());
  RETURN_IF_ERROR(ReadChanges(session, tenant, question, kept->snapshot, changes));
  auto answer = std::make_shared<Answer>(*kept);
  answer->snapshot = changes.snapshot;
  std::set<size_t> stale;
  if (kept->parts.empty() || changes.too_many) {
    answer->losses = Connection::losses();
    answer->read_time = clock_.Now();
    RETURN_IF_ERROR(Divide(session, question, *answer));
    for (size_t part = 0; part < answer->parts.size(); ++part) stale.insert(part);
  } else {
    for (const std::string& id : changes.ids) {
      // Ids are lower-case texts of one length, which compare as the ids do.
      const auto next = std::upper_bound(answer->starts.begin(), answer->starts.end(), id);
      stale.insert(static_cast<size_t>(next - answer->starts.begin()));
    }
  }
  GroupSums sums(question);
  answer->bytes = key.size() * 2 + answer->snapshot.size() + sizeof(Answer);
  for (size_t part = 0; part < answer->parts.size(); ++part) {
    if (stale.contains(part)) RETURN_IF_ERROR(CountPart(session, question, part, *answer));
    answer->bytes += answer->parts[part]->bytes() + sizeof(StoredRows) + kStartBytes;
    if (answer->bytes > limits_.sums_bytes) {
      answer->starts.clear();
      answer->parts.clear();
      answer->indivisible = true;
      return ReadWhole(session, key, whole, question.params, limits_.sums_bytes, std::move(answer), on_row);
    }
    RETURN_IF_ERROR(answer->parts[part]->Replay([&](Row row) { return sums.Add(row); }));
  }
  answer->rows = std::make_shared<const StoredRows>(sums.Rows());
  answer->bytes += answer->rows->bytes();
  Keep(key, answer);
  return answer->rows->Replay(on_row);
}

}  // namespace pipewright::postgres

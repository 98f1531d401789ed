// A random history of a tenant's opportunities, with what was to be seen after each step: what reads of the past are
// compared with.
#pragma once

#include <rapidcheck.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/sales/account_commands.h"
#include "application/shared/queries/record_queries.h"
#include "infrastructure/postgres/read/reader.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/security/page_token_sealer.h"
#include "tests/support/infrastructure/sales_store.h"

namespace pipewright::sales {

// All that is stored of it, as text.
inline std::string TextOf(const OpportunityState& state) {
  std::string text;
  for (const auto& column : postgres::OpportunityTable().columns()) {
    absl::StrAppend(&text, column.field, "=");
    column.write_json(state, text);
    text += ' ';
  }
  return text;
}

inline std::string TextOf(const Money& money) { return absl::StrCat(money.e4(), " ", money.currency().code()); }

inline std::string TextOf(const PipelineView& view) {
  std::string text = view.pipeline_name;
  for (const StageView& stage : view.stages) {
    absl::StrAppend(&text, "\n", stage.stage.name, ": ", stage.count);
    for (const StageTotal& total : stage.totals) {
      absl::StrAppend(&text, ", ", total.count, " of ", TextOf(total.amount), " and ", TextOf(total.expected_revenue));
    }
    for (const OpportunityState& largest : stage.largest) absl::StrAppend(&text, "; ", TextOf(largest));
    for (const OwnerView& owner : stage.owners) absl::StrAppend(&text, "; ", owner.owner_id.ToString(), owner.count);
  }
  return text;
}

class RandomHistory {
 public:
  // What was to be seen at a moment.
  struct Observation {
    absl::Time at;
    std::map<OpportunityId, OpportunityState> opportunities;  // deleted ones too
    std::vector<std::string> listed;
    std::string view;
  };

  RandomHistory() = default;
  // On a database of the test's own.
  RandomHistory(const std::string& app_url, const std::string& owner_url)
      : store{testing::PostgresWorld(app_url, owner_url)} {}

  SalesStore store;
  UserId other = store.world.AddMember();
  std::vector<OpportunityId> ids;
  std::vector<Observation> observations;

  // Takes `steps` steps, some of which the rules forbid, and looks around after each unless nobody wants to know.
  void Run(int steps, bool look = true) {
    CreateAccount create;
    create.details.name = Change<std::string>::Set("Acme");
    account_ = store.DoAs(store.world.context(), accounts_, create).value().state().id;
    for (int step = 0; step < steps; ++step) {
      Step();
      if (look) observations.push_back(Look());
    }
  }

  Observation Look(std::optional<absl::Time> read_time = std::nullopt) {
    Observation seen;
    seen.at = read_time.value_or(store.world.clock().now);
    ListRequest list;
    list.show_deleted = true;
    list.read_time = read_time;
    for (const OpportunityState& state : All(list)) seen.opportunities[state.id] = state;
    list.show_deleted = false;
    list.filter = "status = OPEN OR tags:vip OR NOT tags:*";
    list.order_by = "amount desc, title";
    list.page_size = 2;
    for (const OpportunityState& state : All(list)) seen.listed.push_back(TextOf(state));
    GetPipelineView query;
    query.group_by_owner = true;
    query.read_time = read_time;
    seen.view = TextOf(store.insights.Handle(store.world.context(), query).value());
    return seen;
  }

  postgres::PostgresReader<Opportunity>& reader() { return reader_; }

 private:
  template <class T>
  static T OneOf(const std::vector<T>& values) {
    return *rc::gen::elementOf(values);
  }

  std::vector<OpportunityState> All(ListRequest list) {
    std::vector<OpportunityState> all;
    do {
      auto page = queries_.Handle(store.world.context(), ListRecords<Opportunity>{list}).value();
      for (OpportunityState& state : page.items) all.push_back(std::move(state));
      list.page_token = page.next_page_token;
    } while (!list.page_token.empty());
    return all;
  }

  void Create() {
    CreateOpportunity create;
    Describe(create.details);
    if (*rc::gen::arbitrary<bool>()) create.details.account_id = Change<AccountId>::Set(account_);
    const auto created = store.Do(create);
    if (created.ok()) ids.push_back(created->state().id);
  }

  void Describe(OpportunityChanges& changes) {
    changes.title = Change<std::string>::Set(OneOf<std::string>({"Desks", "Chairs", "Lamps"}));
    if (*rc::gen::arbitrary<bool>()) {
      changes.amount =
          *rc::gen::inRange(0, 4) == 0
              ? Change<Money>::Clear()
              : Change<Money>::Set(MoneyOf(OneOf<const char*>({"EUR", "EUR", "USD"}), *rc::gen::inRange(0, 4)));
    }
    if (*rc::gen::arbitrary<bool>()) {
      changes.tags = Change<std::vector<std::string>>::Set(
          OneOf<std::vector<std::string>>({{}, {"vip"}, {"new"}, {"new", "vip"}}));
    }
    if (*rc::gen::arbitrary<bool>()) {
      changes.expected_close_date = Change<absl::CivilDay>::Set(absl::CivilDay(2027, 1, 1) + *rc::gen::inRange(0, 4));
    }
    if (*rc::gen::arbitrary<bool>()) changes.account_id = Change<AccountId>::Set(account_);
  }

  void Step() {
    store.world.clock().now += absl::Microseconds(*rc::gen::inRange(1, 5'000'000));
    const int choice = *rc::gen::inRange(0, 12);
    if (ids.empty() || choice <= 1) return Create();
    const OpportunityId id = OneOf(ids);
    switch (choice) {
      case 2:
      case 3:
      case 4: {
        UpdateOpportunity update;
        update.id = id;
        Describe(update.changes);
        return (void)store.Do(update);
      }
      case 5:
      case 6:
        return (void)store.Do(MoveOpportunityStage{id, std::nullopt, store.StageNo(*rc::gen::inRange<size_t>(0, 4))});
      case 7: {
        LoseOpportunity lose;
        lose.id = id;
        lose.loss.reason = "PRICE";
        return (void)store.Do(lose);
      }
      case 8: {
        WinOpportunity win;
        win.id = id;
        return (void)store.Do(win);
      }
      case 9:
        return (void)store.Do(ReopenOpportunity{id, std::nullopt, store.StageNo(0)});
      case 10:
        return (void)store.Do(
            ReassignOpportunity{id, std::nullopt, OneOf<UserId>({other, store.world.context().user()})});
      default:
        if (store.Do(DeleteRecord<Opportunity>{id, std::nullopt}).ok()) return;
        (void)store.Do(UndeleteRecord<Opportunity>{id, std::nullopt});
        return RenameStage();
    }
  }

  void RenameStage() {
    UpdatePipeline update;
    update.id = store.pipeline.state().id;
    std::vector<Stage> stages = store.pipeline.state().stages;
    stages[0].name = absl::StrCat("Renamed ", absl::ToUnixMicros(store.world.clock().now));
    update.changes.stages = Change<std::vector<Stage>>::Set(stages);
    (void)store.DoAs(store.world.context(), store.pipeline_commands, update);
  }

  FakePhones phones_;
  AccountCommands accounts_{store.world.ids(), phones_};
  AccountId account_;
  HmacPageTokenSealer sealer_{std::string(32, 'k')};
  ListChecker lists_{store.world.clock(), sealer_};
  postgres::PostgresReader<Opportunity> reader_{store.world.pool(), postgres::OpportunityTable()};
  RecordQueries<Opportunity> queries_{reader_, lists_};
};

}  // namespace pipewright::sales

// Deals, the companies and members that they refer to, in tables and in memory: what lists are compared on.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/shared/queries/list_checker.h"
#include "application/shared/queries/list_request.h"
#include "infrastructure/postgres/connection/connection.h"
#include "infrastructure/postgres/table/table_layout.h"
#include "infrastructure/security/page_token_sealer.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/filter_catalog.h"
#include "tests/support/filter_evaluator.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {

using Strings = std::vector<std::string>;

// The texts, tags and states of their fields.
const Strings& DealTexts();
const Strings& DealTags();
const Strings& DealStates();

// Ids by number: deals from 0 on, members 1000 to 1002, companies 2000 to 2011.
Uuid IdOf(int n);

// The member 1000, whose unit has 1001 too. Reads all deals, and of the companies all, their own or their unit's.
RequestContext Reading(Scope companies);

struct FakeCompany {
  filter::FakeRecord record;
  int owner = 0;  // 1000 to 1002
  bool deleted = false;

  bool SeenBy(const RequestContext& context, bool show_deleted) const;
};

// Tables whose fields are those of DealCatalog and of what it refers to, with 200 deals of a few values each, so that
// filters hit and keys tie.
class Deals {
 public:
  static Deals& Get() {
    static auto* const deals = new Deals();
    return *deals;
  }

  const TableLayout& layout() const { return layout_; }
  // The deals as `context` sees them: with the fields of what they refer to, as far as the caller may read it.
  std::map<std::string, filter::FakeRecord> Records(const RequestContext& context, bool show_deleted) const;
  Connection& connection() { return *connection_; }
  const FakeClock& clock() const { return clock_; }

  // The ids that a list gives, in its order, all pages after each other.
  absl::StatusOr<Strings> List(ListRequest request, const RequestContext& context = ContextOf());
  absl::StatusOr<int64_t> Count(ListRequest request, const RequestContext& context);

 private:
  Deals();
  static void Describe(TableLayout& layout, const char* table, const std::string& link_prefix,
                       const FieldCatalog& catalog);
  std::set<std::string> AnyTags(const std::string& tenant, const std::string& id, const char* insert,
                                std::vector<Step>& steps);
  // Twelve companies, some deleted, owned by three members; and the members.
  void FillReferred(const std::string& tenant, std::vector<Step>& steps);
  void FillDeals(const std::string& tenant, std::vector<Step>& steps);
  void Fill();

  // The same numbers on every run: what fails can be looked at again.
  int Next(int bound) {
    seed_ = seed_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<int>((seed_ >> 33) % static_cast<uint64_t>(bound));
  }

  testing::EmptyDatabase database_;
  FakeClock clock_;
  HmacPageTokenSealer sealer_{std::string(32, 'k')};
  ListChecker lists_{clock_, sealer_};
  std::unique_ptr<Connection> connection_;
  TableLayout members_;
  TableLayout companies_layout_;
  TableLayout layout_;
  std::map<std::string, filter::FakeRecord> records_;
  std::map<Uuid, FakeCompany> companies_;
  uint64_t seed_ = 42;
};

}  // namespace pipewright::postgres

#include "bench/front_pages.h"

#include <algorithm>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bench/libpq_session.h"
#include "bench/tenant.h"
#include "pipewright/catalog/v1/cross_sell_service.grpc.pb.h"
#include "pipewright/catalog/v1/engagement_service.grpc.pb.h"
#include "pipewright/catalog/v1/offering_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/sales/v1/opportunity_service.grpc.pb.h"

namespace pipewright::bench {
namespace {

namespace sv1 = sales::v1;
namespace cv1 = catalog::v1;

constexpr int kOfferings = 50;
constexpr int kEngagements = 3;  // an account
constexpr int kBatch = 1000;

// A tenant and the stubs that fill and ask it.
class Shop {
 public:
  Shop(const std::shared_ptr<grpc::Channel>& channel, const std::string& owner_url, const std::string& name,
       int opportunities)
      : tenant_(MakeTenant(channel, owner_url, 0, name)),
        bearer_(absl::StrCat("Bearer ", tenant_.access_token)),
        accounts_(channel),
        opportunities_(channel),
        offerings_(channel),
        engagements_(channel),
        matrix_(channel) {
    Fill(opportunities);
    // As it is some minutes later, by the database's own care.
    LibpqSession(owner_url, tenant_.tenant_id).Execute("vacuum analyze", {});
  }

  LoadCall Matrix() {
    return [this](int, int64_t) {
      cv1::GetCrossSellMatrixRequest request;
      request.set_page_size(50);
      request.set_page_token(matrix_token_);
      request.set_return_row_totals(true);
      cv1::GetCrossSellMatrixResponse page;
      std::string error = Ask(&cv1::CrossSellService::Stub::GetCrossSellMatrix, matrix_, request, page);
      if (error.empty() && page.rows_size() == 0) error = "an empty page";
      matrix_token_ = page.next_page_token();  // on to the next page, and from the last to the first
      return error;
    };
  }
  LoadCall ColumnTotals() {
    return [this](int, int64_t) {
      cv1::GetCrossSellMatrixRequest request;
      request.set_return_column_totals(true);
      cv1::GetCrossSellMatrixResponse page;
      return Ask(&cv1::CrossSellService::Stub::GetCrossSellMatrix, matrix_, request, page);
    };
  }
  // The call, each time after one of the accounts has got another region.
  LoadCall AfterAccountChange(LoadCall call) {
    return [this, call = std::move(call)](int caller, int64_t round) {
      sv1::UpdateAccountRequest request;
      request.mutable_account()->set_id(OneOf(account_ids_, round));
      request.mutable_account()->set_region(absl::StrCat("Region ", round));
      sv1::Account account;
      const std::string error = Ask(&sv1::AccountService::Stub::UpdateAccount, accounts_, request, account);
      return error.empty() ? call(caller, round) : error;
    };
  }
  // The call, each time after one of the opportunities has got another title.
  LoadCall AfterOpportunityChange(LoadCall call) {
    return [this, call = std::move(call)](int caller, int64_t round) {
      sv1::UpdateOpportunityRequest request;
      request.mutable_opportunity()->set_id(OneOf(opportunity_ids_, round));
      request.mutable_opportunity()->set_title(absl::StrCat("Title ", round));
      sv1::Opportunity opportunity;
      const std::string error =
          Ask(&sv1::OpportunityService::Stub::UpdateOpportunity, opportunities_, request, opportunity);
      return error.empty() ? call(caller, round) : error;
    };
  }
  LoadCall AccountStatistics() {
    return [this](int, int64_t) {
      sv1::GetAccountStatisticsResponse response;
      return Ask(&sv1::AccountService::Stub::GetAccountStatistics, accounts_, sv1::GetAccountStatisticsRequest(),
                 response);
    };
  }
  LoadCall OpportunityStatistics() {
    return [this](int, int64_t) {
      sv1::GetOpportunityStatisticsResponse response;
      return Ask(&sv1::OpportunityService::Stub::GetOpportunityStatistics, opportunities_,
                 sv1::GetOpportunityStatisticsRequest(), response);
    };
  }
  LoadCall Rollup() {
    return [this](int, int64_t round) {
      sv1::GetAccountRollupRequest request;
      request.set_id(OneOf(account_ids_, round));
      sv1::GetAccountRollupResponse response;
      return Ask(&sv1::AccountService::Stub::GetAccountRollup, accounts_, request, response);
    };
  }

 private:
  // Another one each round, from all over.
  static const std::string& OneOf(const std::vector<std::string>& ids, int64_t round) {
    return ids[static_cast<size_t>(round) * 7919 % ids.size()];
  }

  template <class Stub, class Request, class Response>
  std::string Ask(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Stub& stub,
                  const Request& request, Response& response) {
    grpc::ClientContext call;
    call.AddMetadata("authorization", bearer_);
    const grpc::Status status = (stub.*method)(&call, request, &response);
    return status.ok() ? std::string() : status.error_message();
  }

  // `add`(request, n) adds the nth record to a batch; `take` gets each answer.
  template <class Stub, class Request, class Response>
  void Create(int count, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Stub& stub,
              const std::function<void(Request&, int)>& add, const std::function<void(const Response&)>& take) {
    for (int done = 0; done < count; done += kBatch) {
      Request request;
      for (int n = done; n < std::min(count, done + kBatch); ++n) add(request, n);
      Response response;
      const std::string error = Ask(method, stub, request, response);
      if (!error.empty()) throw std::runtime_error(error);
      take(response);
    }
  }

  void Fill(int opportunities) {
    Create<cv1::OfferingService::Stub, cv1::BatchCreateOfferingsRequest, cv1::BatchCreateOfferingsResponse>(
        kOfferings, &cv1::OfferingService::Stub::BatchCreateOfferings, offerings_,
        [](auto& batch, int n) {
          cv1::Offering& offering = *batch.add_requests()->mutable_offering();
          offering.set_name(absl::StrCat("Offering ", n));
        },
        [&](const auto& made) {
          for (const auto& offering : made.offerings()) offering_ids_.push_back(offering.id());
        });
    Create<sv1::AccountService::Stub, sv1::BatchCreateAccountsRequest, sv1::BatchCreateAccountsResponse>(
        opportunities / 10, &sv1::AccountService::Stub::BatchCreateAccounts, accounts_,
        [](auto& batch, int n) {
          sv1::Account& account = *batch.add_requests()->mutable_account();
          account.set_name(absl::StrCat("Account ", n));
          account.mutable_annual_revenue()->set_currency_code("EUR");
          account.mutable_annual_revenue()->set_units(n);
        },
        [&](const auto& made) {
          for (const auto& account : made.accounts()) account_ids_.push_back(account.id());
        });
    const int accounts = static_cast<int>(account_ids_.size());
    Create<cv1::EngagementService::Stub, cv1::BatchCreateEngagementsRequest, cv1::BatchCreateEngagementsResponse>(
        accounts * kEngagements, &cv1::EngagementService::Stub::BatchCreateEngagements, engagements_,
        [&](auto& batch, int n) {
          cv1::Engagement& engagement = *batch.add_requests()->mutable_engagement();
          engagement.set_account_id(account_ids_[n % accounts]);
          engagement.set_offering_id(offering_ids_[(n % accounts + n / accounts * 7) % kOfferings]);
          engagement.mutable_value()->set_currency_code("EUR");
          engagement.mutable_value()->set_units(100 + n % 900);
        },
        [](const auto&) {});
    Create<sv1::OpportunityService::Stub, sv1::BatchCreateOpportunitiesRequest, sv1::BatchCreateOpportunitiesResponse>(
        opportunities, &sv1::OpportunityService::Stub::BatchCreateOpportunities, opportunities_,
        [&](auto& batch, int n) {
          sv1::Opportunity& opportunity = *batch.add_requests()->mutable_opportunity();
          opportunity.set_title(absl::StrCat("Opportunity ", n));
          opportunity.set_account_id(account_ids_[n % accounts]);
          opportunity.set_stage_id(tenant_.open_stage_ids[n % tenant_.open_stage_ids.size()]);
          sv1::LineItem& item = *opportunity.add_line_items();
          item.set_offering_id(offering_ids_[(n / 10 + n) % kOfferings]);
          item.mutable_unit_price()->set_currency_code("EUR");
          item.mutable_unit_price()->set_units(n % 10'000);
        },
        [&](const auto& made) {
          for (const auto& opportunity : made.opportunities()) opportunity_ids_.push_back(opportunity.id());
        });
  }

  const BenchTenant tenant_;
  const std::string bearer_;
  sv1::AccountService::Stub accounts_;
  sv1::OpportunityService::Stub opportunities_;
  cv1::OfferingService::Stub offerings_;
  cv1::EngagementService::Stub engagements_;
  cv1::CrossSellService::Stub matrix_;
  std::vector<std::string> offering_ids_;
  std::vector<std::string> account_ids_;
  std::vector<std::string> opportunity_ids_;
  std::string matrix_token_;
};

}  // namespace

std::vector<Scenario> MeasureFrontPages(LoadOptions load, const std::shared_ptr<grpc::Channel>& channel,
                                        const std::string& owner_url, int opportunities) {
  load.connections = 1;
  load.streams = 1;
  std::cerr << "filling two tenants" << std::endl;
  Shop much(channel, owner_url, "much", opportunities);
  Shop tenth(channel, owner_url, "tenth", opportunities / 10);
  std::vector<Scenario> scenarios;
  const auto measure = [&](const std::string& name, const std::function<LoadCall(Shop&)>& call) {
    std::cerr << "running: " << name << std::endl;
    LoadResult of_tenth = RunLoad(load, call(tenth));
    scenarios.push_back(
        {absl::StrCat(name, ", one caller"), RunLoad(load, call(much)), "a tenth of the records", std::move(of_tenth)});
  };
  measure("50 accounts of the cross-sell matrix", &Shop::Matrix);
  measure("the same with the totals of its columns", &Shop::ColumnTotals);
  measure("account statistics", &Shop::AccountStatistics);
  measure("opportunity statistics", &Shop::OpportunityStatistics);
  measure("account roll-up", &Shop::Rollup);
  measure("a change, and account statistics",
          [](Shop& shop) { return shop.AfterAccountChange(shop.AccountStatistics()); });
  measure("a change, and opportunity statistics",
          [](Shop& shop) { return shop.AfterOpportunityChange(shop.OpportunityStatistics()); });
  measure("a change, and column totals", [](Shop& shop) { return shop.AfterOpportunityChange(shop.ColumnTotals()); });
  return scenarios;
}

}  // namespace pipewright::bench

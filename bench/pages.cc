#include "bench/pages.h"

#include <algorithm>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"

namespace pipewright::bench {
namespace {

namespace v1 = sales::v1;

constexpr int kPageSize = 50;
constexpr int kDeepPage = 10'000;

class Lists {
 public:
  Lists(const std::vector<std::unique_ptr<v1::OpportunityService::Stub>>& stubs, const BenchTenant& tenant)
      : stubs_(stubs), bearer_(absl::StrCat("Bearer ", tenant.access_token)) {}

  grpc::Status Page(int caller, const std::string& token, int size, v1::ListOpportunitiesResponse& page) const {
    grpc::ClientContext call;
    call.AddMetadata("authorization", bearer_);
    v1::ListOpportunitiesRequest request;
    request.set_order_by("amount desc");
    request.set_page_size(size);
    request.set_page_token(token);
    return stubs_[caller]->ListOpportunities(&call, request, &page);
  }

  LoadCall Calling(const std::string& token) const {
    return [this, token](int caller, int64_t /*round*/) {
      v1::ListOpportunitiesResponse page;
      const grpc::Status status = Page(caller, token, kPageSize, page);
      if (!status.ok()) return status.error_message();
      return page.opportunities_size() == kPageSize ? std::string() : "a page that is not full";
    };
  }

 private:
  const std::vector<std::unique_ptr<v1::OpportunityService::Stub>>& stubs_;
  const std::string bearer_;
};

}  // namespace

Scenario ComparePages(const LoadOptions& load, const std::vector<std::unique_ptr<v1::OpportunityService::Stub>>& stubs,
                      const BenchTenant& tenant) {
  const Lists lists(stubs, tenant);
  std::string token;
  int64_t rows = 0;
  for (std::string next; rows < int64_t{kPageSize} * (kDeepPage - 1);) {
    const auto left = int64_t{kPageSize} * (kDeepPage - 1) - rows;
    v1::ListOpportunitiesResponse page;
    const grpc::Status status = lists.Page(0, next, static_cast<int>(std::min<int64_t>(left, 1000)), page);
    if (!status.ok()) throw std::runtime_error(absl::StrCat("list: ", status.error_message()));
    if (page.next_page_token().empty()) break;  // so few rows: the page before the last one
    token = next = page.next_page_token();
    rows += page.opportunities_size();
  }
  if (token.empty()) throw std::runtime_error("the list has one page only");
  std::cerr << "running: pages" << std::endl;
  LoadResult first = RunLoad(load, lists.Calling(""));
  LoadResult deep = RunLoad(load, lists.Calling(token));
  return {absl::StrCat("list 50, page ", rows / kPageSize + 1), std::move(deep), "page 1", std::move(first)};
}

}  // namespace pipewright::bench

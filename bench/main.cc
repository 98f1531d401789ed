// pipewright_bench: the server against what the same machine can do at best, in one run.
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/batch_create.h"
#include "bench/ceiling_service.h"
#include "bench/front_pages.h"
#include "bench/history.h"
#include "bench/load.h"
#include "bench/pages.h"
#include "bench/report.h"
#include "bench/tenant.h"
#include "bench/watch.h"
#include "infrastructure/postgres/embedded/cluster.h"
#include "infrastructure/postgres/schema/migrator.h"
#include "pipewright/sales/v1/opportunity_service.grpc.pb.h"
#include "server/composition/backend.h"

namespace pipewright::bench {
namespace {

namespace v1 = sales::v1;

constexpr char kWatch[] = "watch";
constexpr char kFrontPages[] = "front pages";

struct Options {
  int opportunities = 100'000;
  int seconds = 5;
  LoadOptions load;
  WatchOptions watch;
  std::string data_dir;
  bool json = false;
  std::vector<std::string> only;
};

class NoObserver : public server::CallObserver {
 public:
  void OnFinished(const server::FinishedCall& /*call*/) override {}
};

// A gRPC server of some services on a free port of the loopback interface, and stubs on connections of their own.
class Endpoint {
 public:
  explicit Endpoint(const std::vector<grpc::Service*>& services) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    for (grpc::Service* const service : services) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
    address_ = absl::StrCat("127.0.0.1:", port);
  }
  ~Endpoint() { server_->Shutdown(); }

  std::shared_ptr<grpc::Channel> Connect() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(address_, grpc::InsecureChannelCredentials(), arguments);
  }

 private:
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

using Stubs = std::vector<std::unique_ptr<v1::OpportunityService::Stub>>;

// One stub a caller; callers share the connections evenly.
Stubs Connect(const Endpoint& endpoint, const LoadOptions& load) {
  Stubs stubs;
  for (int connection = 0; connection < load.connections; ++connection) {
    const auto channel = endpoint.Connect();
    for (int stream = 0; stream < load.streams; ++stream)
      stubs.push_back(std::make_unique<v1::OpportunityService::Stub>(channel));
  }
  return stubs;
}

template <class Request, class Response>
LoadCall Calling(const Stubs& stubs, const std::string& token,
                 grpc::Status (v1::OpportunityService::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 std::function<Request(int, int64_t)> request) {
  return [&stubs, bearer = absl::StrCat("Bearer ", token), method, request = std::move(request)](int caller,
                                                                                                 int64_t round) {
    grpc::ClientContext call;
    call.AddMetadata("authorization", bearer);
    Response response;
    const grpc::Status status = (stubs[caller].get()->*method)(&call, request(caller, round), &response);
    return status.ok() ? std::string() : status.error_message();
  };
}

class Benchmark {
 public:
  Benchmark(const Options& options, const Stubs& ours, const Stubs& ceiling, const Stubs& echo,
            const BenchTenant& tenant)
      : options_(options), ours_(ours), ceiling_(ceiling), echo_(echo), tenant_(tenant) {}

  std::vector<Scenario> Run() {
    const std::function<v1::GetOpportunityRequest(int, int64_t)> get = [this](int caller, int64_t round) {
      v1::GetOpportunityRequest request;
      request.set_id(AnyOpportunity(caller, round));
      return request;
    };
    Compare("get", "libpq prepared", &v1::OpportunityService::Stub::GetOpportunity, get, get);
    if (Wanted("get")) {
      scenarios_.push_back(
          {"get, against gRPC alone", scenarios_.back().measured, "bare gRPC echo",
           RunLoad(options_.load, Calling(echo_, "", &v1::OpportunityService::Stub::GetOpportunity, get))});
    }

    const auto list = [this](const std::string& filter) {
      return std::function<v1::ListOpportunitiesRequest(int, int64_t)>([this, filter](int caller, int64_t) {
        v1::ListOpportunitiesRequest request;
        request.set_page_size(50);
        request.set_filter(
            absl::StrCat(filter.empty() ? "" : filter,
                         filter.empty() ? AnyStage(caller) : absl::StrCat("\"", AnyStage(caller), "\"")));
        request.set_order_by("amount");
        return request;
      });
    };
    Compare("list 50 of a stage by amount", "libpq prepared", &v1::OpportunityService::Stub::ListOpportunities,
            list("stage_id = "), list(""));

    if (Wanted("pages")) scenarios_.push_back(ComparePages(options_.load, ours_, tenant_));

    const std::function<v1::CreateOpportunityRequest(int, int64_t)> create = [this](int caller, int64_t round) {
      v1::CreateOpportunityRequest request;
      request.mutable_opportunity()->set_title(absl::StrCat("New ", caller, "-", round));
      request.mutable_opportunity()->set_stage_id(tenant_.open_stage_ids[0]);
      request.mutable_opportunity()->set_pipeline_id(tenant_.pipeline_id);
      request.mutable_opportunity()->mutable_amount()->set_currency_code("EUR");
      request.mutable_opportunity()->mutable_amount()->set_units(round % 10'000);
      return request;
    };
    Compare("create", "libpq, the same statements", &v1::OpportunityService::Stub::CreateOpportunity, create, create);

    const std::function<v1::MoveOpportunityStageRequest(int, int64_t)> move = [this](int caller, int64_t round) {
      v1::MoveOpportunityStageRequest request;
      // Callers keep to opportunities of their own, and each move leads to another stage.
      request.set_id(OwnOpportunity(caller, round));
      const int64_t lap = round / OwnCount();
      request.set_stage_id(tenant_.open_stage_ids[(lap + 1 + stage_offset_) % tenant_.open_stage_ids.size()]);
      return request;
    };
    Compare("move stage", "libpq, the same statements", &v1::OpportunityService::Stub::MoveOpportunityStage, move,
            move);
    return std::move(scenarios_);
  }

  bool Wanted(const std::string& name) const {
    return options_.only.empty() || std::find(options_.only.begin(), options_.only.end(), name) != options_.only.end();
  }

 private:
  template <class Request, class Response>
  void Compare(const std::string& name, const std::string& ceiling_name,
               grpc::Status (v1::OpportunityService::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
               const std::function<Request(int, int64_t)>& request,
               const std::function<Request(int, int64_t)>& ceiling_request) {
    if (!Wanted(name)) return;
    std::cerr << "running: " << name << std::endl;
    LoadResult ceiling = RunLoad(options_.load, Calling(ceiling_, "", method, ceiling_request));
    ++stage_offset_;
    LoadResult measured = RunLoad(options_.load, Calling(ours_, tenant_.access_token, method, request));
    ++stage_offset_;
    scenarios_.push_back({name, std::move(measured), ceiling_name, std::move(ceiling)});
  }

  const std::string& AnyOpportunity(int caller, int64_t round) const {
    return tenant_.opportunity_ids[(caller * 7919 + round * 104'729) % tenant_.opportunity_ids.size()];
  }
  int64_t OwnCount() const { return static_cast<int64_t>(tenant_.opportunity_ids.size() / ours_.size()); }
  const std::string& OwnOpportunity(int caller, int64_t round) const {
    return tenant_.opportunity_ids[caller * OwnCount() + round % OwnCount()];
  }
  const std::string& AnyStage(int caller) const {
    return tenant_.open_stage_ids[caller % tenant_.open_stage_ids.size()];
  }

  const Options& options_;
  const Stubs& ours_;
  const Stubs& ceiling_;
  const Stubs& echo_;
  const BenchTenant& tenant_;
  std::vector<Scenario> scenarios_;
  int stage_offset_ = 0;
};

int Main(Options options) {
  options.load.duration = absl::Seconds(options.seconds);
  std::string folder = options.data_dir;
  if (folder.empty()) {
    std::string pattern = "/tmp/pipewright-bench-XXXXXX";
    folder = mkdtemp(pattern.data());
    std::filesystem::permissions(folder, std::filesystem::perms::others_exec, std::filesystem::perm_options::add);
  }
  postgres::EmbeddedClusterOptions cluster_options;
  cluster_options.data_dir = folder;
  auto cluster = postgres::EmbeddedCluster::Start(cluster_options);
  if (!cluster.ok()) {
    std::cerr << cluster.status().message() << "\n";
    return 1;
  }
  const std::string owner_url = (*cluster)->owner_url();
  if (const auto migrated = postgres::Migrate(owner_url); !migrated.ok()) {
    std::cerr << migrated.status().message() << "\n";
    return 1;
  }
  std::vector<Scenario> scenarios;
  std::string watched;
  {
    NoObserver observer;
    server::BackendOptions backend_options;
    backend_options.database.url = (*cluster)->app_url();
    backend_options.content.folder = folder + "/content";
    backend_options.mail.folder = folder + "/mail";
    backend_options.tenant_percent = 100;  // there is one, and its ceiling has all connections
    backend_options.events.max_watchers = options.watch.watchers;
    backend_options.events.max_watchers_per_tenant = options.watch.watchers;
    auto backend = server::Backend::Create(backend_options, observer);
    if (!backend.ok()) {
      std::cerr << backend.status().message() << "\n";
      return 1;
    }
    const Endpoint ours((*backend)->services());
    std::cerr << "seeding " << options.opportunities << " opportunities" << std::endl;
    const BenchTenant tenant = MakeTenant(ours.Connect(), owner_url, options.opportunities);
    // These take minutes, so they run when they are asked for.
    const bool front_pages = std::erase(options.only, kFrontPages) > 0;
    if (front_pages && options.only.empty()) options.only.emplace_back("nothing else");
    if (std::erase(options.only, kWatch) > 0) {
      std::cerr << "running: " << kWatch << std::endl;
      watched = AsText(options.watch, RunWatch(
                                          options.watch, [&ours] { return ours.Connect(); }, owner_url, tenant));
      if (options.only.empty()) options.only.emplace_back("nothing else");
    }
    CeilingService ceiling_service((*cluster)->app_url(), {tenant.tenant_id, tenant.user_id, tenant.pipeline_id},
                                   backend_options.pool_size);
    EchoService echo_service;
    const Endpoint ceiling({&ceiling_service});
    const Endpoint echo({&echo_service});
    const Stubs our_stubs = Connect(ours, options.load);
    const Stubs ceiling_stubs = Connect(ceiling, options.load);
    const Stubs echo_stubs = Connect(echo, options.load);
    Benchmark benchmark(options, our_stubs, ceiling_stubs, echo_stubs, tenant);
    scenarios = benchmark.Run();
    if (benchmark.Wanted("batch create")) {
      std::cerr << "running: batch create" << std::endl;
      for (Scenario& scenario :
           RunBatchCreate({ours.Connect(), (*cluster)->app_url(), owner_url, tenant, options.load})) {
        scenarios.push_back(std::move(scenario));
      }
    }
    if (benchmark.Wanted("history")) {
      for (Scenario& scenario : MeasureHistory(
               options.load, [&] { return ours.Connect(); }, tenant, owner_url)) {
        scenarios.push_back(std::move(scenario));
      }
    }
    if (front_pages) {
      for (Scenario& scenario : MeasureFrontPages(options.load, ours.Connect(), owner_url, options.opportunities)) {
        scenarios.push_back(std::move(scenario));
      }
    }
  }
  cluster->reset();
  if (options.data_dir.empty()) std::filesystem::remove_all(folder);
  std::cout << watched;
  if (!scenarios.empty() || watched.empty()) {
    std::cout << (options.json ? AsJson(scenarios) : AsTable(scenarios)) << std::endl;
  }
  return 0;
}

}  // namespace
}  // namespace pipewright::bench

int main(int argc, char** argv) {
  pipewright::bench::Options options;
  CLI::App app(
      "Measures the server against ceilings on the same machine in the same run: it starts a PostgreSQL and a server "
      "of "
      "its own, seeds a tenant, and prints calls per second, latencies and the ratio to the ceiling.");
  app.add_option("--opportunities", options.opportunities, "How many to seed")->capture_default_str();
  app.add_option("--seconds", options.seconds, "How long each scenario runs")->capture_default_str();
  app.add_option("--connections", options.load.connections, "Client connections")->capture_default_str();
  app.add_option("--streams", options.load.streams, "Callers per connection")->capture_default_str();
  app.add_option("--only", options.only, "The scenarios to run; all of them but watch and front pages when absent")
      ->check(CLI::IsMember({"get", "list 50 of a stage by amount", "pages", "create", "move stage", "batch create",
                             "history", pipewright::bench::kWatch, pipewright::bench::kFrontPages}));
  app.add_option("--watchers", options.watch.watchers, "watch: event streams")->capture_default_str();
  app.add_option("--watch-connections", options.watch.connections, "watch: connections that they share")
      ->capture_default_str();
  app.add_option("--writes", options.watch.writes_per_second, "watch: writes per second")->capture_default_str();
  app.add_option("--watch-seconds", options.watch.seconds, "watch: how long to write")->capture_default_str();
  app.add_option("--data-dir", options.data_dir,
                 "Where the database goes; a folder under /tmp, removed at the end, when absent");
  app.add_flag("--json", options.json, "Print JSON instead of a table");
  CLI11_PARSE(app, argc, argv);
  return pipewright::bench::Main(std::move(options));
}

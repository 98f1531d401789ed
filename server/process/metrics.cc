#include "server/process/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <exception>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

namespace pipewright::server {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                          0.1,    0.25,  0.5,    1,     2.5,  5,     10};

// One number that is read when somebody asks.
class AskedMetric {
 public:
  AskedMetric(std::string name, std::string help, prometheus::MetricType type, std::function<double()> read)
      : name_(std::move(name)), help_(std::move(help)), type_(type), read_(std::move(read)) {}

  std::optional<prometheus::MetricFamily> Collect() const {
    const std::lock_guard lock(mutex_);
    if (!read_) return std::nullopt;
    prometheus::ClientMetric metric;
    (type_ == prometheus::MetricType::Gauge ? metric.gauge.value : metric.counter.value) = read_();
    return prometheus::MetricFamily{name_, help_, type_, {metric}};
  }

  void Forget() {
    const std::lock_guard lock(mutex_);
    read_ = nullptr;
  }

 private:
  const std::string name_;
  const std::string help_;
  const prometheus::MetricType type_;
  mutable std::mutex mutex_;
  std::function<double()> read_;
};

class AskedMetrics : public prometheus::Collectable {
 public:
  std::shared_ptr<void> Add(const std::shared_ptr<AskedMetric>& metric) {
    const std::lock_guard lock(mutex_);
    metrics_.push_back(metric);
    return {metric.get(), [metric](void*) { metric->Forget(); }};
  }

  std::vector<prometheus::MetricFamily> Collect() const override {
    const std::lock_guard lock(mutex_);
    std::vector<prometheus::MetricFamily> families;
    for (const auto& metric : metrics_) {
      if (auto family = metric->Collect(); family.has_value()) families.push_back(*std::move(family));
    }
    return families;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<AskedMetric>> metrics_;
};

class PrometheusMetrics : public Metrics {
 public:
  void OnFinished(const FinishedCall& call) override {
    const PerMethod& method = MethodNamed(call.method);
    const auto code = static_cast<size_t>(call.code);
    method.by_code[code < kCodes ? code : 2]->Increment();
    method.duration->Observe(absl::ToDoubleSeconds(call.duration));
  }

  std::shared_ptr<void> AddGauge(const std::string& name, const std::string& help,
                                 std::function<double()> read) override {
    return asked_->Add(std::make_shared<AskedMetric>(name, help, prometheus::MetricType::Gauge, std::move(read)));
  }

  std::shared_ptr<void> AddCounter(const std::string& name, const std::string& help,
                                   std::function<double()> read) override {
    return asked_->Add(std::make_shared<AskedMetric>(name, help, prometheus::MetricType::Counter, std::move(read)));
  }

  absl::Status Serve(const std::string& address) override {
    try {
      exposer_ = std::make_unique<prometheus::Exposer>(address, 1);
      exposer_->RegisterCollectable(registry_);
      exposer_->RegisterCollectable(asked_);
    } catch (const std::exception&) {
      return absl::UnavailableError(absl::StrCat("Can't serve metrics on ", address,
                                                 ": the port is taken or the address isn't this machine's. Give "
                                                 "another with --metrics-listen, or none with --metrics-listen ''."));
    }
    return absl::OkStatus();
  }

  std::string Text() override {
    std::vector<prometheus::MetricFamily> families = registry_->Collect();
    for (prometheus::MetricFamily& family : asked_->Collect()) families.push_back(std::move(family));
    return prometheus::TextSerializer().Serialize(families);
  }

 private:
  static constexpr size_t kCodes = 17;
  struct PerMethod {
    prometheus::Counter* by_code[kCodes];
    prometheus::Histogram* duration;
  };

  // Looking a counter up by its labels costs a microsecond or two, so each method keeps its own.
  const PerMethod& MethodNamed(absl::string_view name) {
    const std::lock_guard lock(mutex_);
    if (const auto found = methods_.find(name); found != methods_.end()) return *found->second;
    auto method = std::make_unique<PerMethod>();
    const std::string label(name);
    for (size_t code = 0; code < kCodes; ++code) {
      method->by_code[code] =
          &calls_.Add({{"method", label}, {"code", absl::StatusCodeToString(static_cast<absl::StatusCode>(code))}});
    }
    method->duration = &durations_.Add({{"method", label}}, kSeconds);
    return *(methods_[label] = std::move(method));
  }

  const std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  const std::shared_ptr<AskedMetrics> asked_ = std::make_shared<AskedMetrics>();
  prometheus::Family<prometheus::Counter>& calls_ =
      prometheus::BuildCounter().Name("pipewright_calls_total").Help("Finished calls.").Register(*registry_);
  prometheus::Family<prometheus::Histogram>& durations_ =
      prometheus::BuildHistogram()
          .Name("pipewright_call_duration_seconds")
          .Help("From a call's arrival to its answer, waiting included.")
          .Register(*registry_);
  std::mutex mutex_;
  absl::flat_hash_map<std::string, std::unique_ptr<PerMethod>> methods_;
  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace

std::unique_ptr<Metrics> Metrics::Create() { return std::make_unique<PrometheusMetrics>(); }

}  // namespace pipewright::server

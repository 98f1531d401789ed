#include "bench/watch.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/generic/generic_stub.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "bench/libpq_session.h"
#include "pipewright/integration/v1/event_service.pb.h"
#include "pipewright/sales/v1/opportunity_service.grpc.pb.h"

namespace pipewright::bench {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using integration::v1::Event;
using integration::v1::WatchResponse;

constexpr int kBuckets = 10'000;  // of a millisecond each

// What was seen, in its order: equal for equal sequences of ids.
struct Sequence {
  uint64_t hash = 0;
  int64_t count = 0;
  void Add(std::string_view id) {
    hash = (hash ^ std::hash<std::string_view>{}(id)) * 0x100000001B3;
    ++count;
  }
};

struct Shared {
  std::mutex mutex;
  std::condition_variable changed;
  int begun = 0;
  int done = 0;
  std::atomic<int64_t> wanted = -1;  // events that each is to see; -1: not known yet
};

// One stream. Reads ids and times straight from the wire: a client that builds every message would measure itself.
class Watcher final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Watcher(const std::shared_ptr<grpc::Channel>& channel, const std::string& bearer, Shared& shared)
      : stub_(channel), shared_(shared) {
    context_.AddMetadata("authorization", bearer);
    const grpc::Slice nothing(std::string{});
    request_ = grpc::ByteBuffer(&nothing, 1);
    stub_.PrepareBidiStreamingCall(&context_, "/pipewright.integration.v1.EventService/Watch", {}, this);
    StartWriteLast(&request_, {});
    StartRead(&message_);
    StartCall();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    Take();
    StartRead(&message_);
  }
  void OnDone(const grpc::Status& status) override {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    status_ = status;
    over_.notify_all();
  }

  void Cancel() { context_.TryCancel(); }
  void WaitForEnd() {
    std::unique_lock lock(mutex_);
    over_.wait(lock, [this] { return ended_; });
  }

  // After the end.
  const Sequence& seen() const { return seen_; }
  const std::vector<uint32_t>& latencies() const { return latencies_; }
  int64_t messages() const { return messages_; }
  const grpc::Status& status() const { return status_; }

 private:
  void Take() {
    const absl::Time now = absl::Now();
    const bool first = messages_++ == 0;
    grpc::Slice whole;
    if (message_.DumpToSingleSlice(&whole).ok()) Scan(whole, now);
    const int64_t wanted = shared_.wanted.load(std::memory_order_relaxed);
    const bool done = !done_ && wanted >= 0 && seen_.count >= wanted;
    if (!first && !done) return;
    const std::lock_guard lock(shared_.mutex);
    if (first) ++shared_.begun;
    if (done) {
      done_ = true;
      ++shared_.done;
    }
    shared_.changed.notify_all();
  }

  void Scan(const grpc::Slice& bytes, absl::Time now) {
    CodedInputStream in(bytes.begin(), static_cast<int>(bytes.size()));
    while (const uint32_t tag = in.ReadTag()) {
      if (WireFormatLite::GetTagFieldNumber(tag) != WatchResponse::kEventsFieldNumber) {
        WireFormatLite::SkipField(&in, tag);
        continue;
      }
      uint32_t size = 0;
      in.ReadVarint32(&size);
      const auto limit = in.PushLimit(static_cast<int>(size));
      ScanEvent(in, now);
      in.Skip(in.BytesUntilLimit());
      in.PopLimit(limit);
    }
  }

  // Fields come in the order of their numbers; nothing behind the time is looked at.
  void ScanEvent(CodedInputStream& in, absl::Time now) {
    while (const uint32_t tag = in.ReadTag()) {
      const int field = WireFormatLite::GetTagFieldNumber(tag);
      uint32_t size = 0;
      if (field == Event::kIdFieldNumber) {
        in.ReadVarint32(&size);
        in.ReadString(&id_, static_cast<int>(size));
        seen_.Add(id_);
      } else if (field == Event::kCreateTimeFieldNumber) {
        in.ReadVarint32(&size);
        in.ReadString(&time_bytes_, static_cast<int>(size));
        google::protobuf::Timestamp time;
        time.ParseFromString(time_bytes_);
        const absl::Duration latency = now - absl::FromUnixSeconds(time.seconds()) - absl::Nanoseconds(time.nanos());
        const int64_t bucket = std::clamp<int64_t>(absl::ToInt64Milliseconds(latency), 0, kBuckets - 1);
        ++latencies_[static_cast<size_t>(bucket)];
        return;
      } else {
        WireFormatLite::SkipField(&in, tag);
      }
    }
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  Shared& shared_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer message_;
  std::string id_;
  std::string time_bytes_;
  Sequence seen_;
  std::vector<uint32_t> latencies_ = std::vector<uint32_t>(kBuckets);
  int64_t messages_ = 0;
  bool done_ = false;
  std::mutex mutex_;
  std::condition_variable over_;
  bool ended_ = false;
  grpc::Status status_;
};

// The ids of the tenant's events in their order.
std::vector<std::string> EventsOf(const std::string& owner_url, const BenchTenant& tenant) {
  LibpqSession session(owner_url, tenant.tenant_id);
  PGresult* const rows = session.Query("select id from events where tenant_id = $1 order by transaction_id, sequence",
                                       {tenant.tenant_id.c_str()});
  std::vector<std::string> ids;
  for (int row = 0; row < PQntuples(rows); ++row) ids.emplace_back(PQgetvalue(rows, row, 0));
  PQclear(rows);
  return ids;
}

void WriteAtPace(const WatchOptions& options, const std::shared_ptr<grpc::Channel>& channel, const std::string& bearer,
                 const BenchTenant& tenant, WatchResult& result) {
  constexpr int kWriters = 4;
  std::atomic<int64_t> writes = 0;
  std::atomic<int64_t> errors = 0;
  std::vector<std::thread> threads;
  const absl::Time begin = absl::Now();
  const absl::Time end = begin + absl::Seconds(options.seconds);
  const absl::Duration pause = absl::Seconds(1) * kWriters / options.writes_per_second;
  for (int writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] {
      sales::v1::OpportunityService::Stub stub(channel);
      absl::Time next = begin + pause * writer / kWriters;
      for (; next < end; next += pause) {
        if (const absl::Duration early = next - absl::Now(); early > absl::ZeroDuration()) absl::SleepFor(early);
        sales::v1::CreateOpportunityRequest request;
        request.mutable_opportunity()->set_title(absl::StrCat("Watched ", writer, "-", writes.load()));
        request.mutable_opportunity()->set_stage_id(tenant.open_stage_ids[0]);
        request.mutable_opportunity()->set_pipeline_id(tenant.pipeline_id);
        request.mutable_opportunity()->mutable_amount()->set_currency_code("EUR");
        request.mutable_opportunity()->mutable_amount()->set_units(1000);
        sales::v1::Opportunity response;
        grpc::ClientContext call;
        call.AddMetadata("authorization", bearer);
        if (!stub.CreateOpportunity(&call, request, &response).ok()) ++errors;
        ++writes;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  result.writes = writes;
  result.write_errors = errors;
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

absl::Duration Percentile(const std::vector<int64_t>& buckets, int64_t total, double share) {
  int64_t left = static_cast<int64_t>(share * static_cast<double>(total));
  for (size_t i = 0; i < buckets.size(); ++i) {
    left -= buckets[i];
    if (left < 0) return absl::Milliseconds(static_cast<int64_t>(i) + 1);
  }
  return absl::Milliseconds(static_cast<int64_t>(buckets.size()));
}

}  // namespace

WatchResult RunWatch(const WatchOptions& options, const std::function<std::shared_ptr<grpc::Channel>()>& connect,
                     const std::string& owner_url, const BenchTenant& tenant) {
  WatchResult result;
  const std::string bearer = absl::StrCat("Bearer ", tenant.access_token);
  const size_t before = EventsOf(owner_url, tenant).size();
  Shared shared;
  std::vector<std::unique_ptr<Watcher>> watchers;
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < options.connections; ++i) channels.push_back(connect());
  for (int i = 0; i < options.watchers; ++i) {
    watchers.push_back(std::make_unique<Watcher>(channels[i % channels.size()], bearer, shared));
    // As many at once as the server's queue takes.
    std::unique_lock lock(shared.mutex);
    shared.changed.wait_for(lock, std::chrono::seconds(30), [&] { return shared.begun + 100 > i; });
  }
  {
    std::unique_lock lock(shared.mutex);
    shared.changed.wait_for(lock, std::chrono::seconds(30), [&] { return shared.begun == options.watchers; });
  }

  const double cpu_before = CpuSeconds();
  WriteAtPace(options, connect(), bearer, tenant, result);
  std::vector<std::string> ids = EventsOf(owner_url, tenant);
  ids.erase(ids.begin(), ids.begin() + static_cast<int64_t>(before));
  Sequence expected;
  for (const std::string& id : ids) expected.Add(id);
  result.events = expected.count;
  shared.wanted = expected.count;
  {
    // A watcher that had everything before this was known says so with its next message, a checkpoint at the latest.
    std::unique_lock lock(shared.mutex);
    shared.changed.wait_for(lock, std::chrono::minutes(1), [&] { return shared.done == options.watchers; });
  }
  result.cpu_seconds = CpuSeconds() - cpu_before;

  for (const auto& watcher : watchers) watcher->Cancel();
  std::vector<int64_t> buckets(kBuckets);
  for (const auto& watcher : watchers) {
    watcher->WaitForEnd();
    result.delivered += watcher->seen().count;
    result.messages += watcher->messages();
    for (size_t i = 0; i < buckets.size(); ++i) {
      buckets[i] += watcher->latencies()[i];
      if (watcher->latencies()[i] > 0) {
        result.max = std::max(result.max, absl::Milliseconds(static_cast<int64_t>(i) + 1));
      }
    }
    if (watcher->seen().count == expected.count && watcher->seen().hash == expected.hash) {
      ++result.watchers_right;
    } else if (result.first_wrong.empty()) {
      result.first_wrong = absl::StrCat("saw ", watcher->seen().count, " events of ", expected.count, ", ended with ",
                                        watcher->status().error_code(), " ", watcher->status().error_message());
    }
  }
  result.p50 = Percentile(buckets, result.delivered, 0.50);
  result.p99 = Percentile(buckets, result.delivered, 0.99);
  return result;
}

std::string AsText(const WatchOptions& options, const WatchResult& result) {
  return absl::StrFormat(
      "watch: %d watchers on %d connections, %d writes/s for %d s\n"
      "  writes       %d, %d failed\n"
      "  events       %d in the table, %d delivered in %d messages\n"
      "  right        %d watchers saw every event once and in order%s\n"
      "  latency      p50 %d ms, p99 %d ms, max %d ms from create_time to arrival\n"
      "  CPU          %.1f s of this process (server and watchers)\n",
      options.watchers, options.connections, options.writes_per_second, options.seconds, result.writes,
      result.write_errors, result.events, result.delivered, result.messages, result.watchers_right,
      result.first_wrong.empty() ? "" : absl::StrCat("; another ", result.first_wrong),
      absl::ToInt64Milliseconds(result.p50), absl::ToInt64Milliseconds(result.p99),
      absl::ToInt64Milliseconds(result.max), result.cpu_seconds);
}

}  // namespace pipewright::bench

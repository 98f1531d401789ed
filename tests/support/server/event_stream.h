// Events as a test reads them: an open stream, message by message, and pages. Every read waits for the server, and for
// no longer than the call's deadline, which no test that works comes near.
#pragma once

#include <grpcpp/grpcpp.h>

#include <catch2/catch.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/server/test_server.h"

namespace pipewright::testing {

// Waits until no older transaction of the cluster, which other tests share, holds back what was committed before: from
// then on it is in the pages that are asked for and in no stream that begins now.
inline void SettleEvents() {
  AdminConnection database(TestDatabase::Get().owner_url());
  AwaitOlderTransactions(database);
}

// A page in which nothing committed before is missing.
inline Answer<integration::v1::ListEventsResponse> ListSettledEvents(
    const TestCaller& caller, const integration::v1::ListEventsRequest& request) {
  SettleEvents();
  return TestServer::Get().Call(&caller, &integration::v1::EventService::Stub::ListEvents, request);
}

class EventStream {
 public:
  using Event = integration::v1::Event;
  using Request = integration::v1::WatchRequest;

  EventStream(const std::shared_ptr<grpc::Channel>& channel, const TestCaller& caller, const Request& request = {},
              std::chrono::milliseconds deadline = std::chrono::seconds(60))
      : stub_(channel) {
    caller.Authorize(context_);
    context_.set_deadline(std::chrono::system_clock::now() + deadline);
    reader_ = stub_.Watch(&context_, request);
    ReadMessage();  // the first comes at once: from here on everything is in the stream
  }
  ~EventStream() {
    context_.TryCancel();
    End();
  }

  // False when the stream has ended.
  bool ReadMessage() {
    integration::v1::WatchResponse message;
    if (ended_.has_value() || !reader_->Read(&message)) {
      if (!ended_.has_value()) ended_ = reader_->Finish();
      return false;
    }
    ++messages_;
    CHECK(!message.resume_token().empty());
    token_ = message.resume_token();
    for (const Event& event : message.events()) events_.push_back(event);
    return true;
  }

  // The next event; nullopt when the stream ends before one comes.
  std::optional<Event> Next() {
    while (events_.empty()) {
      if (!ReadMessage()) return std::nullopt;
    }
    Event event = events_.front();
    events_.pop_front();
    return event;
  }

  // The next `count`, by what `name` says of each.
  template <class Name>
  std::vector<std::string> NextNames(size_t count, Name name) {
    std::vector<std::string> names;
    for (size_t i = 0; i < count; ++i) {
      const auto event = Next();
      if (!event.has_value()) break;
      names.push_back(name(*event));
    }
    return names;
  }

  // Reads to the end and tells how it ended.
  grpc::Status End() {
    while (ReadMessage()) {
    }
    return *ended_;
  }

  // Of the last message.
  const std::string& token() const { return token_; }
  int messages() const { return messages_; }
  const std::deque<Event>& unread() const { return events_; }
  grpc::ClientContext& context() { return context_; }

 private:
  integration::v1::EventService::Stub stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<integration::v1::WatchResponse>> reader_;
  std::deque<Event> events_;
  std::string token_;
  int messages_ = 0;
  std::optional<grpc::Status> ended_;
};

}  // namespace pipewright::testing

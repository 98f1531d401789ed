// A kind of record, by the types and handlers that its own service has.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "application/integration/event.h"
#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/record_queries.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/record/served_kind.h"
#include "server/record/typed_rows.h"

namespace pipewright::server {

// A: the aggregate; Message: its resource. `queries` outlives it.
template <class A, class Message, class Queries>
class TypedKind final : public ServedKind {
 public:
  explicit TypedKind(const Queries& queries)
      : name_(A::kResource), event_types_(TypesOf(std::type_identity<typename A::Event>{})), queries_(queries) {}

  // What makes it one that files hold: as it is put together, before it is used.
  void Export() { exported_ = true; }
  // `rows`: the commands for so many rows. `keys`: the fields that its records may be found by, "id" among them, which
  // `lookup` knows.
  void Import(std::function<std::unique_ptr<RowCommands>(size_t)> rows, const KeyLookup& lookup,
              std::vector<std::string> keys) {
    exported_ = true;
    rows_ = std::move(rows);
    lookup_ = &lookup;
    keys_ = std::move(keys);
  }

  const std::string& name() const override { return name_; }
  const google::protobuf::Descriptor& record() const override { return *Message::descriptor(); }
  const std::vector<absl::string_view>& event_types() const override { return event_types_; }

  RecordMessages MessagesOf(const RecordedChange& change, absl::Time time) const override {
    // The store makes each change by the kind's name, and this is the kind of that name.
    const auto& record = static_cast<const integration::RecordChange<A>&>(change);
    RecordMessages messages;
    if (record.before.has_value()) messages.before = MessageOf(*record.before, time);
    messages.after = MessageOf(record.after, time);
    return messages;
  }

  bool exported() const override { return exported_; }

  absl::StatusOr<RecordPage> List(const RequestContext& context, const ListRequest& request) const override {
    ASSIGN_OR_RETURN(auto page, queries_.Handle(context, ListRecords<A>{request}));
    RecordPage result;
    result.records.reserve(page.items.size());
    for (const auto& item : page.items) {
      auto message = std::make_unique<Message>();
      ToProto(item, message.get());
      result.records.push_back(std::move(message));
    }
    result.next_page_token = std::move(page.next_page_token);
    result.total_size = page.total_size;
    return result;
  }

  std::unique_ptr<RowCommands> NewRows(size_t count) const override { return rows_ ? rows_(count) : nullptr; }
  const std::vector<std::string>& keys() const override { return keys_; }
  absl::StatusOr<std::vector<FoundKey>> Find(const RequestContext& context, absl::string_view key,
                                             const std::vector<std::string>& values) const override {
    if (lookup_ == nullptr) return InvalidValue(absl::StrCat("records can't be found by ", key));
    return lookup_->Find(context, key, values);
  }

 private:
  template <class... Events>
  static std::vector<absl::string_view> TypesOf(std::type_identity<std::variant<Events...>>) {
    return {Events::kName...};
  }

  // A task says whether it is overdue: at the time of the event, so that it is the same whenever it is read.
  static std::unique_ptr<google::protobuf::Message> MessageOf(const typename A::State& state, absl::Time time) {
    auto message = std::make_unique<Message>();
    if constexpr (requires { ViewOf(state, time); }) {
      ToProto(ViewOf(state, time), message.get());
    } else {
      ToProto(state, message.get());
    }
    return message;
  }

  const std::string name_;
  const std::vector<absl::string_view> event_types_;
  const Queries& queries_;
  bool exported_ = false;
  std::function<std::unique_ptr<RowCommands>(size_t)> rows_;
  const KeyLookup* lookup_ = nullptr;
  std::vector<std::string> keys_;
};

}  // namespace pipewright::server

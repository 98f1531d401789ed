// A kind of record, by the types and handlers that its own service has.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "application/shared/queries/key_lookup.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/integration/files/record_kind.h"
#include "server/integration/files/typed_rows.h"
#include "server/rpc/standard_requests.h"

namespace pipewright::integration {

// One that is exported only. `queries` outlives it.
template <class A, class ListResponse, class Queries>
class ReadableKind : public RecordKind {
 public:
  explicit ReadableKind(const Queries& queries)
      : name_(A::kResource), queries_(queries), items_(ItemsField()), record_(*items_->message_type()) {}

  const std::string& name() const override { return name_; }
  const google::protobuf::Descriptor& record() const override { return record_; }

  absl::StatusOr<RecordPage> List(const RequestContext& context, const ListRequest& request) const override {
    ASSIGN_OR_RETURN(const auto page, queries_.Handle(context, ListRecords<A>{request}));
    auto response = std::make_unique<ListResponse>();
    ToProto(page, response.get());
    RecordPage result;
    const auto& reflection = *response->GetReflection();
    for (int i = 0; i < reflection.FieldSize(*response, items_); ++i) {
      result.records.push_back(&reflection.GetRepeatedMessage(*response, items_, i));
    }
    result.next_page_token = response->next_page_token();
    result.response = std::move(response);
    return result;
  }

  std::unique_ptr<RowCommands> NewRows(size_t /*count*/) const override { return nullptr; }
  const std::vector<std::string>& keys() const override {
    static const auto* const none = new std::vector<std::string>;
    return *none;
  }
  absl::StatusOr<std::vector<FoundKey>> Find(const RequestContext&, absl::string_view key,
                                             const std::vector<std::string>&) const override {
    return InvalidValue(absl::StrCat("records can't be found by ", key));
  }

 private:
  static const google::protobuf::FieldDescriptor* ItemsField() {
    const google::protobuf::Descriptor& response = *ListResponse::descriptor();
    for (int i = 0; i < response.field_count(); ++i) {
      if (response.field(i)->is_repeated() && response.field(i)->message_type() != nullptr) return response.field(i);
    }
    return nullptr;
  }

  const std::string name_;
  const Queries& queries_;
  const google::protobuf::FieldDescriptor* const items_;
  const google::protobuf::Descriptor& record_;
};

// One that is imported too. `parse`: CreateRequest and UpdateRequest → StatusOr of a command that `commands`.Handle
// takes. `keys`: the fields that its records may be found by, "id" among them. `commands`, `queries` and `lookup`
// outlive it.
template <class Readable, class Record, class CreateRequest, class UpdateRequest, class Parse, class Commands,
          class Queries>
class WritableKind final : public Readable {
 public:
  WritableKind(Parse parse, const Commands& commands, const Queries& queries, const KeyLookup& lookup,
               std::vector<std::string> keys)
      : Readable(queries), parse_(parse), commands_(commands), lookup_(lookup), keys_(std::move(keys)) {}

  std::unique_ptr<RowCommands> NewRows(size_t count) const override {
    return std::make_unique<TypedRows<Record, CreateRequest, UpdateRequest, Parse, Commands>>(count, parse_, commands_);
  }
  const std::vector<std::string>& keys() const override { return keys_; }
  absl::StatusOr<std::vector<FoundKey>> Find(const RequestContext& context, absl::string_view key,
                                             const std::vector<std::string>& values) const override {
    return lookup_.Find(context, key, values);
  }

 private:
  const Parse parse_;
  const Commands& commands_;
  const KeyLookup& lookup_;
  const std::vector<std::string> keys_;
};

// Adds a kind that is exported only.
template <class A, class ListResponse, class Queries>
void AddReadable(const Queries& queries, RecordKinds& kinds) {
  kinds.Add(std::make_unique<ReadableKind<A, ListResponse, Queries>>(queries));
}

// Adds a kind that is imported too.
template <class A, class Record, class CreateRequest, class UpdateRequest, class ListResponse, class Parse,
          class Commands, class Queries>
void AddWritable(Parse parse, const Commands& commands, const Queries& queries, const KeyLookup& lookup,
                 std::vector<std::string> keys, RecordKinds& kinds) {
  using Readable = ReadableKind<A, ListResponse, Queries>;
  kinds.Add(std::make_unique<WritableKind<Readable, Record, CreateRequest, UpdateRequest, Parse, Commands, Queries>>(
      parse, commands, queries, lookup, std::move(keys)));
}

}  // namespace pipewright::integration

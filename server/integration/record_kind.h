// The kinds of record that files hold, each by the requests and handlers that its own service has.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "application/shared/key_lookup.h"
#include "application/shared/request_context.h"
#include "application/unit_of_work.h"
#include "domain/shared/errors.h"
#include "domain/shared/etag.h"
#include "domain/shared/status_macros.h"
#include "server/request_checks.h"
#include "server/standard_requests.h"

namespace pipewright::integration {

// The commands of a slice of rows, of one kind of record. A row may have one of each: which is carried out may depend
// on the rows before it. Not thread safe.
class RowCommands {
 public:
  virtual ~RowCommands() = default;

  // `record`: what the row says. kInvalidArgument as the record's own create or update call would give it, with the
  // paths of that request ("account.name"). `mask`: the fields that the row says something about.
  virtual absl::Status SetCreate(size_t row, const std::string& id, const google::protobuf::Message& record) = 0;
  virtual absl::Status SetUpdate(size_t row, const std::string& id, const google::protobuf::Message& record,
                                 const std::vector<std::string>& mask) = 0;

  // Reads what these rows' creations and updates will need, at once.
  virtual absl::Status Prepare(absl::Span<const size_t> creations, absl::Span<const size_t> updates,
                               UnitOfWork& uow) const = 0;
  // The etag of the record after it.
  virtual absl::StatusOr<std::string> Create(size_t row, const RequestContext& context, UnitOfWork& uow) const = 0;
  virtual absl::StatusOr<std::string> Update(size_t row, const RequestContext& context, UnitOfWork& uow) const = 0;
};

// A page of a list of records, whatever they are.
struct RecordPage {
  std::unique_ptr<google::protobuf::Message> response;
  std::vector<const google::protobuf::Message*> records;  // of `response`
  std::string next_page_token;
};

// Thread safe.
class RecordKind {
 public:
  virtual ~RecordKind() = default;

  virtual const std::string& name() const = 0;  // "account"
  virtual const google::protobuf::Descriptor& record() const = 0;

  // A page as the kind's List call gives it, of what the caller may read.
  virtual absl::StatusOr<RecordPage> List(const RequestContext& context, const ListRequest& request) const = 0;

  // Null: the kind is exported only.
  virtual std::unique_ptr<RowCommands> NewRows(size_t count) const = 0;
  // The fields that a record may be found by; the id is one of them. Empty: the kind is exported only.
  virtual const std::vector<std::string>& keys() const = 0;
  virtual absl::StatusOr<std::vector<FoundKey>> Find(const RequestContext& context, absl::string_view key,
                                                     const std::vector<std::string>& values) const = 0;
};

namespace internal {

// What a parse function gives for a request.
template <class Parse, class Request>
using CommandOf = typename std::invoke_result_t<Parse, const Request&>::value_type;

// The field of a request that holds the record.
inline const google::protobuf::FieldDescriptor* RecordField(const google::protobuf::Descriptor& request,
                                                            const google::protobuf::Descriptor& record) {
  for (int i = 0; i < request.field_count(); ++i) {
    if (request.field(i)->message_type() == &record) return request.field(i);
  }
  return nullptr;
}

// Parses a request as the dispatcher does.
template <class Parse, class Request>
absl::StatusOr<CommandOf<Parse, Request>> ParseChecked(Parse parse, Request& request) {
  bool needs_normalizing = false;
  RETURN_IF_ERROR(server::CheckRequest(request, &needs_normalizing));
  if (needs_normalizing) server::NormalizeTexts(request);
  return parse(request);
}

template <class Record, class CreateRequest, class UpdateRequest, class Parse, class Commands>
class TypedRows final : public RowCommands {
 public:
  using CreateCommand = CommandOf<Parse, CreateRequest>;
  using UpdateCommand = CommandOf<Parse, UpdateRequest>;

  TypedRows(size_t count, Parse parse, const Commands& commands)
      : parse_(parse), commands_(commands), creates_(count), updates_(count) {}

  absl::Status SetCreate(size_t row, const std::string& id, const google::protobuf::Message& record) override {
    CreateRequest request;
    Put(record, request);
    const auto* const id_field =
        CreateRequest::descriptor()->FindFieldByName(absl::StrCat(RecordFieldOf(request)->name(), "_id"));
    request.GetReflection()->SetString(&request, id_field, id);
    ASSIGN_OR_RETURN(creates_[row], ParseChecked(parse_, request));
    return absl::OkStatus();
  }

  absl::Status SetUpdate(size_t row, const std::string& id, const google::protobuf::Message& record,
                         const std::vector<std::string>& mask) override {
    UpdateRequest request;
    Put(record, request);
    google::protobuf::Message* const put = request.GetReflection()->MutableMessage(&request, RecordFieldOf(request));
    put->GetReflection()->SetString(put, Record::descriptor()->FindFieldByName("id"), id);
    for (const std::string& field : mask) request.mutable_update_mask()->add_paths(field);
    ASSIGN_OR_RETURN(updates_[row], ParseChecked(parse_, request));
    return absl::OkStatus();
  }

  absl::Status Prepare(absl::Span<const size_t> creations, absl::Span<const size_t> updates,
                       UnitOfWork& uow) const override {
    RETURN_IF_ERROR(PrepareAll(creates_, creations, uow));
    return PrepareAll(updates_, updates, uow);
  }

  absl::StatusOr<std::string> Create(size_t row, const RequestContext& context, UnitOfWork& uow) const override {
    ASSIGN_OR_RETURN(const auto result, commands_.Handle(context, *creates_[row], uow));
    return EtagOf(result);
  }
  absl::StatusOr<std::string> Update(size_t row, const RequestContext& context, UnitOfWork& uow) const override {
    ASSIGN_OR_RETURN(const auto result, commands_.Handle(context, *updates_[row], uow));
    return EtagOf(result);
  }

 private:
  template <class Request>
  static const google::protobuf::FieldDescriptor* RecordFieldOf(const Request&) {
    static const auto* const field = RecordField(*Request::descriptor(), *Record::descriptor());
    return field;
  }

  template <class Request>
  static void Put(const google::protobuf::Message& record, Request& request) {
    request.GetReflection()->MutableMessage(&request, RecordFieldOf(request))->CopyFrom(record);
  }

  // Aggregates and views of them.
  template <class Result>
  static std::string EtagOf(const Result& result) {
    if constexpr (requires { result.state(); }) {
      return Etag(result.state().version).ToString();
    } else {
      Record record;
      ToProto(result, &record);
      return record.etag();
    }
  }

  template <class Command>
  absl::Status PrepareAll(const std::vector<std::optional<Command>>& commands, absl::Span<const size_t> rows,
                          UnitOfWork& uow) const {
    if constexpr (requires(absl::Span<const Command> span) { commands_.Prepare(span, uow); }) {
      std::vector<Command> chosen;
      chosen.reserve(rows.size());
      for (const size_t row : rows) chosen.push_back(*commands[row]);
      if (!chosen.empty()) return commands_.Prepare(absl::MakeConstSpan(chosen), uow);
    }
    return absl::OkStatus();
  }

  const Parse parse_;
  const Commands& commands_;
  std::vector<std::optional<CreateCommand>> creates_;
  std::vector<std::optional<UpdateCommand>> updates_;
};

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

}  // namespace internal

// The list of them, by name. Filled once, before it is used; then thread safe. What is registered outlives it.
class RecordKinds {
 public:
  // A kind that is exported only.
  template <class A, class ListResponse, class Queries>
  void AddReadable(const Queries& queries) {
    Put(std::make_unique<internal::ReadableKind<A, ListResponse, Queries>>(queries));
  }

  // A kind that is imported too. `parse`: CreateRequest and UpdateRequest → StatusOr of a command that
  // `commands`.Handle takes. `keys`: the fields that its records may be found by, "id" among them.
  template <class A, class Record, class CreateRequest, class UpdateRequest, class ListResponse, class Parse,
            class Commands, class Queries>
  void Add(Parse parse, const Commands& commands, const Queries& queries, const KeyLookup& lookup,
           std::vector<std::string> keys) {
    using Readable = internal::ReadableKind<A, ListResponse, Queries>;
    Put(std::make_unique<
        internal::WritableKind<Readable, Record, CreateRequest, UpdateRequest, Parse, Commands, Queries>>(
        parse, commands, queries, lookup, std::move(keys)));
  }

  // Null when there is none of that name.
  const RecordKind* Find(absl::string_view name) const {
    const auto found = kinds_.find(std::string(name));
    return found == kinds_.end() ? nullptr : found->second.get();
  }
  // "account, contact": those that can be exported, or imported.
  std::string Names(bool importable) const {
    std::string names;
    for (const auto& [name, kind] : kinds_) {
      if (!importable || !kind->keys().empty()) absl::StrAppend(&names, names.empty() ? "" : ", ", name);
    }
    return names;
  }

 private:
  void Put(std::unique_ptr<RecordKind> kind) {
    std::string name = kind->name();
    kinds_[std::move(name)] = std::move(kind);
  }

  std::map<std::string, std::unique_ptr<RecordKind>> kinds_;
};

}  // namespace pipewright::integration

// The kinds of record that there are, each by the messages, requests and handlers that its own service has: what is the
// same for all of them (files, events) finds here what differs. A service that is made by AddRecord (record_service.h)
// is in the list.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "application/integration/event.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/list_request.h"
#include "application/unit_of_work.h"
#include "server/record/record_messages.h"

namespace pipewright::server {

using integration::RecordedChange;

// The commands of a slice of rows, of one kind of record. A row may have one of each: which is carried out may depend
// on the rows before it. Not thread safe.
class RowCommands {
 public:
  virtual ~RowCommands() = default;

  // `record`: what the row says. kInvalidArgument as the record's own create or update call would give it, with the
  // paths of that request ("account.name"). `mask`: the fields that the row says something about. `assign`: by the
  // tenant's rules, where the kind is assigned by rules.
  virtual absl::Status SetCreate(size_t row, const std::string& id, const google::protobuf::Message& record,
                                 bool assign) = 0;
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
  std::vector<std::unique_ptr<google::protobuf::Message>> records;
  std::string next_page_token;
  std::optional<int64_t> total_size;
};

// Thread safe.
class ServedKind {
 public:
  virtual ~ServedKind() = default;

  virtual const std::string& name() const = 0;  // "account"
  virtual const google::protobuf::Descriptor& record() const = 0;

  // What can happen to such a record: "account.created".
  virtual const std::vector<absl::string_view>& event_types() const = 0;
  // A change of such a record in its messages, as Get gives them at `time`.
  virtual RecordMessages MessagesOf(const RecordedChange& change, absl::Time time) const = 0;

  // Whether files can hold such records; the rest is for those that they can.
  virtual bool exported() const = 0;
  // A page as the kind's List call gives it, of what the caller may read.
  virtual absl::StatusOr<RecordPage> List(const RequestContext& context, const ListRequest& request) const = 0;

  // Null: the kind is exported only.
  virtual std::unique_ptr<RowCommands> NewRows(size_t count) const = 0;
  // The fields that a record may be found by; the id is one of them. Empty: the kind is exported only.
  virtual const std::vector<std::string>& keys() const = 0;
  virtual absl::StatusOr<std::vector<FoundKey>> Find(const RequestContext& context, absl::string_view key,
                                                     const std::vector<std::string>& values) const = 0;
};

// The list of them, by name. Filled once, before it is used; then thread safe.
class ServedKinds {
 public:
  void Add(std::unique_ptr<ServedKind> kind);

  // Null when there is none of that name.
  const ServedKind* Find(absl::string_view name) const;
  // The same of those that can be exported.
  const ServedKind* FindExported(absl::string_view name) const;
  // "account, contact": those that can be exported, or imported.
  std::string Names(bool importable) const;

  // All names, and all types of events, in the order of the names.
  std::vector<absl::string_view> Names() const;
  std::vector<absl::string_view> EventTypes() const;
  // Whether the messages of some kind have such a field.
  bool SomeRecordHas(const std::string& field) const;

 private:
  std::map<std::string, std::unique_ptr<ServedKind>, std::less<>> kinds_;
};

}  // namespace pipewright::server

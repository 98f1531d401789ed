// The commands of rows, by the requests and handlers of one kind of record.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "domain/shared/etag.h"
#include "domain/shared/status_macros.h"
#include "server/record/served_kind.h"
#include "server/wire/read_request.h"

namespace pipewright::server {

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

template <class Record, class CreateRequest, class UpdateRequest, class Parse, class Commands>
class TypedRows final : public RowCommands {
 public:
  using CreateCommand = CommandOf<Parse, CreateRequest>;
  using UpdateCommand = CommandOf<Parse, UpdateRequest>;

  TypedRows(size_t count, Parse parse, const Commands& commands)
      : parse_(parse), commands_(commands), creates_(count), updates_(count) {}

  absl::Status SetCreate(size_t row, const std::string& id, const google::protobuf::Message& record,
                         bool assign) override {
    CreateRequest request;
    Put(record, request);
    const auto* const id_field =
        CreateRequest::descriptor()->FindFieldByName(absl::StrCat(RecordFieldOf(request)->name(), "_id"));
    request.GetReflection()->SetString(&request, id_field, id);
    if constexpr (requires { request.set_apply_assignment_rules(true); }) request.set_apply_assignment_rules(assign);
    ASSIGN_OR_RETURN(creates_[row], ReadRequest(request, parse_));
    return absl::OkStatus();
  }

  absl::Status SetUpdate(size_t row, const std::string& id, const google::protobuf::Message& record,
                         const std::vector<std::string>& mask) override {
    UpdateRequest request;
    Put(record, request);
    google::protobuf::Message* const put = request.GetReflection()->MutableMessage(&request, RecordFieldOf(request));
    put->GetReflection()->SetString(put, Record::descriptor()->FindFieldByName("id"), id);
    for (const std::string& field : mask) request.mutable_update_mask()->add_paths(field);
    ASSIGN_OR_RETURN(updates_[row], ReadRequest(request, parse_));
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

}  // namespace pipewright::server

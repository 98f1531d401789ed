// Parses the requests that are the same for every kind of record. A: the aggregate.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "application/shared/commands/record_commands.h"
#include "application/shared/queries/record_queries.h"
#include "domain/shared/errors.h"
#include "domain/shared/etag.h"
#include "domain/shared/status_macros.h"
#include "server/wire/resource_reader.h"

namespace pipewright::server {

inline std::optional<Etag> ReadEtag(absl::string_view field, const std::string& text, Violations& violations) {
  if (text.empty()) return std::nullopt;
  Etag etag(1);
  violations.Take(field, Etag::Parse(text), &etag);
  return etag;
}

// The moment that a read asks about; nothing where the method has no such field.
template <class Request>
std::optional<absl::Time> ReadReadTime(const Request& request, Violations& violations) {
  std::optional<absl::Time> time;
  if constexpr (requires { request.read_time(); }) {
    if (request.has_read_time()) violations.Take("read_time", FromProto(request.read_time()), &time);
  }
  return time;
}

template <class Request>
ListRequest ReadList(const Request& request, Violations& violations) {
  ListRequest list;
  list.page_size = request.page_size();
  list.page_token = request.page_token();
  list.filter = request.filter();
  list.order_by = request.order_by();
  list.show_deleted = request.show_deleted();
  list.return_total_size = request.return_total_size();
  list.read_time = ReadReadTime(request, violations);
  return list;
}

// A custom method of {id, etag, …}; `read_more`(command, violations) reads what it has besides.
template <class Command, class Request, class ReadMore>
absl::StatusOr<Command> ReadAction(const Request& request, ReadMore read_more) {
  Violations violations;
  Command command;
  violations.Take("id", decltype(command.id)::Parse(request.id()), &command.id);
  command.etag = ReadEtag("etag", request.etag(), violations);
  read_more(command, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

template <class A>
struct Standard {
  using IdType = typename Repository<A>::IdType;

  static constexpr auto Get = [](const auto& request) -> absl::StatusOr<GetRecord<A>> {
    Violations violations;
    GetRecord<A> query;
    violations.Take("id", IdType::Parse(request.id()), &query.id);
    query.read_time = ReadReadTime(request, violations);
    RETURN_IF_ERROR(violations.ToStatus());
    return query;
  };

  static constexpr auto BatchGet = [](const auto& request) -> absl::StatusOr<BatchGetRecords<A>> {
    Violations violations;
    BatchGetRecords<A> query;
    for (int i = 0; i < request.ids_size(); ++i) {
      violations.Take(absl::StrCat("ids[", i, "]"), IdType::Parse(request.ids(i)), &query.ids.emplace_back());
    }
    query.read_time = ReadReadTime(request, violations);
    RETURN_IF_ERROR(violations.ToStatus());
    return query;
  };

  static constexpr auto List = [](const auto& request) -> absl::StatusOr<ListRecords<A>> {
    Violations violations;
    ListRecords<A> query{ReadList(request, violations)};
    RETURN_IF_ERROR(violations.ToStatus());
    return query;
  };

  // Also for custom methods of {id, etag}: Command{id, etag}.
  template <class Command>
  static constexpr auto Target =
      [](const auto& request) { return ReadAction<Command>(request, [](Command&, Violations&) {}); };
  static constexpr auto Delete = Target<DeleteRecord<A>>;
  static constexpr auto Undelete = Target<UndeleteRecord<A>>;
};

}  // namespace pipewright::server

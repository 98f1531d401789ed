// The service of one kind of record: a line for each of its standard methods, and for those of its own. Making one also
// puts the kind on the list of those that events and files know (served_kind.h).
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "application/shared/commands/record_commands.h"
#include "application/shared/queries/record_queries.h"
#include "application/shared/queries/statistics.h"
#include "server/record/served_kind.h"
#include "server/record/typed_kind.h"
#include "server/rpc/service.h"
#include "server/wire/proto_writer.h"
#include "server/wire/standard_requests.h"
#include "server/wire/statistics_proto.h"

namespace pipewright::server {

// What the server offers: services, and the kinds of record that stand behind them.
struct Api {
  Services services;
  ServedKinds records;
};

// A: the aggregate; Message: its resource. Parse: reads the requests that are its own, by FromProto of its namespace.
// `commands` and `queries` outlive it.
template <class A, class Message, class Commands, class Queries, class Parse>
class RecordService final : public Service {
 public:
  using Kind = TypedKind<A, Message, Queries>;

  RecordService(const ServiceParts& parts, Parse parse, const Commands& commands, const Queries& queries, Kind& kind)
      : Service(parts), parse_(parse), commands_(commands), queries_(queries), kind_(kind) {}

  // The standard methods of AIP 131 to 135 and 164.
  template <class Request>
  void Create() {
    Command<Request>();
  }
  template <class Request>
  void Update() {
    Command<Request>();
  }
  template <class Request>
  void Get() {
    Query<Request, Message>(Standard<A>::Get, queries_);
  }
  template <class Request, class Response>
  void List(ItemsOf<Response, Message> items) {
    List<Request>(items, Standard<A>::List);
  }
  template <class Request>
  void Delete() {
    Command<Request>(Standard<A>::Delete);
  }
  template <class Request>
  void Undelete() {
    Command<Request>(Standard<A>::Undelete);
  }

  // Of AIP 231 and 233 to 235.
  template <class Request, class Response>
  void BatchGet(ItemsOf<Response, Message> items) {
    Query<Request, Response>(Standard<A>::BatchGet, queries_, [items](const auto& found, Response* out) {
      auto& messages = *(out->*items)();
      messages.Reserve(static_cast<int>(found.size()));
      for (const auto& one : found) ToProto(one, messages.Add());
    });
  }
  template <class Request, class Response>
  void BatchCreate(ItemsOf<Response, Message> items) {
    Batch<Request>(items, parse_, commands_);
  }
  template <class Request, class Response>
  void BatchUpdate(ItemsOf<Response, Message> items) {
    Batch<Request>(items, parse_, commands_);
  }
  template <class Request, class Response>
  void BatchDelete(ItemsOf<Response, Message> items) {
    Batch<Request>(items, Standard<A>::Delete, commands_);
  }

  // A mutation that answers with the record.
  template <class Request>
  void Command() {
    Command<Request>(parse_);
  }
  // A plain action of the aggregate: Act<v1::ActivateAccountRequest, &Account::Activate>().
  template <class Request, auto kMethod>
  void Act() {
    Target<Request, pipewright::Act<kMethod>>();
  }
  // Any other mutation whose request says nothing but which record and which version of it: {id, etag}.
  template <class Request, class OwnCommand>
  void Target() {
    Command<Request>(Standard<A>::template Target<OwnCommand>);
  }
  // A mutation that answers with the record and more, by a handler of its own. As a step of a transaction it answers
  // with the record alone: ToProto of the handler's result gives either.
  template <class Request, class Response, class Handler>
  void CommandWithMore(const Handler& handler) {
    Service::Command<Request, Response>(parse_, handler);
    parts().steps.template Add<Request, Message>(parse_, handler);
  }
  // A question that answers with a page of records.
  template <class Request, class Response>
  void Find(ItemsOf<Response, Message> items) {
    List<Request>(items, parse_);
  }
  // A question that answers with something else, by a handler of its own.
  template <class Request, class Response, class Handler>
  void Ask(const Handler& handler) {
    Query<Request, Response>(parse_, handler);
  }

  // What the records of the kind amount to. Status: the kind's own enum.
  template <class Request, class Response, class Status>
  void Statistics(const StatisticsQueries& queries) {
    Query<Request, Response>([](const Request& request) { return ReadStatistics(request); }, queries,
                             [](const auto& statistics, Response* out) { WriteStatistics<Status>(statistics, out); });
  }

  // Files can hold such records, and bring them in by these requests (AIP 133 and 134). `keys`: the fields that records
  // may be found by, "id" among them.
  void Export() { kind_.Export(); }
  template <class CreateRequest, class UpdateRequest>
  void Import(const KeyLookup& lookup, std::vector<std::string> keys) {
    kind_.Import(
        [this](size_t count) -> std::unique_ptr<RowCommands> {
          return std::make_unique<TypedRows<Message, CreateRequest, UpdateRequest, Parse, Commands>>(count, parse_,
                                                                                                     commands_);
        },
        lookup, std::move(keys));
  }

 private:
  template <class Request, class OwnParse>
  void Command(OwnParse parse) {
    Service::Command<Request, Message>(parse, commands_);
  }
  template <class Request, class Response, class OwnParse>
  void List(ItemsOf<Response, Message> items, OwnParse parse) {
    Query<Request, Response>(parse, queries_,
                             [items](const auto& page, Response* out) { WritePage(page, out, (out->*items)()); });
  }

  const Parse parse_;
  const Commands& commands_;
  const Queries& queries_;
  Kind& kind_;
};

// Adds the service of a kind of record, for its methods to be named.
template <class A, class Message, class Parse, class Commands, class Queries>
auto& AddRecord(Api& api, Parse parse, const Commands& commands, const Queries& queries) {
  auto kind = std::make_unique<TypedKind<A, Message, Queries>>(queries);
  auto& known = *kind;
  api.records.Add(std::move(kind));
  return api.services.Add<RecordService<A, Message, Commands, Queries, Parse>>(parse, commands, queries, known);
}

}  // namespace pipewright::server

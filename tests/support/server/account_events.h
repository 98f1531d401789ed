// Events about accounts that no database has: for tests of what hands events out.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "application/integration/event.h"
#include "application/shared/queries/record_queries.h"
#include "domain/sales/account.h"
#include "pipewright/sales/v1/account_service.pb.h"
#include "server/integration/events/event_proto.h"
#include "server/record/typed_kind.h"
#include "server/sales/account_proto.h"

namespace pipewright::testing {

struct NoAccounts {
  absl::StatusOr<Page<sales::AccountState>> Handle(const RequestContext&, const ListRecords<sales::Account>&) const {
    return Page<sales::AccountState>();
  }
};

// Knows accounts alone.
inline const integration::EventProto& AccountEventProto() {
  static const auto* const proto = [] {
    static const NoAccounts none;
    auto* const kinds = new server::ServedKinds;
    kinds->Add(std::make_unique<server::TypedKind<sales::Account, sales::v1::Account, NoAccounts>>(none));
    return new integration::EventProto(*kinds);
  }();
  return *proto;
}

// An update of an account whose description is `text` long.
inline std::shared_ptr<integration::Event> AccountUpdate(size_t text) {
  auto event = std::make_shared<integration::Event>();
  event->type = "account.updated";
  event->resource = "account";
  auto change = std::make_shared<integration::RecordChange<sales::Account>>();
  change->after.description = std::string(text, 'x');
  event->change = std::move(change);
  event->stored_bytes = text;
  return event;
}

}  // namespace pipewright::testing

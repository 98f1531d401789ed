// Values of the well-known types, written into messages.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <optional>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "application/shared/queries/list_request.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/etag.h"
#include "domain/shared/money.h"
#include "google/type/date.pb.h"
#include "google/type/money.pb.h"
#include "pipewright/shared/v1/postal_address.pb.h"

namespace pipewright::server {

inline void Write(absl::Time time, google::protobuf::Timestamp* out) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  out->set_seconds(seconds);
  out->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

inline void Write(absl::CivilDay day, google::type::Date* out) {
  out->set_year(static_cast<int32_t>(day.year()));
  out->set_month(day.month());
  out->set_day(day.day());
}

inline void Write(const Money& money, google::type::Money* out) {
  out->set_currency_code(money.currency().code());
  out->set_units(money.e4() / Money::kScale);
  out->set_nanos(static_cast<int32_t>(money.e4() % Money::kScale * 100'000));
}

inline void Write(const PostalAddress& address, shared::v1::PostalAddress* out) {
  out->set_street(address.street);
  out->set_city(address.city);
  out->set_state(address.state);
  out->set_postal_code(address.postal_code);
  out->set_region_code(address.region_code);
}

// id, etag, times and actors, which every resource has.
template <class State, class Proto>
void WriteRecord(const State& state, Proto* out) {
  out->set_id(state.id.ToString());
  if (state.version > 0) out->set_etag(Etag(state.version).ToString());
  Write(state.create_time, out->mutable_create_time());
  Write(state.update_time, out->mutable_update_time());
  if (state.delete_time.has_value()) Write(*state.delete_time, out->mutable_delete_time());
  if (state.created_by.has_value()) out->set_created_by(state.created_by->ToString());
  if (state.updated_by.has_value()) out->set_updated_by(state.updated_by->ToString());
}

// A page into a List response whose items are `items`.
template <class State, class Response, class Items>
void WritePage(const Page<State>& page, Response* response, Items* items) {
  items->Reserve(static_cast<int>(page.items.size()));
  for (const State& state : page.items) ToProto(state, items->Add());
  response->set_next_page_token(page.next_page_token);
  if (page.total_size.has_value()) response->set_total_size(*page.total_size);
}

}  // namespace pipewright::server

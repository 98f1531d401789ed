#include "infrastructure/postgres/table/json.h"

#include <utility>

namespace pipewright {

void to_json(nlohmann::json& json, const PostalAddress& address) {
  json = {{"street", address.street},
          {"city", address.city},
          {"state", address.state},
          {"postal_code", address.postal_code},
          {"region_code", address.region_code}};
}

void from_json(const nlohmann::json& json, PostalAddress& address) {
  json.at("street").get_to(address.street);
  json.at("city").get_to(address.city);
  json.at("state").get_to(address.state);
  json.at("postal_code").get_to(address.postal_code);
  json.at("region_code").get_to(address.region_code);
}

void to_json(nlohmann::json& json, const Uuid& id) { json = id.ToString(); }

void from_json(const nlohmann::json& json, Uuid& id) {
  const auto parsed = Uuid::Parse(json.get<std::string>());
  if (!parsed.ok()) throw nlohmann::json::other_error::create(501, "an id", &json);
  id = *parsed;
}

void to_json(nlohmann::json& json, const Money& money) {
  json = {{"currency_code", money.currency().code()}, {"e4", money.e4()}};
}

void from_json(const nlohmann::json& json, Money& money) {
  auto currency = Currency::Parse(json.at("currency_code").get<std::string>());
  auto parsed = currency.ok() ? Money::Of(*std::move(currency), json.at("e4").get<int64_t>()) : currency.status();
  if (!parsed.ok()) throw nlohmann::json::other_error::create(501, "money", &json);
  money = *std::move(parsed);
}

namespace postgres {

void AppendJsonString(absl::string_view text, std::string& out) {
  bool plain = true;
  for (const char c : text) plain = plain && static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
  if (plain) {
    out += '"';
    out.append(text.data(), text.size());
    out += '"';
  } else {
    out += nlohmann::json(std::string(text)).dump();
  }
}

}  // namespace postgres
}  // namespace pipewright

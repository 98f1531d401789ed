#include "infrastructure/postgres/sales/sales_json.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/shared/enum_names.h"
#include "infrastructure/postgres/table/json.h"

namespace pipewright::sales {
namespace {

using Json = nlohmann::json;

template <class T>
T Expect(absl::StatusOr<T> value, const Json& json) {
  if (!value.ok()) throw Json::other_error::create(501, "a value of another shape", &json);
  return *std::move(value);
}

template <class E>
E EnumAt(const Json& json, const char* key) {
  return Expect(ParseEnum<E>(json.at(key).get<std::string>()), json);
}

template <class E>
std::vector<E> EnumsAt(const Json& json, const char* key) {
  std::vector<E> values;
  for (const Json& name : json.at(key)) values.push_back(Expect(ParseEnum<E>(name.get<std::string>()), json));
  return values;
}

template <class E>
Json NamesIn(const std::vector<E>& values) {
  Json names = Json::array();
  for (const E value : values) names.push_back(std::string(NameOf(value)));
  return names;
}

template <class IdType>
IdType IdAt(const Json& json, const char* key) {
  return Expect(IdType::Parse(json.at(key).get<std::string>()), json);
}

Percentage PercentageAt(const Json& json, const char* key) {
  return Expect(Percentage::OfBasisPoints(json.at(key).get<int64_t>()), json);
}

}  // namespace

void to_json(Json& json, const SocialProfile& profile) { json = {{"network", profile.network}, {"url", profile.url}}; }

void from_json(const Json& json, SocialProfile& profile) {
  json.at("network").get_to(profile.network);
  json.at("url").get_to(profile.url);
}

void to_json(Json& json, const ContactPreferences& preferences) {
  json = {{"channels", NamesIn(preferences.channels)},
          {"topics", preferences.topics},
          {"do_not_contact", preferences.do_not_contact}};
}

void from_json(const Json& json, ContactPreferences& preferences) {
  preferences.channels = EnumsAt<ContactChannel>(json, "channels");
  json.at("topics").get_to(preferences.topics);
  json.at("do_not_contact").get_to(preferences.do_not_contact);
}

void to_json(Json& json, const ScoreReason& reason) { json = {{"text", reason.text}, {"points", reason.points}}; }

void from_json(const Json& json, ScoreReason& reason) {
  json.at("text").get_to(reason.text);
  json.at("points").get_to(reason.points);
}

void to_json(Json& json, const Stage& stage) {
  json = {{"id", stage.id.ToString()},
          {"name", stage.name},
          {"kind", std::string(NameOf(stage.kind))},
          {"probability", stage.probability.percent()},
          {"required_fields", NamesIn(stage.required_fields)}};
  if (stage.rot_after_days.has_value()) json["rot_after_days"] = *stage.rot_after_days;
  if (!stage.entry_filter.empty()) json["entry_filter"] = stage.entry_filter;
}

void from_json(const Json& json, Stage& stage) {
  stage.id = IdAt<StageId>(json, "id");
  json.at("name").get_to(stage.name);
  stage.kind = EnumAt<StageKind>(json, "kind");
  stage.probability = Expect(Probability::Of(json.at("probability").get<int64_t>()), json);
  stage.required_fields = EnumsAt<StageRequirement>(json, "required_fields");
  stage.entry_filter = json.value("entry_filter", "");
  stage.rot_after_days.reset();
  if (json.contains("rot_after_days")) stage.rot_after_days = json.at("rot_after_days").get<int64_t>();
}

void to_json(Json& json, const TeamMember& member) {
  json = {{"user_id", member.user_id.ToString()},
          {"role", member.role},
          {"split_basis_points", member.split.basis_points()},
          {"overlay_basis_points", member.overlay.basis_points()}};
}

void from_json(const Json& json, TeamMember& member) {
  member.user_id = IdAt<UserId>(json, "user_id");
  json.at("role").get_to(member.role);
  member.split = PercentageAt(json, "split_basis_points");
  // What was stored before there were overlays has none.
  member.overlay = json.contains("overlay_basis_points") ? PercentageAt(json, "overlay_basis_points") : Percentage();
}

void to_json(Json& json, const ContactRole& role) {
  json = {{"contact_id", role.contact_id.ToString()}, {"role", std::string(NameOf(role.role))}};
}

void from_json(const Json& json, ContactRole& role) {
  role.contact_id = IdAt<ContactId>(json, "contact_id");
  role.role = EnumAt<ContactRoleKind>(json, "role");
}

void to_json(Json& json, const LineItem& item) {
  json = {{"title", item.title},
          {"quantity_e4", item.quantity_e4},
          {"unit_price", item.unit_price},
          {"discount_basis_points", item.discount.basis_points()}};
  if (item.offering_id.has_value()) json["offering_id"] = item.offering_id->ToString();
}

void from_json(const Json& json, LineItem& item) {
  json.at("title").get_to(item.title);
  json.at("quantity_e4").get_to(item.quantity_e4);
  json.at("unit_price").get_to(item.unit_price);
  item.discount = PercentageAt(json, "discount_basis_points");
  item.offering_id.reset();
  if (json.contains("offering_id")) item.offering_id = IdAt<OfferingId>(json, "offering_id");
}

}  // namespace pipewright::sales

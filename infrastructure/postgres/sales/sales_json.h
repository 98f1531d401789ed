// The values of sales that are kept whole in a JSON column. For nlohmann::json, found by argument-dependent lookup;
// reading throws nlohmann::json::exception when the text has another shape.
#pragma once

#include <nlohmann/json.hpp>

#include "domain/sales/contact_kinds.h"
#include "domain/sales/lead_kinds.h"
#include "domain/sales/line_item.h"
#include "domain/sales/opportunity_team.h"
#include "domain/sales/stage.h"

namespace pipewright::sales {

void to_json(nlohmann::json& json, const SocialProfile& profile);
void from_json(const nlohmann::json& json, SocialProfile& profile);
void to_json(nlohmann::json& json, const ContactPreferences& preferences);
void from_json(const nlohmann::json& json, ContactPreferences& preferences);
void to_json(nlohmann::json& json, const ScoreReason& reason);
void from_json(const nlohmann::json& json, ScoreReason& reason);
void to_json(nlohmann::json& json, const Stage& stage);
void from_json(const nlohmann::json& json, Stage& stage);
void to_json(nlohmann::json& json, const TeamMember& member);
void from_json(const nlohmann::json& json, TeamMember& member);
void to_json(nlohmann::json& json, const ContactRole& role);
void from_json(const nlohmann::json& json, ContactRole& role);
void to_json(nlohmann::json& json, const LineItem& item);
void from_json(const nlohmann::json& json, LineItem& item);

}  // namespace pipewright::sales

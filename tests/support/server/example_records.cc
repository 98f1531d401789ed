#include "tests/support/server/example_records.h"

#include <algorithm>
#include <stdexcept>

#include "absl/strings/str_cat.h"

namespace pipewright::testing {
namespace {

const std::vector<ExampleRecord>& Examples() {
  static const auto* const kExamples = new std::vector<ExampleRecord>{
      {"account",
       R"(account {
            kind: ACCOUNT_KIND_INDIVIDUAL name: "Acme ${n}" description: "Makes everything" industry: "Retail"
            region: "North" size: ACCOUNT_SIZE_SMALL website: "https://acme.example" email: "info@acme.example"
            phone: "+49301234567" billing_address { city: "Berlin" region_code: "DE" }
            shipping_address { city: "Bonn" region_code: "DE" }
            annual_revenue { currency_code: "EUR" units: 1200 nanos: 500000000 } employee_count: 12
            status: ACCOUNT_STATUS_LEAD rating: ACCOUNT_RATING_HOT vip: true owner_id: "${member.user_id}"
            parent_account_id: "${account2.id}" business_unit_id: "${business_unit.id}" tags: "vip" tags: "west"
            custom_fields { fields { key: "${custom_field_definition.key}" value { string_value: "gold" } } } })",
       R"(kind: ACCOUNT_KIND_BUSINESS name: "Globex ${n}" description: "Buys everything" industry: "Energy"
          region: "South" size: ACCOUNT_SIZE_ENTERPRISE website: "https://globex.example" email: "hi@globex.example"
          phone: "+49301234568" billing_address { city: "Kiel" region_code: "DE" }
          shipping_address { city: "Ulm" region_code: "DE" } annual_revenue { currency_code: "USD" units: 7 }
          employee_count: 13 rating: ACCOUNT_RATING_COLD owner_id: "${me}"
          parent_account_id: "${account3.id}" business_unit_id: "${business_unit2.id}" tags: "east"
          custom_fields { fields { key: "${custom_field_definition.key}" value { string_value: "silver" } } })",
       {"status"}},
      {"assignment_rule",
       R"(assignment_rule {
            name: "North ${n}" entity: ASSIGNMENT_ENTITY_ACCOUNT position: 3 filter: "region = \"North\""
            method: ASSIGNMENT_METHOD_ROUND_ROBIN assignee_ids: "${me}" assignee_ids: "${member.user_id}"
            disabled: true })",
       R"(name: "South ${n}" position: 4 filter: "region = \"South\"" method: ASSIGNMENT_METHOD_LEAST_LOADED
          assignee_ids: "${member2.user_id}")",
       {"entity"}},
      {"contact",
       R"(contact {
            account_id: "${account.id}" first_name: "Maria" last_name: "Berg" email: "maria${n}@example.com"
            phone: "+49301234567" mobile: "+491711234567" title: "Head of Desks" department: "Desks"
            source: LEAD_SOURCE_EVENT score: 80
            social_profiles { network: "linkedin" url: "https://linkedin.example/maria" }
            preferences { channels: CONTACT_CHANNEL_EMAIL do_not_contact: true } reports_to_id: "${contact2.id}"
            address { city: "Berlin" region_code: "DE" } owner_id: "${member.user_id}" tags: "vip" })",
       R"(account_id: "${account2.id}" first_name: "Mario" last_name: "Tal" email: "mario${n}@example.com"
          phone: "+49301234568" mobile: "+491711234568" title: "Head of Chairs" department: "Chairs"
          source: LEAD_SOURCE_REFERRAL score: 7 social_profiles { network: "xing" url: "https://xing.example/mario" }
          preferences { channels: CONTACT_CHANNEL_PHONE } reports_to_id: "${contact3.id}"
          address { city: "Kiel" region_code: "DE" } owner_id: "${me}" tags: "new")",
       {"custom_fields", "primary_contact"}},
      {"lead",
       R"(lead {
            name: "Maria Berg ${n}" company: "Acme" title: "Head of Desks" email: "maria${n}@example.com"
            phone: "+49301234567" website: "https://acme.example" source: LEAD_SOURCE_EVENT industry: "Retail"
            region: "North" status: LEAD_STATUS_CONTACTED score: 60
            estimated_value { currency_code: "EUR" units: 1200 nanos: 500000000 } description: "Wants desks"
            owner_id: "${member.user_id}" tags: "vip" tags: "west" business_unit_id: "${business_unit.id}" })",
       R"(name: "Mario Tal ${n}" company: "Globex" title: "Head of Chairs" email: "mario${n}@example.com"
          phone: "+49301234568" website: "https://globex.example" source: LEAD_SOURCE_REFERRAL industry: "Energy"
          region: "South" score: 7 estimated_value { currency_code: "USD" units: 7 } description: "Wants chairs"
          owner_id: "${me}" tags: "east" business_unit_id: "${business_unit2.id}")",
       {"status", "score_reasons", "custom_fields"}},
      {"pipeline",
       R"(pipeline {
            name: "Projects ${n}" description: "What we build"
            stages { name: "Talk" kind: STAGE_KIND_OPEN probability: 20 rot_after_days: 30 }
            stages { name: "Won" kind: STAGE_KIND_WON probability: 100 }
            stages { name: "Lost" kind: STAGE_KIND_LOST } })",
       R"(name: "Renewals ${n}" description: "What we keep"
          stages { name: "Ask" kind: STAGE_KIND_OPEN probability: 70 }
          stages { name: "Kept" kind: STAGE_KIND_WON probability: 100 }
          stages { name: "Gone" kind: STAGE_KIND_LOST })",
       {}},
      {"opportunity",
       R"(opportunity {
            title: "Fifty desks ${n}" description: "Of oak" account_id: "${account.id}"
            primary_contact_id: "${contact.id}" pipeline_id: "${pipeline.id}"
            amount { currency_code: "EUR" units: 1000 } probability: 35 forecast_category: FORECAST_CATEGORY_COMMIT
            open_date { year: 2026 month: 1 day: 31 } expected_close_date { year: 2026 month: 12 day: 24 }
            competitor: "Initech" competitors: "Hooli" competitors: "Initech" source: LEAD_SOURCE_REFERRAL priority: OPPORTUNITY_PRIORITY_HIGH next_step: "Call"
            owner_id: "${me}" team { user_id: "${me}" role: "lead" split_basis_points: 10000 overlay_basis_points: 5 }
            contact_roles { contact_id: "${contact.id}" role: CONTACT_ROLE_KIND_BUYER } tags: "big"
            business_unit_id: "${business_unit.id}" })",
       R"(title: "Sixty desks ${n}" description: "Of pine" account_id: "${account2.id}"
          primary_contact_id: "${contact2.id}" amount { currency_code: "USD" units: 2000 } probability: 45
          forecast_category: FORECAST_CATEGORY_BEST_CASE open_date { year: 2026 month: 2 day: 28 }
          expected_close_date { year: 2027 month: 1 day: 1 } competitor: "Hooli" competitors: "Pied Piper" source: LEAD_SOURCE_EVENT
          priority: OPPORTUNITY_PRIORITY_LOW next_step: "Write" team { user_id: "${member.user_id}" role: "help" }
          contact_roles { contact_id: "${contact2.id}" role: CONTACT_ROLE_KIND_USER } tags: "small"
          business_unit_id: "${business_unit2.id}")",
       {"pipeline_id", "stage_id", "owner_id", "actual_close_date", "lost_reason", "lost_reason_text", "line_items",
        "custom_fields"}},
      {"saved_search",
       R"(saved_search {
            name: "North ${n}" resource: "account" filter: "region = \"North\"" order_by: "name desc"
            columns: "name" columns: "region" visibility: SAVED_SEARCH_VISIBILITY_SHARED })",
       R"(name: "South ${n}" filter: "region = \"South\"" order_by: "name" columns: "code"
          visibility: SAVED_SEARCH_VISIBILITY_PRIVATE)",
       {"resource"}},
      {"lost_reason", R"(lost_reason { name: "Price ${n}" active: false position: 3 })",
       R"(name: "Timing ${n}" active: true position: 4)"},
      {"exchange_rate",
       R"(exchange_rate { currency_code: "USD" valid_from_date { ${date} } rate: "0.92" })",
       R"(valid_from_date { ${date} } rate: "0.9215")",
       {"currency_code"}},
      {"task",
       R"(task {
            title: "Call back ${n}" description: "About the desks" type: TASK_TYPE_CALL priority: TASK_PRIORITY_HIGH
            visibility: TASK_VISIBILITY_COLLABORATIVE assignee_id: "${me}" due_time { seconds: 4000000000 }
            subject { kind: SUBJECT_KIND_ACCOUNT id: "${account.id}" } checklist { text: "Dial" done: true }
            collaborators { user_id: "${member.user_id}" can_edit: true } })",
       R"(title: "Write back ${n}" description: "About the chairs" type: TASK_TYPE_EMAIL priority: TASK_PRIORITY_LOW
          visibility: TASK_VISIBILITY_PUBLIC due_time { seconds: 4000000001 }
          subject { kind: SUBJECT_KIND_CONTACT id: "${contact.id}" } checklist { text: "Type" }
          collaborators { user_id: "${member2.user_id}" })",
       {"assignee_id", "custom_fields"}},
      {"note",
       R"(note {
            text: "# Desks ${n}\n[@Maria](user:${member.user_id}) knows" pinned: true
            subject { kind: SUBJECT_KIND_ACCOUNT id: "${account.id}" } })",
       R"(text: "# Chairs ${n}\n[@Mario](user:${member2.user_id}) knows"
          subject { kind: SUBJECT_KIND_CONTACT id: "${contact.id}" })"},
      {"attachment",
       R"(attachment {
            file_name: "Desks ${n}.pdf" media_type: "application/pdf" size: 1000
            sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            subject { kind: SUBJECT_KIND_ACCOUNT id: "${account.id}" } })",
       R"(file_name: "Chairs ${n}.png" media_type: "image/png"
          subject { kind: SUBJECT_KIND_CONTACT id: "${contact.id}" })",
       {"size", "sha256"}},
      {"interaction",
       R"(interaction {
            type: INTERACTION_TYPE_CALL direction: INTERACTION_DIRECTION_INBOUND title: "Desks ${n}"
            content: "They like **oak**." outcome: "wants a quote" start_time { seconds: 1767225600 }
            duration_seconds: 900 account_id: "${account.id}" contact_id: "${contact.id}"
            opportunity_id: "${opportunity.id}" lead_id: "${lead.id}" participants { user_id: "${member.user_id}" }
            participants { contact_id: "${contact.id}" }
            participants { name: "Olga Holm" email: "olga@holm.example" } })",
       R"(type: INTERACTION_TYPE_MEETING direction: INTERACTION_DIRECTION_OUTBOUND title: "Chairs ${n}"
          content: "They like beech." outcome: "wants two" start_time { seconds: 1767312000 } duration_seconds: 60
          account_id: "${account2.id}" contact_id: "${contact2.id}" opportunity_id: "${opportunity2.id}"
          lead_id: "${lead2.id}" participants { user_id: "${member2.user_id}" })",
       {"follow_up_time"}},
      {"vendor",
       R"(vendor {
            name: "Olga Holm ${n}" company: "Holm Timber" industry: "Timber" rating: 4 owner_id: "${member.user_id}"
            email: "olga@holm.example" phone: "+49301234567" website: "https://holm.example"
            address { city: "Berlin" region_code: "DE" } description: "Oak and pine" tags: "wood" })",
       R"(name: "Stahl AG ${n}" company: "Stahl" industry: "Steel" rating: 2 owner_id: "${me}"
          email: "hi@stahl.example" phone: "+49301234568" website: "https://stahl.example"
          address { city: "Kiel" region_code: "DE" } description: "Legs of desks" tags: "steel")",
       {"custom_fields"}},
      {"offering",
       R"(offering {
            name: "Care ${n}" sku: "CARE-${n}" description: "Somebody looks after it" kind: OFFERING_KIND_PRODUCT
            prices { currency_code: "EUR" units: 120 } prices { currency_code: "USD" units: 130 }
            billing_period: BILLING_PERIOD_ANNUAL active: false tags: "care"
            business_unit_id: "${business_unit.id}" })",
       R"(name: "Cover ${n}" sku: "COVER-${n}" description: "Somebody pays for it" kind: OFFERING_KIND_SERVICE
          prices { currency_code: "GBP" units: 7 } billing_period: BILLING_PERIOD_MONTHLY tags: "cover"
          business_unit_id: "${business_unit2.id}")",
       {"active", "custom_fields"}},
      {"engagement",
       R"(engagement {
            account_id: "${account.id}" offering_id: "${offering.id}" status: ENGAGEMENT_STATUS_PAUSED
            start_date { year: 2026 month: 1 day: 31 } end_date { year: 2026 month: 12 day: 24 }
            value { currency_code: "EUR" units: 1440 } description: "All of it ${n}" owner_id: "${member.user_id}"
            opportunity_id: "${opportunity.id}" tags: "care" })",
       R"(account_id: "${account2.id}" offering_id: "${offering2.id}" start_date { year: 2026 month: 2 day: 28 }
          end_date { year: 2027 month: 1 day: 1 } value { currency_code: "USD" units: 7 } description: "Some of it"
          owner_id: "${me}" opportunity_id: "${opportunity2.id}" tags: "cover")",
       {"status", "custom_fields"}},
      {"custom_field_definition",
       R"(custom_field_definition {
            entity: CUSTOM_FIELD_ENTITY_CONTACT key: "tier_${n}" label: "Tier" description: "How dear they are"
            type: CUSTOM_FIELD_TYPE_SELECT required: true default_value { string_value: "gold" } options: "gold"
            options: "silver" })",
       R"(label: "Level" description: "How high they are" default_value { string_value: "silver" } options: "silver"
          options: "gold" options: "paper")",
       {"entity", "key", "type", "reference_kind"}},
      {"business_unit",
       R"(business_unit {
            name: "North ${n}" description: "Sells in the north" lead_user_id: "${me}"
            parent_business_unit_id: "${business_unit2.id}" active: true })",
       R"(name: "South ${n}" description: "Sells in the south" lead_user_id: "${member.user_id}"
          parent_business_unit_id: "${business_unit3.id}")",
       {"active"}},
      {"member",
       R"(member {
            email: "max${n}@example.com" given_name: "Max" family_name: "Member" roles: "MEMBER"
            manager_id: "${member.user_id}" job_title: "Seller" business_unit_id: "${business_unit.id}" }
          initial_password: "correct horse battery staple")",
       R"(given_name: "Moritz" family_name: "Mitglied" roles: "MANAGER" manager_id: "${member2.user_id}"
          job_title: "Buyer" business_unit_id: "${business_unit2.id}")",
       {"email"}},
      {"tenant", "",
       R"(name: "Acme" slug: "acme-${n}" base_currency_code: "USD" time_zone: "America/New_York" locale: "en-US"
          fiscal_year_start_month: 4)"},
      {"match_rule",
       R"(resource: "account")",
       "name_weight: 41 similar_name_weight: 42 email_weight: 43 phone_weight: 44 domain_weight: 45 threshold: 46",
       {"resource"}},
      {"code_series", "entity: CODE_SERIES_ENTITY_ACCOUNT", R"(prefix: "KUN-" width: 9)", {"entity"}},
      {"merge", R"(survivor_id: "${account.id}" losers { id: "${+account2.id}" })", ""},
      {"job", "", ""},
  };
  return *kExamples;
}

}  // namespace

const ExampleRecord& ExampleOf(absl::string_view resource) {
  const auto found = std::find_if(Examples().begin(), Examples().end(),
                                  [&](const ExampleRecord& example) { return example.resource == resource; });
  if (found != Examples().end()) return *found;
  throw std::logic_error(absl::StrCat("there is no example of the resource ", resource,
                                      ": add one to tests/support/server/example_records.cc"));
}

}  // namespace pipewright::testing

// Tags and names in databases that are older than the rule that their case doesn't matter.
#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/sales_store.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::sales {
namespace {

PipelineId AnotherPipeline(SalesStore& store) {
  CreatePipeline command;
  command.details = StandardPipeline([] { return StageId(); });
  command.details.name = Change<std::string>::Set("Another");
  const auto made = store.DoAs(store.world.context(), store.pipeline_commands, command);
  INFO(made.status());
  REQUIRE(made.ok());
  return made->state().id;
}

TEST_CASE("the migration makes one tag of those that differ in case alone, and two names of two pipelines",
          "[opportunity][tag]") {
  const testing::EmptyDatabase database;
  testing::MigrateDatabase(database.owner_url());
  SalesStore test{{testing::PostgresWorld(database.app_url(), database.owner_url())}};
  const OpportunityId moved = test.Open(std::nullopt);
  REQUIRE(test.Do(MoveOpportunityStage{moved, std::nullopt, test.StageNo(1)}).ok());
  const std::string tagged = moved.ToString();
  test.Open(std::nullopt);
  const std::string second = AnotherPipeline(test).ToString();

  // As they could be before.
  testing::AdminConnection admin(database.owner_url());
  admin.Ask(R"(update opportunities set tags = '["GROSS","Größe","VIP","vip"]' where id = $1::uuid)", {tagged});
  admin.Ask(R"(update opportunity_versions set tags = '["VIP"]' where id = $1::uuid)", {tagged});
  for (const char* const tag : {"GROSS", "Größe", "VIP", "vip"}) {
    admin.Ask(
        "insert into opportunity_tags (tenant_id, opportunity_id, tag) select tenant_id, id, $2 from opportunities "
        "where id = $1::uuid",
        {tagged, tag});
  }
  const std::string name = admin.Ask("select name from pipelines where id <> $1::uuid", {second});
  admin.Ask("drop index pipelines_name_key");
  admin.Ask("update pipelines set name = upper($2), create_time = create_time + interval '1 day' where id = $1::uuid",
            {second, name});

  testing::MigrateAgain(database.owner_url(), "_values_as_they_are_written",
                        "create unique index pipelines_name_key on pipelines (tenant_id, name) where delete_time is "
                        "null; drop index pipelines_name_idx; alter table custom_field_definitions drop column "
                        "retired_options;");

  CHECK(admin.Ask("select tags from opportunities where id = $1::uuid", {tagged}) == R"(["gross", "größe", "vip"])");
  CHECK(admin.Ask("select count(*) from opportunities where tags is null") == "1");
  CHECK(admin.Ask("select string_agg(distinct tags::text, ' ') from opportunity_versions where id = $1::uuid",
                  {tagged}) == R"(["vip"])");
  CHECK(admin.Ask(R"(select string_agg(tag, ' ' order by tag collate "C") from opportunity_tags)") ==
        "gross größe vip");
  CHECK(admin.Ask("select name from pipelines where id <> $1::uuid", {second}) == name);
  CHECK(admin.Ask("select name from pipelines where id = $1::uuid", {second}) ==
        absl::StrCat(admin.Ask("select upper($1)", {name}), " (", second.substr(24), ")"));
}

}  // namespace
}  // namespace pipewright::sales

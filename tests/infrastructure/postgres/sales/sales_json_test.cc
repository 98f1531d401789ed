// Values kept whole as JSON are read as they were written, by earlier versions too.
#include "infrastructure/postgres/sales/sales_json.h"

#include <catch2/catch.hpp>
#include <vector>

#include "infrastructure/postgres/table/json.h"

namespace pipewright::sales {
namespace {

TEST_CASE("a team member that was stored before there were overlay splits has none", "[opportunity]") {
  std::vector<TeamMember> team;
  REQUIRE(postgres::FromJsonText(
              R"([{"user_id":"0190f3c2-7b1e-7c3a-9d4e-5f60718293a5","role":"Lead","split_basis_points":10000}])", team)
              .ok());
  REQUIRE(team.size() == 1);
  CHECK(team[0].split.basis_points() == 10'000);
  CHECK(team[0].overlay.basis_points() == 0);
}

}  // namespace
}  // namespace pipewright::sales

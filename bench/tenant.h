// The tenant that the benchmark works in: signed up through the API, filled by SQL.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

namespace pipewright::bench {

struct BenchTenant {
  std::string access_token;
  std::string tenant_id;
  std::string user_id;
  std::string pipeline_id;
  std::vector<std::string> open_stage_ids;
  std::vector<std::string> opportunity_ids;  // a sample of those that were seeded
};

// Signs up as <name>@example.com, finds the default pipeline, and inserts `opportunities` open ones spread evenly over
// its open stages, with amounts from 0 to 10,000 EUR, with their stage history. Throws std::runtime_error.
BenchTenant MakeTenant(const std::shared_ptr<grpc::Channel>& channel, const std::string& owner_url, int opportunities,
                       const std::string& name = "bench");

}  // namespace pipewright::bench

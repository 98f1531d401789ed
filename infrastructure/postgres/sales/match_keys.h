// The keys by which records are found that are the same as another, kept beside the records.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "domain/sales/match_profile.h"
#include "infrastructure/postgres/table/column.h"

namespace pipewright::postgres {

// By which all keys are made.
const TextFolding& Folding();

// One row a key of a live record; a deleted one has none.
template <class S>
Links<S> MatchKeys(std::string table, std::string parent) {
  return {std::move(table), std::move(parent), {{"value", "text"}}, [](const S& record) {
            std::vector<std::vector<Param>> rows;
            if (record.delete_time.has_value()) return rows;
            for (std::string& key : sales::KeysOf(sales::ProfileOf(record, Folding())))
              rows.push_back({std::move(key)});
            return rows;
          }};
}

}  // namespace pipewright::postgres

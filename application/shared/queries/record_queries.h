// The queries that are the same for every kind of record.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/queries/reader.h"

namespace pipewright {

template <class A>
struct GetRecord {
  typename Reader<A>::IdType id;
  std::optional<absl::Time> read_time;  // absent: as it is
};

template <class A>
struct BatchGetRecords {
  std::vector<typename Reader<A>::IdType> ids;
  std::optional<absl::Time> read_time;  // absent: as they are
};

template <class A>
struct ListRecords {
  ListRequest list;
};

// Get, BatchGet and List of one kind of record. Thread safe.
template <class A>
class RecordQueries {
 public:
  explicit RecordQueries(Reader<A>& reader) : reader_(reader) {}

  absl::StatusOr<typename A::State> Handle(const RequestContext& context, const GetRecord<A>& query) const {
    return reader_.Get(context, query.id, query.read_time);
  }
  absl::StatusOr<std::vector<typename A::State>> Handle(const RequestContext& context,
                                                        const BatchGetRecords<A>& query) const {
    return reader_.BatchGet(context, query.ids, query.read_time);
  }
  absl::StatusOr<Page<typename A::State>> Handle(const RequestContext& context, const ListRecords<A>& query) const {
    return reader_.List(context, query.list);
  }

 private:
  Reader<A>& reader_;
};

}  // namespace pipewright

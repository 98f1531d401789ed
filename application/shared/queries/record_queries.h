// The queries that are the same for every kind of record.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/queries/list_checker.h"
#include "application/shared/queries/list_request.h"
#include "application/shared/queries/reader.h"
#include "domain/shared/status_macros.h"

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

// Get, BatchGet and List of one kind of record. kInvalidArgument naming read_time when it lies in the future or the
// past of such records is not kept; otherwise the errors are those of Reader and of ListChecker::Check. Thread safe.
template <class A>
class RecordQueries {
 public:
  using State = typename A::State;

  // Both outlive it.
  RecordQueries(Reader<A>& reader, const ListChecker& lists) : reader_(reader), lists_(lists) {}

  absl::StatusOr<State> Handle(const RequestContext& context, const GetRecord<A>& query) const {
    RETURN_IF_ERROR(lists_.CheckReadTime(query.read_time));
    return reader_.Get(context, query.id, query.read_time);
  }
  absl::StatusOr<std::vector<State>> Handle(const RequestContext& context, const BatchGetRecords<A>& query) const {
    RETURN_IF_ERROR(lists_.CheckReadTime(query.read_time));
    return reader_.BatchGet(context, query.ids, query.read_time);
  }
  absl::StatusOr<Page<State>> Handle(const RequestContext& context, const ListRecords<A>& query) const {
    const FieldCatalog& catalog = reader_.catalog();
    ASSIGN_OR_RETURN(const ListQuery list, lists_.Check(context, catalog, query.list));
    ASSIGN_OR_RETURN(ListedRecords<State> listed, reader_.List(context, list));
    Page<State> page{std::move(listed.items), "", listed.total_size};
    if (listed.next.has_value())
      page.next_page_token = lists_.NextPageToken(context, catalog, query.list, *listed.next);
    return page;
  }

 private:
  Reader<A>& reader_;
  const ListChecker& lists_;
};

}  // namespace pipewright

#include "infrastructure/postgres/collaboration/interaction_table.h"
#include "infrastructure/postgres/collaboration/note_table.h"
#include "infrastructure/postgres/collaboration/search_index.h"
#include "infrastructure/postgres/collaboration/tag_usage.h"
#include "infrastructure/postgres/collaboration/timeline_reader.h"
#include "server/collaboration/interaction_service.h"
#include "server/collaboration/note_service.h"
#include "server/collaboration/search_service.h"
#include "server/collaboration/tag_service.h"
#include "server/collaboration/timeline_service.h"
#include "server/composition/contexts.h"

namespace pipewright::server {
namespace {

class Collaboration final : public Context {
 public:
  explicit Collaboration(const Foundation& base) : base_(base) {}

  void AddServices(Api& api) override {
    collaboration::AddNoteService(api, note_commands_, notes_.queries, notes_.keys);
    collaboration::AddInteractionService(api, interaction_commands_, interactions_.queries, interactions_.keys);
    collaboration::AddTagService(api, tag_commands_, tag_queries_);
    collaboration::AddSearchService(api, search_queries_);
    collaboration::AddTimelineService(api, timeline_queries_);
  }

 private:
  const Foundation base_;

  StoredRecord<collaboration::Note> notes_{base_, postgres::NoteTable()};
  StoredRecord<collaboration::Interaction> interactions_{base_, postgres::InteractionTable()};
  const collaboration::NoteCommands note_commands_{base_.ids};
  const collaboration::InteractionCommands interaction_commands_{base_.ids};

  const integration::JobCommands job_commands_{};
  const collaboration::TagCommands tag_commands_{job_commands_, base_.ids};
  postgres::PostgresTagUsage tag_usage_{base_.pool};
  const collaboration::TagQueries tag_queries_{tag_usage_, base_.page_tokens};

  postgres::PostgresSearchIndex search_index_{base_.pool};
  const collaboration::SearchQueries search_queries_{search_index_};

  postgres::PostgresTimeline timeline_{base_.pool};
  const collaboration::TimelineQueries timeline_queries_{timeline_, base_.page_tokens};
};

}  // namespace

std::unique_ptr<Context> MakeCollaboration(const Foundation& base) { return std::make_unique<Collaboration>(base); }

}  // namespace pipewright::server

#include "application/collaboration/attachment_downloads.h"
#include "application/collaboration/attachment_uploads.h"
#include "infrastructure/content/sha256.h"
#include "infrastructure/postgres/collaboration/attachment_table.h"
#include "infrastructure/postgres/collaboration/content_index.h"
#include "infrastructure/postgres/collaboration/interaction_table.h"
#include "infrastructure/postgres/collaboration/note_table.h"
#include "infrastructure/postgres/collaboration/search_index.h"
#include "infrastructure/postgres/collaboration/tag_usage.h"
#include "infrastructure/postgres/collaboration/timeline_reader.h"
#include "server/collaboration/attachment_service.h"
#include "server/collaboration/interaction_service.h"
#include "server/collaboration/note_service.h"
#include "server/collaboration/search_service.h"
#include "server/collaboration/tag_service.h"
#include "server/collaboration/timeline_service.h"
#include "server/composition/contexts.h"

namespace pipewright::server {
namespace {

class Collaboration final : public CollaborationContext {
 public:
  Collaboration(const Foundation& base, const ContentOptions& content, const ContentParts& parts)
      : base_(base),
        attachment_commands_(base.ids, content.max_attachment_bytes),
        uploads_({base.transactor, content_index_, parts.store, content_hash_, parts.scanner, base.ids}, {}),
        downloads_(attachments_.reader, content_index_, parts.store),
        streams_(content.streams),
        sweep_(sweep_index_, parts.store, base.clock, content.sweep) {}

  void AddServices(Api& api) override {
    collaboration::AddNoteService(api, note_commands_, notes_.queries, notes_.keys);
    collaboration::AddInteractionService(api, interaction_commands_, interactions_.queries, interactions_.keys);
    collaboration::AddTagService(api, tag_commands_, tag_queries_);
    collaboration::AddSearchService(api, search_queries_);
    collaboration::AddTimelineService(api, timeline_queries_);
    collaboration::AddAttachmentService(api, attachment_commands_, attachments_.queries,
                                        {uploads_, downloads_, streams_});
  }
  collaboration::ContentSweep& content_sweep() override { return sweep_; }

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
  StoredRecord<collaboration::Attachment> attachments_{base_, postgres::AttachmentTable()};
  const collaboration::AttachmentCommands attachment_commands_;
  postgres::PostgresContentIndex content_index_{base_.pool, base_.clock};
  const content::OpenSslContentHash content_hash_{};
  collaboration::AttachmentUploads uploads_;
  const collaboration::AttachmentDownloads downloads_;
  integration::FileStreams streams_;
  postgres::PostgresContentIndex sweep_index_{base_.job_pool, base_.clock};
  collaboration::ContentSweep sweep_;
};

}  // namespace

std::unique_ptr<CollaborationContext> MakeCollaboration(const Foundation& base, const ContentOptions& content,
                                                        const ContentParts& parts) {
  return std::make_unique<Collaboration>(base, content, parts);
}

}  // namespace pipewright::server

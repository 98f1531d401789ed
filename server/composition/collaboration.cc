#include "infrastructure/postgres/collaboration/note_table.h"
#include "server/collaboration/note_service.h"
#include "server/composition/contexts.h"

namespace pipewright::server {
namespace {

class Collaboration final : public Context {
 public:
  explicit Collaboration(const Foundation& base) : base_(base) {}

  void AddServices(Api& api) override {
    collaboration::AddNoteService(api, note_commands_, notes_.queries, notes_.keys);
  }

 private:
  const Foundation base_;

  StoredRecord<collaboration::Note> notes_{base_, postgres::NoteTable()};
  const collaboration::NoteCommands note_commands_{base_.ids};
};

}  // namespace

std::unique_ptr<Context> MakeCollaboration(const Foundation& base) { return std::make_unique<Collaboration>(base); }

}  // namespace pipewright::server

// Letters as files of a folder: for development, where nobody is to be written to.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "application/shared/call/ports.h"
#include "application/shared/mail/letter.h"

namespace pipewright::mail {

// Each letter is a file, "<id>.eml", that any mail program opens; their names sort by time. Thread safe.
class FolderMailer : public Mailer {
 public:
  // Of more the oldest are removed.
  static constexpr size_t kMaxLetters = 1000;

  // Makes the folder, for its owner alone, with those above it. `clock` and `ids` outlive the mailer. kUnavailable, in
  // one line, when it can't.
  static absl::StatusOr<std::unique_ptr<FolderMailer>> Open(std::string folder, EmailAddress from, const Clock& clock,
                                                            IdGenerator& ids);

  absl::Status Send(const Letter& letter, Cancellation& cancellation) override;

 private:
  FolderMailer(std::string folder, EmailAddress from, const Clock& clock, IdGenerator& ids)
      : folder_(std::move(folder)), from_(std::move(from)), clock_(clock), ids_(ids) {}

  void RemoveOldest() const;

  const std::string folder_;
  const EmailAddress from_;
  const Clock& clock_;
  IdGenerator& ids_;
};

}  // namespace pipewright::mail

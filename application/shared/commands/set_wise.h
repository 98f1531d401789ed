// Many pieces of work in one unit of work, each with an outcome of its own, written together.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "application/shared/commands/unit_of_work_base.h"

namespace pipewright {

enum class OnFailure {
  kStop,     // all or nothing: the first piece that fails ends it
  kCollect,  // the same, but after kInvalidArgument the others are tried as well, so that all of it can be told at once
  kSkip,     // the others are carried out
};

struct SetWise {
  size_t count = 0;
  OnFailure on_failure = OnFailure::kStop;
  // Reads what the pieces [first, last) will need; called before they run.
  absl::FunctionRef<absl::Status(size_t first, size_t last)> prepare;
  // The i-th piece. May be run several times; what the earlier runs wrote has been undone.
  absl::FunctionRef<absl::Status(size_t i)> run;
};

// Runs the pieces in their order and writes them set-wise. A set that the database refuses is undone and tried again in
// smaller ones, in the end piece by piece: so a piece fails only if it would fail when all were carried out one after
// the other, and the good ones still cost little. One difference remains: updates that are joined into one statement
// may hand a unique value from one record to another in any order, where one after the other it would be taken.
//
// An example: BatchCreateContacts with three contacts, of which the second has an e-mail address that is taken.
// 1. prepare(0, 3) reads the accounts and users that all three refer to, each kind by one question.
// 2. An attempt to write set-wise runs the three. Each is decided as if it were alone, and its rows (the contact, its
//    audit entry, its event) wait in the write queue, which joins those of equal statements: three statements with
//    arrays of three.
// 3. PostgreSQL refuses the first statement, and doesn't say for which row. The attempt is undone to its savepoint.
// 4. The set is tried again in ten parts, which for three is one by one. The first passes. The second fails with an
//    error of its own, ALREADY_EXISTS; it is the outcome of the piece.
// 5. With kSkip the third is run and passes. Else it isn't run, and the caller lets the unit of work fail, so that the
//    first isn't there either.
//
// `outcomes` has one status a piece (with kStop and kCollect: OK for those not run because of another). Nothing of a
// failed piece is left; with kStop and kCollect the caller must let the unit of work fail when one is not OK. Returns
// an error only when the unit of work can't go on.
absl::Status RunSetWise(UnitOfWorkBase& uow, const SetWise& work, std::vector<absl::Status>& outcomes);

}  // namespace pipewright

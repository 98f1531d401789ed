// Who may read and change a task. The rule stands here once in words and code; the SQL that reads tasks compiles the
// same rule, and a test compares the two.
//
//                  read                                          change
//  PRIVATE         creator, assignee                             creator, assignee
//  COLLABORATIVE   those, collaborators, roles that reach it     those, collaborators who can edit, roles that reach it
//  PUBLIC          everybody who may read tasks                  as COLLABORATIVE
//
// Deleting it, bringing it back and giving it to somebody else is for its creator and assignee, and for roles that
// reach it: a collaborator who can edit does none of these.
//
// "Roles that reach it": a grant of scope ALL, or of scope UNIT when creator or assignee reports to the caller. No
// role, that of the tenant's owner included, reaches a PRIVATE task: what people note for themselves stays theirs, else
// they would keep it somewhere else. So a PRIVATE task is given no collaborators; what older ones have counts for
// nothing. All of it presumes the grant (task:read, task:update, …) itself.
#pragma once

#include "absl/types/span.h"
#include "domain/shared/grants.h"
#include "domain/shared/record_kind.h"
#include "domain/tasks/task.h"

namespace pipewright::tasks {

// By what the task itself says, whatever roles `user` has.
bool CanRead(const TaskState& task, const UserId& user);
bool CanEdit(const TaskState& task, const UserId& user);

// Whether a role of `scope` reaches the task. `unit`: the users whose records a UNIT scope reaches.
bool IsReachedBy(const TaskState& task, Scope scope, absl::Span<const UserId> unit);

}  // namespace pipewright::tasks

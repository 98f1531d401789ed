// What many commands will need, read at once, so that each of them finds it at hand.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "application/unit_of_work.h"
#include "domain/shared/change.h"
#include "domain/shared/id.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/subject.h"

namespace pipewright {

class Prefetch {
 public:
  void Add(const AccountId& id) { accounts_.push_back(id); }
  void Add(const ContactId& id) { contacts_.push_back(id); }
  void Add(const PipelineId& id) { pipelines_.push_back(id); }
  void Add(const OpportunityId& id) { opportunities_.push_back(id); }
  void Add(const TaskId& id) { tasks_.push_back(id); }
  void Add(const CustomFieldDefinitionId& id) { custom_field_definitions_.push_back(id); }
  void Add(const UserId& id) { users_.push_back(id); }
  void Add(const Subject& subject) {
    switch (subject.kind) {
      case SubjectKind::kAccount:
        return Add(AccountId(subject.id));
      case SubjectKind::kContact:
        return Add(ContactId(subject.id));
      case SubjectKind::kOpportunity:
        return Add(OpportunityId(subject.id));
    }
  }
  template <class T>
  void Add(const Change<T>& change) {
    if (change.is_set()) Add(change.value());
  }

  // Reads them, with one question for each kind. A record that is missing is no error here: the command that needs it
  // says so.
  absl::Status Read(UnitOfWork& uow) const {
    RETURN_IF_ERROR(uow.accounts().Prefetch(accounts_));
    RETURN_IF_ERROR(uow.contacts().Prefetch(contacts_));
    RETURN_IF_ERROR(uow.pipelines().Prefetch(pipelines_));
    RETURN_IF_ERROR(uow.opportunities().Prefetch(opportunities_));
    RETURN_IF_ERROR(uow.tasks().Prefetch(tasks_));
    RETURN_IF_ERROR(uow.custom_field_definitions().Prefetch(custom_field_definitions_));
    return users_.empty() ? absl::OkStatus() : uow.directory().RemovedAmong(users_).status();
  }

 private:
  std::vector<AccountId> accounts_;
  std::vector<ContactId> contacts_;
  std::vector<PipelineId> pipelines_;
  std::vector<OpportunityId> opportunities_;
  std::vector<TaskId> tasks_;
  std::vector<CustomFieldDefinitionId> custom_field_definitions_;
  std::vector<UserId> users_;
};

}  // namespace pipewright

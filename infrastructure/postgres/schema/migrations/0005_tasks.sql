-- Tasks: what somebody is to do, until some time, about some record.
create table tasks (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  title text not null,
  description text not null,
  type text not null check (type in ('CALL', 'EMAIL', 'MEETING', 'TODO', 'FOLLOW_UP', 'DEMO')),
  status text not null check (status in ('PENDING', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')),
  priority text not null check (priority in ('LOW', 'MEDIUM', 'HIGH', 'URGENT')),
  visibility text not null check (visibility in ('PRIVATE', 'COLLABORATIVE', 'PUBLIC')),
  assignee_id uuid,
  assigned_by uuid,
  due_time timestamptz,
  completed_time timestamptz,
  -- The subject: a typed column per kind, so that it exists, in this tenant.
  account_id uuid,
  contact_id uuid,
  opportunity_id uuid,
  -- [{"text": "…", "done": false}, …]
  checklist json,
  -- [{"user_id": "…", "can_edit": false}, …]; task_collaborators holds the same for the database's use
  collaborators json,
  primary key (tenant_id, id),
  check (num_nonnulls(account_id, contact_id, opportunity_id) <= 1),
  check ((status = 'COMPLETED') = (completed_time is not null)),
  constraint tasks_assignee_id_fkey foreign key (tenant_id, assignee_id) references memberships (tenant_id, user_id),
  constraint tasks_assigned_by_fkey foreign key (tenant_id, assigned_by) references memberships (tenant_id, user_id),
  constraint tasks_account_id_fkey foreign key (tenant_id, account_id) references accounts (tenant_id, id),
  constraint tasks_contact_id_fkey foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  constraint tasks_opportunity_id_fkey foreign key (tenant_id, opportunity_id) references opportunities (tenant_id, id)
);
select pipewright_protect('tasks');
-- My tasks, by due time.
create index tasks_assignee_id_idx on tasks (tenant_id, assignee_id, due_time, id);
create index tasks_assigned_by_idx on tasks (tenant_id, assigned_by);
create index tasks_created_by_idx on tasks (tenant_id, created_by, id);
create index tasks_account_id_idx on tasks (tenant_id, account_id, id);
create index tasks_contact_id_idx on tasks (tenant_id, contact_id, id);
create index tasks_opportunity_id_idx on tasks (tenant_id, opportunity_id, id);
create index tasks_status_idx on tasks (tenant_id, status, id) where delete_time is null;
create index tasks_due_time_idx on tasks (tenant_id, due_time, id) where delete_time is null;
-- Overdue ones are few among many that are done.
create index tasks_open_due_time_idx on tasks (tenant_id, due_time, id)
  where delete_time is null and status <> 'COMPLETED' and status <> 'CANCELLED';
create index tasks_create_time_idx on tasks (tenant_id, create_time, id) where delete_time is null;
create index tasks_update_time_idx on tasks (tenant_id, update_time, id) where delete_time is null;
create index tasks_title_idx on tasks (tenant_id, title, id) where delete_time is null;
create index tasks_completed_time_idx on tasks (tenant_id, completed_time, id) where delete_time is null;

create table task_collaborators (
  tenant_id uuid not null,
  task_id uuid not null,
  user_id uuid not null,
  -- The same as text: lists filter on it as on any set of texts.
  user_text text not null generated always as (user_id::text) stored,
  can_edit boolean not null,
  primary key (tenant_id, task_id, user_id),
  constraint task_collaborators_task_id_fkey foreign key (tenant_id, task_id) references tasks (tenant_id, id) on delete cascade,
  constraint task_collaborators_user_id_fkey foreign key (tenant_id, user_id) references memberships (tenant_id, user_id)
);
select pipewright_protect('task_collaborators');
create index task_collaborators_user_id_idx on task_collaborators (tenant_id, user_id, task_id);
create index task_collaborators_user_text_idx on task_collaborators (tenant_id, user_text, task_id);

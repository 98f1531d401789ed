-- Interactions: what was said between us and them.
create table interactions (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  type text not null,
  direction text,
  title text not null,
  content text not null,
  outcome text not null,
  start_time timestamptz not null,
  duration_seconds bigint,
  -- What it was about.
  account_id uuid,
  contact_id uuid,
  opportunity_id uuid,
  lead_id uuid,
  -- [{"user_id": …}, {"contact_id": …}, {"name": …, "email": …}, …]; interaction_participants holds the first two kinds
  -- for the database's use
  participants json,
  follow_up_time timestamptz,
  follow_up_task_id uuid,
  -- [{"kind": …, "owners": […]}, …]: of events, never looked up
  subject_owners json,
  primary key (tenant_id, id),
  constraint interactions_type_check check (type in ('CALL', 'EMAIL', 'MEETING', 'DEMO', 'MESSAGE', 'OTHER')),
  constraint interactions_direction_check check (direction in ('INBOUND', 'OUTBOUND')),
  constraint interactions_subject_check check (num_nonnulls(account_id, contact_id, opportunity_id, lead_id) > 0),
  constraint interactions_follow_up_check check ((follow_up_time is null) = (follow_up_task_id is null)),
  constraint interactions_account_id_fkey foreign key (tenant_id, account_id) references accounts (tenant_id, id),
  constraint interactions_contact_id_fkey foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  constraint interactions_opportunity_id_fkey foreign key (tenant_id, opportunity_id) references opportunities (tenant_id, id),
  constraint interactions_lead_id_fkey foreign key (tenant_id, lead_id) references leads (tenant_id, id),
  constraint interactions_follow_up_task_id_fkey foreign key (tenant_id, follow_up_task_id) references tasks (tenant_id, id)
);
select pipewright_protect('interactions');
create index interactions_start_time_idx on interactions (tenant_id, start_time, id) where delete_time is null;
create index interactions_created_by_idx on interactions (tenant_id, created_by, start_time, id);
-- What was said about one record, in its order.
create index interactions_account_id_idx on interactions (tenant_id, account_id, start_time, id) where account_id is not null;
create index interactions_contact_id_idx on interactions (tenant_id, contact_id, start_time, id) where contact_id is not null;
create index interactions_opportunity_id_idx on interactions (tenant_id, opportunity_id, start_time, id)
  where opportunity_id is not null;
create index interactions_lead_id_idx on interactions (tenant_id, lead_id, start_time, id) where lead_id is not null;
create index interactions_follow_up_task_id_idx on interactions (tenant_id, follow_up_task_id, id)
  where follow_up_task_id is not null;

create table interaction_participants (
  tenant_id uuid not null,
  interaction_id uuid not null,
  -- One of the two below.
  participant_id uuid not null,
  user_id uuid,
  contact_id uuid,
  -- The same as text: lists filter on it as on any set of texts.
  participant_text text not null generated always as (participant_id::text) stored,
  primary key (tenant_id, interaction_id, participant_id),
  constraint interaction_participants_participant_id_check check (
    participant_id = coalesce(user_id, contact_id) and num_nonnulls(user_id, contact_id) = 1),
  constraint interaction_participants_interaction_id_fkey foreign key (tenant_id, interaction_id)
    references interactions (tenant_id, id) on delete cascade,
  constraint interaction_participants_user_id_fkey foreign key (tenant_id, user_id) references memberships (tenant_id, user_id),
  constraint interaction_participants_contact_id_fkey foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
);
select pipewright_protect('interaction_participants');
create index interaction_participants_user_id_idx on interaction_participants (tenant_id, user_id, interaction_id)
  where user_id is not null;
create index interaction_participants_contact_id_idx on interaction_participants (tenant_id, contact_id, interaction_id)
  where contact_id is not null;
create index interaction_participants_participant_text_idx on interaction_participants (tenant_id, participant_text, interaction_id);

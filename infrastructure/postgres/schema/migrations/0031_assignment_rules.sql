-- Assignment rules: who gets which records. The turns of a rule are a series of the table counters.
create table assignment_rules (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  name text collate "C" not null,
  entity text not null check (entity in ('ACCOUNT', 'CONTACT', 'LEAD', 'OPPORTUNITY')),
  position bigint not null,
  filter text not null,
  method text not null check (method in ('ROUND_ROBIN', 'LEAST_LOADED')),
  -- ["<user id>", …], in the order of their turns; assignment_rule_assignees holds the same for the database's use
  assignee_ids json,
  disabled boolean not null,
  primary key (tenant_id, id)
);
select pipewright_protect('assignment_rules');
create index assignment_rules_entity_idx on assignment_rules (tenant_id, entity, id) where delete_time is null;
create index assignment_rules_name_idx on assignment_rules (tenant_id, name, id) where delete_time is null;
create index assignment_rules_position_idx on assignment_rules (tenant_id, position, id) where delete_time is null;
create index assignment_rules_create_time_idx on assignment_rules (tenant_id, create_time, id) where delete_time is null;
create index assignment_rules_update_time_idx on assignment_rules (tenant_id, update_time, id) where delete_time is null;

create table assignment_rule_assignees (
  tenant_id uuid not null,
  assignment_rule_id uuid not null,
  user_id uuid not null,
  primary key (tenant_id, assignment_rule_id, user_id),
  constraint assignment_rule_assignees_assignment_rule_id_fkey foreign key (tenant_id, assignment_rule_id)
    references assignment_rules (tenant_id, id) on delete cascade,
  constraint assignment_rule_assignees_user_id_fkey foreign key (tenant_id, user_id)
    references memberships (tenant_id, user_id)
);
select pipewright_protect('assignment_rule_assignees');
create index assignment_rule_assignees_user_id_idx on assignment_rule_assignees (tenant_id, user_id);

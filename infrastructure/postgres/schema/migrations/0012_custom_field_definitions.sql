-- Custom fields: the fields that a tenant adds to its accounts, contacts, opportunities and tasks.
create table custom_field_definitions (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  entity text not null check (entity in ('ACCOUNT', 'CONTACT', 'OPPORTUNITY', 'TASK')),
  key text collate "C" not null,
  label text collate "C" not null,
  description text not null,
  type text not null check (type in ('TEXT', 'NUMBER', 'BOOLEAN', 'DATE', 'SELECT', 'MULTI_SELECT', 'URL', 'REFERENCE')),
  required boolean not null,
  default_value json,
  -- ["…", …], in the order in which people see them
  options json,
  reference_kind text check (reference_kind in ('ACCOUNT', 'CONTACT', 'OPPORTUNITY', 'TASK', 'USER')),
  primary key (tenant_id, id),
  check ((type in ('SELECT', 'MULTI_SELECT')) = (options is not null)),
  check ((type = 'REFERENCE') = (reference_kind is not null))
);
select pipewright_protect('custom_field_definitions');
-- Also how the fields of a kind of record are found, which every write of one asks for.
create unique index custom_field_definitions_key_key on custom_field_definitions (tenant_id, entity, key) where delete_time is null;
create index custom_field_definitions_entity_idx on custom_field_definitions (tenant_id, entity, id) where delete_time is null;
create index custom_field_definitions_key_idx on custom_field_definitions (tenant_id, key, id) where delete_time is null;
create index custom_field_definitions_label_idx on custom_field_definitions (tenant_id, label, id) where delete_time is null;
create index custom_field_definitions_create_time_idx on custom_field_definitions (tenant_id, create_time, id) where delete_time is null;
create index custom_field_definitions_update_time_idx on custom_field_definitions (tenant_id, update_time, id) where delete_time is null;

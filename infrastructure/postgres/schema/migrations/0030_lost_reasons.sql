-- Why opportunities are lost, in the tenant's words. Opportunities keep the word itself, so that it stays when the list
-- changes.
create table lost_reasons (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  name text collate "C" not null,
  active boolean not null,
  position bigint not null check (position >= 0),
  primary key (tenant_id, id)
);
select pipewright_protect('lost_reasons');
-- Whatever the case of ASCII letters, as the collation has it.
create unique index lost_reasons_name_key on lost_reasons (tenant_id, lower(name)) where delete_time is null;
create index lost_reasons_name_idx on lost_reasons (tenant_id, name, id) where delete_time is null;
create index lost_reasons_position_idx on lost_reasons (tenant_id, position, id) where delete_time is null;

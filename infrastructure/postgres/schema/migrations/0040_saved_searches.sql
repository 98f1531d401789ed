-- Saved searches: lists of records that somebody wants to see again.
create table saved_searches (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  name text collate "C" not null,
  resource text not null,
  filter text not null,
  order_by text not null,
  columns json,
  visibility text not null check (visibility in ('PRIVATE', 'SHARED')),
  primary key (tenant_id, id)
);
select pipewright_protect('saved_searches');
create index saved_searches_name_idx on saved_searches (tenant_id, name, id) where delete_time is null;
create index saved_searches_create_time_idx on saved_searches (tenant_id, create_time, id) where delete_time is null;
create index saved_searches_update_time_idx on saved_searches (tenant_id, update_time, id) where delete_time is null;
-- What somebody has made for themselves, and what is there for all.
create index saved_searches_created_by_idx on saved_searches (tenant_id, created_by, resource, id);
create index saved_searches_shared_idx on saved_searches (tenant_id, resource, id) where visibility = 'SHARED';

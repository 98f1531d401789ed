-- Merges: records that were the same in life became one.

-- Of a deleted record that was a duplicate: the record that it became a part of.
alter table accounts
  add column merged_into_id uuid,
  add constraint accounts_merged_into_id_check check (merged_into_id is null or delete_time is not null),
  add constraint accounts_merged_into_id_fkey foreign key (tenant_id, merged_into_id) references accounts (tenant_id, id);
create index accounts_merged_into_id_idx on accounts (tenant_id, merged_into_id) where merged_into_id is not null;
alter table contacts
  add column merged_into_id uuid,
  add constraint contacts_merged_into_id_check check (merged_into_id is null or delete_time is not null),
  add constraint contacts_merged_into_id_fkey foreign key (tenant_id, merged_into_id) references contacts (tenant_id, id);
create index contacts_merged_into_id_idx on contacts (tenant_id, merged_into_id) where merged_into_id is not null;

create table merges (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  -- The kind of the merged records: "account". They are named without foreign keys, since each kind has a table.
  resource text not null,
  survivor_id uuid not null,
  -- ["0190…", …]
  loser_ids json not null,
  -- [{"resource": "contact", "field": "account_id", "count": 12}, …]
  repointed json,
  undo_time timestamptz,
  primary key (tenant_id, id)
);
select pipewright_protect('merges');
create index merges_create_time_idx on merges (tenant_id, create_time, id) where delete_time is null;
create index merges_created_by_idx on merges (tenant_id, created_by, id);
create index merges_survivor_id_idx on merges (tenant_id, survivor_id, id);

create table merge_losers (
  tenant_id uuid not null,
  merge_id uuid not null,
  -- As text: lists filter on it as on any set of texts.
  loser_id text collate "C" not null,
  primary key (tenant_id, merge_id, loser_id),
  constraint merge_losers_merge_id_fkey foreign key (tenant_id, merge_id) references merges (tenant_id, id) on delete cascade
);
select pipewright_protect('merge_losers');
create index merge_losers_loser_id_idx on merge_losers (tenant_id, loser_id, merge_id);

-- What a merge changed, part by part, in that order: what it takes to undo it.
create table merge_parts (
  tenant_id uuid not null,
  merge_id uuid not null,
  number bigint not null,
  resource text not null,
  record_id uuid not null,
  field text not null,
  before json not null,
  after json not null,
  primary key (tenant_id, merge_id, number),
  constraint merge_parts_merge_id_fkey foreign key (tenant_id, merge_id) references merges (tenant_id, id) on delete cascade
);
select pipewright_protect('merge_parts');
revoke update, delete on merge_parts from pipewright_app;

-- Leads are found as duplicates, and merged, as accounts and contacts are.
alter table leads
  add column merged_into_id uuid,
  add constraint leads_merged_into_id_check check (merged_into_id is null or delete_time is not null),
  add constraint leads_merged_into_id_fkey foreign key (tenant_id, merged_into_id) references leads (tenant_id, id);
create index leads_merged_into_id_idx on leads (tenant_id, merged_into_id) where merged_into_id is not null;

create table lead_match_keys (
  tenant_id uuid not null,
  lead_id uuid not null,
  value text collate "C" not null,
  primary key (tenant_id, value, lead_id)
);
select pipewright_protect('lead_match_keys');

-- Those that are there get their keys while the server runs.
alter table leads no force row level security;
alter table match_key_backlog no force row level security;
insert into match_key_backlog (tenant_id, resource) select distinct tenant_id, 'lead' from leads;
alter table leads force row level security;
alter table match_key_backlog force row level security;

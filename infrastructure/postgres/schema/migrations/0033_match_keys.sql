-- What duplicates are found by.

-- The keys of live records, "email:info@acme.example" (domain/sales/match_profile.h). Looked up by equality. No foreign key:
-- it would take a second index on the way of every write, and a record goes from its table with its tenant alone.
create table account_match_keys (
  tenant_id uuid not null,
  account_id uuid not null,
  value text collate "C" not null,
  primary key (tenant_id, value, account_id)
);
select pipewright_protect('account_match_keys');

create table contact_match_keys (
  tenant_id uuid not null,
  contact_id uuid not null,
  value text collate "C" not null,
  primary key (tenant_id, value, contact_id)
);
select pipewright_protect('contact_match_keys');

-- A tenant's say in what counts as a duplicate.
create table match_rules (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  resource text not null,
  name_weight bigint not null check (name_weight between 0 and 100),
  similar_name_weight bigint not null check (similar_name_weight between 0 and 100),
  email_weight bigint not null check (email_weight between 0 and 100),
  phone_weight bigint not null check (phone_weight between 0 and 100),
  domain_weight bigint not null check (domain_weight between 0 and 100),
  threshold bigint not null check (threshold between 1 and 100),
  primary key (tenant_id, id)
);
select pipewright_protect('match_rules');
create unique index match_rules_resource_key on match_rules (tenant_id, resource);

-- Records that were there before their keys were kept. The keys are made by the server alone, so it goes through each
-- tenant's records once, in the order of their ids, beside the calls; the row says how far it is, and goes at the end.
create table match_key_backlog (
  tenant_id uuid not null,
  resource text not null,
  after_id uuid not null default '00000000-0000-0000-0000-000000000000',
  primary key (tenant_id, resource)
);
select pipewright_protect('match_key_backlog');
alter table accounts no force row level security;
alter table contacts no force row level security;
alter table match_key_backlog no force row level security;
insert into match_key_backlog (tenant_id, resource) select distinct tenant_id, 'account' from accounts;
insert into match_key_backlog (tenant_id, resource) select distinct tenant_id, 'contact' from contacts;
alter table accounts force row level security;
alter table contacts force row level security;
alter table match_key_backlog force row level security;

grant select on match_key_backlog to pipewright_directory;
create policy backlog on match_key_backlog to pipewright_directory using (true);

-- One of the tenants that have such records, and of what kind; no row when there is none. It says that, and never what.
create function match_key_backlog_next() returns table (tenant_id uuid, resource text)
  language sql stable security definer set search_path = pg_catalog, public as $$
  select b.tenant_id, b.resource from public.match_key_backlog b order by b.tenant_id, b.resource limit 1
$$;
grant create on schema public to pipewright_directory;
alter function match_key_backlog_next() owner to pipewright_directory;
revoke create on schema public from pipewright_directory;
revoke all on function match_key_backlog_next() from public;
grant execute on function match_key_backlog_next() to pipewright_app;

-- Who there is: tenants, their members and roles; people, their sessions, and the keys and secrets of the server.

-- Owns the few functions that look across tenants, and nothing else. Nobody signs in as it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'pipewright_directory') then
    begin
      create role pipewright_directory nologin noinherit nosuperuser nocreatedb nocreaterole nobypassrls;
    exception when duplicate_object or unique_violation then
      null;  -- another database of the cluster has just made it
    end;
  end if;
  if not pg_has_role(current_user, 'pipewright_directory', 'member') then
    execute format('grant pipewright_directory to %I', current_user);
  end if;
end $$;

-- A tenant is a record of itself: tenant_id = id puts it under the same policy as everything it owns.
create table tenants (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  name text not null,
  slug text not null,
  base_currency text not null,
  time_zone text not null,
  locale text not null,
  fiscal_year_start_month bigint not null check (fiscal_year_start_month between 1 and 12),
  tier text not null check (tier in ('FREE', 'BASIC', 'PROFESSIONAL', 'ENTERPRISE')),
  status text not null check (status in ('ACTIVE', 'SUSPENDED', 'CLOSED')),
  primary key (tenant_id, id),
  check (tenant_id = id)
);
select pipewright_protect('tenants');
-- Unique among all tenants: it is a name in addresses.
create unique index tenants_slug_key on tenants (slug);

-- GLOBAL (no tenant, no policy): a person may belong to several tenants, and signs in before any is known.
create table users (
  id uuid primary key,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  email text not null,
  given_name text not null,
  family_name text not null,
  password_hash text not null,
  status text not null check (status in ('ACTIVE', 'LOCKED', 'DISABLED')),
  last_sign_in_time timestamptz,
  password_change_time timestamptz not null
);
create unique index users_email_key on users (email);
grant select, insert, update on users to pipewright_app;

-- One row for each user of a tenant, for good: records point here, so a removed member is only marked.
create table memberships (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  user_id uuid not null references users (id),
  -- As the tenant knows the person; the person's own are in users.
  email text not null,
  given_name text not null,
  family_name text not null,
  -- ["MEMBER", …]: names of built-in roles or of rows in roles
  roles json not null,
  manager_id uuid,
  job_title text not null,
  status text not null check (status in ('INVITED', 'ACTIVE', 'SUSPENDED')),
  primary key (tenant_id, id),
  constraint memberships_user_key unique (tenant_id, user_id),
  constraint memberships_manager_id_fkey foreign key (tenant_id, manager_id) references memberships (tenant_id, user_id)
);
select pipewright_protect('memberships');
create index memberships_manager_idx on memberships (tenant_id, manager_id);
create index memberships_user_idx on memberships (user_id);
create index memberships_name_idx on memberships (tenant_id, family_name, id);
create unique index memberships_email_key on memberships (tenant_id, email) where delete_time is null;

-- Roles of a tenant's own; the built-in ones belong to the program.
create table roles (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  name text not null,
  description text not null,
  -- "account:read=ALL;task:*=OWN"
  grants text not null,
  primary key (tenant_id, id)
);
select pipewright_protect('roles');
create unique index roles_name_key on roles (tenant_id, name) where delete_time is null;

-- GLOBAL: one row for each sign-in on a device. Ended ones stay until they would have expired.
create table sessions (
  id uuid primary key,
  user_id uuid not null references users (id),
  -- The tenant of calls that name none.
  default_tenant_id uuid,
  -- SHA-256 of the one refresh token that works.
  refresh_hash bytea not null,
  create_time timestamptz not null,
  refresh_time timestamptz not null,
  expire_time timestamptz not null,
  end_time timestamptz,
  end_reason text check (end_reason in ('SIGNED_OUT', 'TOKEN_REUSED', 'PASSWORD_CHANGED', 'REVOKED')),
  client_address text not null,
  user_agent text not null,
  check ((end_time is null) = (end_reason is null))
);
create unique index sessions_refresh_hash_key on sessions (refresh_hash);
create index sessions_user_idx on sessions (user_id, id);
create index sessions_expiry_idx on sessions (expire_time);
grant select, insert, update, delete on sessions to pipewright_app;

-- GLOBAL: refresh tokens that were used. One that comes back ends its session.
create table spent_refresh_tokens (
  refresh_hash bytea primary key,
  session_id uuid not null references sessions (id) on delete cascade
);
create index spent_refresh_tokens_session_idx on spent_refresh_tokens (session_id);
grant select, insert, delete on spent_refresh_tokens to pipewright_app;

-- GLOBAL: how often a password was tried for an address, whether or not it is somebody's.
create table sign_in_attempts (
  -- SHA-256 of the address in lower case.
  email_hash bytea primary key,
  attempts bigint not null,
  last_attempt_time timestamptz not null
);
create index sign_in_attempts_time_idx on sign_in_attempts (last_attempt_time);
grant select, insert, update, delete on sign_in_attempts to pipewright_app;

-- GLOBAL: who manages the installation. An operator manages tenants and reads no tenant's data.
create table platform_operators (
  user_id uuid primary key references users (id),
  create_time timestamptz not null
);
grant select, insert on platform_operators to pipewright_app;

-- GLOBAL: the Ed25519 keys that sign access tokens. One signs, one will be next, retired ones verify until the last
-- token they signed has expired.
create table signing_keys (
  id text primary key,
  state text not null check (state in ('NEXT', 'ACTIVE', 'RETIRED')),
  private_key bytea not null,
  public_key bytea not null,
  create_time timestamptz not null,
  retire_time timestamptz,
  check ((state = 'RETIRED') = (retire_time is not null))
);
create unique index signing_keys_state_key on signing_keys (state) where state <> 'RETIRED';
grant select, insert, update, delete on signing_keys to pipewright_app;

-- GLOBAL: secrets that all servers of an installation share (what seals page tokens), made by the first to need them.
create table server_secrets (
  name text primary key,
  value bytea not null,
  create_time timestamptz not null
);
grant select, insert on server_secrets to pipewright_app;

-- Across tenants look only the functions below, each with its condition inside; nothing else runs as their owner.
grant select on tenants, memberships to pipewright_directory;
create policy directory_reads on tenants for select to pipewright_directory using (true);
create policy directory_reads on memberships for select to pipewright_directory using (true);
grant usage, create on schema public to pipewright_directory;

-- The tenants that a user belongs to, oldest membership first.
create function tenants_of_user(wanted_user uuid)
  returns table (tenant_id uuid, tenant_name text, tenant_slug text, tenant_status text, membership_status text)
  language sql stable security definer set search_path = pg_catalog, public as $$
  select t.id, t.name, t.slug, t.status, m.status
  from public.memberships m join public.tenants t on t.tenant_id = m.tenant_id and t.id = m.tenant_id
  where m.user_id = wanted_user and m.delete_time is null
  order by m.create_time, m.id
$$;
alter function tenants_of_user(uuid) owner to pipewright_directory;
revoke all on function tenants_of_user(uuid) from public;
grant execute on function tenants_of_user(uuid) to pipewright_app;

-- For operators: every tenant, by id, behind `after` (null: from the first). What a tenant holds is not in it.
create function all_tenants(after uuid, page_size bigint) returns setof tenants
  language sql stable security definer set search_path = pg_catalog, public as $$
  select t.* from public.tenants t where after is null or t.id > after order by t.id limit page_size
$$;
alter function all_tenants(uuid, bigint) owner to pipewright_directory;
revoke all on function all_tenants(uuid, bigint) from public;
grant execute on function all_tenants(uuid, bigint) to pipewright_app;

revoke create on schema public from pipewright_directory;

-- What runs with somebody else's rights runs with as few as it takes.

-- Owns the tables of the records and analyze_if_unknown, and nothing else. Nobody signs in as it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'pipewright_tables') then
    begin
      create role pipewright_tables nologin noinherit nosuperuser nocreatedb nocreaterole nobypassrls;
    exception when duplicate_object or unique_violation then
      null;  -- another database of the cluster has just made it
    end;
  end if;
  if not pg_has_role(current_user, 'pipewright_tables', 'member') then
    execute format('grant pipewright_tables to %I', current_user);
  end if;
end $$;

-- Puts a tenant table under row level security, gives it to the tables' owner and grants it to the application role. No
-- tenant set: no rows.
create or replace function pipewright_protect(table_name text) returns void
  language plpgsql as $$
begin
  execute format('alter table %I enable row level security', table_name);
  execute format('alter table %I force row level security', table_name);
  execute format(
    'create policy tenant_isolation on %I using (tenant_id = public.pipewright_tenant()) '
    'with check (tenant_id = public.pipewright_tenant())', table_name);
  execute format('grant select, insert, update, delete on %I to pipewright_app', table_name);
  perform pipewright_own(table_name);
end $$;

-- Gives a table to the tables' owner: pipewright_protect does, and a table of no tenant is given by itself.
create function pipewright_own(table_name text) returns void
  language plpgsql as $$
begin
  grant usage, create on schema public to pipewright_tables;
  execute format('alter table %I owner to pipewright_tables', table_name);
  revoke create on schema public from pipewright_tables;
end $$;

-- The events are their keeper's already, and the record of the migrations stays with whoever migrates.
do $$
begin
  perform pipewright_own(c.relname) from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'schema_migrations'
    and c.relowner = current_user::regrole
  order by c.oid;
end $$;

-- Only a table's owner may analyze it.
grant create on schema public to pipewright_tables;
alter function analyze_if_unknown(regclass) owner to pipewright_tables;
revoke create on schema public from pipewright_tables;

-- All that they name outside of pg_catalog is written with its schema. A path with public in it would let a function or an
-- operator there that fits an argument's type better than one of pg_catalog take its place, should anybody ever be let
-- create something there.
do $$
declare
  named regprocedure;
begin
  for named in
    select p.oid::regprocedure from pg_proc p
    where p.proowner in ('pipewright_directory'::regrole, 'pipewright_event_keeper'::regrole,
                         'pipewright_search'::regrole, 'pipewright_tables'::regrole)
      and (p.prosecdef or exists (select from unnest(p.proconfig) c where c like 'search\_path=%'))
  loop
    execute format('alter function %s set search_path = pg_catalog, pg_temp', named);
  end loop;
end $$;

-- A database that comes from before PostgreSQL 15 lets everybody.
revoke create on schema public from public;
do $$
begin
  if has_schema_privilege('pipewright_app', 'public', 'create') then
    raise warning 'The owner of the schema public should say: revoke create on schema public from public';
  end if;
end $$;

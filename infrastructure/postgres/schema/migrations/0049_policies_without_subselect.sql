-- Policies that compare with the tenant itself. The function is inlined, so beside a statement's own tenant_id the policy
-- is one condition that is checked once, before a row is read, and alone it is a condition of an index as any other. A
-- table that is distributed by its tenant takes no sub-select in a policy. Only the catalogue changes.
create or replace function pipewright_protect(table_name text) returns void
  language plpgsql as $$
begin
  execute format('alter table %I enable row level security', table_name);
  execute format('alter table %I force row level security', table_name);
  execute format(
    'create policy tenant_isolation on %I using (tenant_id = public.pipewright_tenant()) '
    'with check (tenant_id = public.pipewright_tenant())', table_name);
  execute format('grant select, insert, update, delete on %I to pipewright_app', table_name);
end $$;

create or replace function pipewright_events.protect(partition_name text) returns void
  language plpgsql as $$
begin
  execute format('alter table pipewright_events.%I enable row level security', partition_name);
  execute format('alter table pipewright_events.%I force row level security', partition_name);
  execute format('drop policy if exists tenant_isolation on pipewright_events.%I', partition_name);
  execute format(
    'create policy tenant_isolation on pipewright_events.%I using (tenant_id = public.pipewright_tenant()) '
    'with check (tenant_id = public.pipewright_tenant())', partition_name);
  execute format('create policy keeper_keeps on pipewright_events.%I to pipewright_event_keeper using (true)',
    partition_name);
  execute format('revoke all on pipewright_events.%I from pipewright_app', partition_name);
end $$;

do $$
declare
  protected regclass;
begin
  for protected in
    select p.polrelid::regclass from pg_policy p join pg_class c on c.oid = p.polrelid
    where p.polname = 'tenant_isolation' and c.relnamespace in ('public'::regnamespace, 'pipewright_events'::regnamespace)
    order by p.polrelid
  loop
    execute format('alter policy tenant_isolation on %s using (tenant_id = public.pipewright_tenant()) '
                   'with check (tenant_id = public.pipewright_tenant())', protected);
  end loop;
end $$;

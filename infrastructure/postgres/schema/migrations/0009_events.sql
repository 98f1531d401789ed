-- Events in partitions of a week, so that old ones go by dropping a table.

-- Owns the events and the functions that keep their partitions. Nobody signs in as it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'pipewright_event_keeper') then
    begin
      create role pipewright_event_keeper nologin noinherit nosuperuser nocreatedb nocreaterole nobypassrls;
    exception when duplicate_object or unique_violation then
      null;  -- another database of the cluster has just made it
    end;
  end if;
  if not pg_has_role(current_user, 'pipewright_event_keeper', 'member') then
    execute format('grant pipewright_event_keeper to %I', current_user);
  end if;
end $$;

-- The partitions stand in a schema of their own, which the application role can't even look into: it reaches events
-- through the table in public alone, and so through its policy.
grant usage, create on schema public to pipewright_event_keeper;
create schema pipewright_events;
alter schema pipewright_events owner to pipewright_event_keeper;

-- GLOBAL: how far events were dropped. Every event of a transaction behind it is still there. Transactions are counted
-- by the cluster: when a dump is restored into another one, old places mean nothing, and `incarnation` is a new one.
create table event_retention (
  one boolean primary key default true check (one),
  dropped_through xid8 not null,
  cluster bigint not null,
  incarnation uuid not null
);
insert into event_retention select true, '0', system_identifier, gen_random_uuid() from pg_control_system();
grant select on event_retention to pipewright_app;
alter table event_retention owner to pipewright_event_keeper;

-- Which partition holds what; the default one is not in it.
create table pipewright_events.partitions (
  name text primary key,
  from_time timestamptz not null,
  to_time timestamptz not null,
  -- Readers were told that it goes; the next call drops it. At once would be too early: a reader whose snapshot is older
  -- would find it gone and not know.
  expired boolean not null default false
);
alter table pipewright_events.partitions owner to pipewright_event_keeper;

-- What there was becomes the first partition, with all that is written until next Monday. No row is copied.
alter table events set schema pipewright_events;
alter table pipewright_events.events rename to events_first;
alter table pipewright_events.events_first drop constraint events_pkey;
drop index pipewright_events.events_order_idx;

create table events (
  tenant_id uuid not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  sequence bigint not null generated always as identity,
  id uuid not null,
  create_time timestamptz not null,
  type text not null,
  resource text not null,
  record_id uuid not null,
  record_version bigint not null,
  actor_user_id uuid,
  request_id text not null,
  -- {"field": [old, new], …}
  changes json not null,
  -- The record after the change, {"field": value, …}.
  record json not null,
  -- The order in which they are read, and the partition's key, which every unique index must hold.
  primary key (tenant_id, transaction_id, sequence, create_time)
) partition by range (create_time);
select pipewright_protect('events');
revoke update, delete on events from pipewright_app;
create policy keeper_keeps on events to pipewright_event_keeper using (true);
alter table events owner to pipewright_event_keeper;

create table pipewright_events.events_default partition of events default;
alter table pipewright_events.events_default owner to pipewright_event_keeper;

-- Brings a partition under row level security as well, for whoever should ever be granted it by mistake.
create function pipewright_events.protect(partition_name text) returns void
  language plpgsql as $$
begin
  execute format('alter table pipewright_events.%I enable row level security', partition_name);
  execute format('alter table pipewright_events.%I force row level security', partition_name);
  execute format('drop policy if exists tenant_isolation on pipewright_events.%I', partition_name);
  execute format(
    'create policy tenant_isolation on pipewright_events.%I using (tenant_id = (select pipewright_tenant())) '
    'with check (tenant_id = (select pipewright_tenant()))', partition_name);
  execute format('create policy keeper_keeps on pipewright_events.%I to pipewright_event_keeper using (true)',
    partition_name);
  execute format('revoke all on pipewright_events.%I from pipewright_app', partition_name);
end $$;
alter function pipewright_events.protect(text) owner to pipewright_event_keeper;
revoke all on function pipewright_events.protect(text) from public;

do $$
declare
  last_sequence bigint := coalesce(pg_sequence_last_value(
    pg_get_serial_sequence('pipewright_events.events_first', 'sequence')::regclass), 0);
  newest timestamptz;
  ends timestamptz;
begin
  -- The owner is under the policy too, and must see every tenant's rows here.
  alter table pipewright_events.events_first no force row level security;
  select max(create_time) into newest from pipewright_events.events_first;
  ends := date_trunc('week', greatest(now(), coalesce(newest, now())), 'UTC') + interval '7 days';
  alter table pipewright_events.events_first alter column sequence drop identity;
  execute format('alter table events attach partition pipewright_events.events_first for values from (minvalue) to (%L)',
    ends);
  insert into pipewright_events.partitions values ('events_first', '-infinity', ends);
  alter table pipewright_events.events_first owner to pipewright_event_keeper;
  perform pipewright_events.protect('events_first');
  perform pipewright_events.protect('events_default');
  perform setval(pg_get_serial_sequence('events', 'sequence')::regclass, greatest(last_sequence, 1),
    last_sequence > 0);
end $$;

-- Makes the partitions of this week and the four after it, and drops those that ended longer than `retention` ago (not
-- less than a day), one call after it has told readers so. Any server may call it at any time: one works, the others leave. Locks are waited for no longer
-- than two seconds, so that writers never queue behind it; SQLSTATE 55P03 then, and the next call does the work.
create function keep_events(retention interval) returns table (made bigint, dropped bigint)
  language plpgsql security definer set search_path = pg_catalog, public set lock_timeout = '2s' as $$
declare
  week timestamptz;
  part text;
  gone xid8;
begin
  made := 0;
  dropped := 0;
  if retention < interval '1 day' then
    raise exception 'events are kept for a day at least' using errcode = '22023';
  end if;
  -- "events" in ASCII.
  if not pg_try_advisory_xact_lock(111559313617011) then
    return next;
    return;
  end if;

  -- Restored into another cluster: whatever was before is older than what comes. In the order of writing, which is that
  -- of the transactions but for those that ran side by side.
  if exists (select from public.event_retention r, pg_control_system() c where r.cluster <> c.system_identifier) then
    update public.events set transaction_id = '2' where transaction_id <> '2';
    update public.event_retention set cluster = (select system_identifier from pg_control_system()),
      incarnation = gen_random_uuid(), dropped_through = '0';
  end if;

  for i in 0..4 loop
    week := date_trunc('week', now(), 'UTC') + i * interval '7 days';
    if not exists (select from pipewright_events.partitions p
                   where p.from_time < week + interval '7 days' and p.to_time > week) then
      part := 'events_' || to_char(week at time zone 'UTC', 'YYYY_MM_DD');
      execute format('create table pipewright_events.%I (like public.events including storage)', part);
      -- What was written while nobody made partitions stands in the default one, which must not hold it any longer.
      lock table pipewright_events.events_default in access exclusive mode;
      execute format('with moved as (delete from pipewright_events.events_default where create_time >= %L and '
        'create_time < %L returning *) insert into pipewright_events.%I select * from moved',
        week, week + interval '7 days', part);
      execute format('alter table public.events attach partition pipewright_events.%I for values from (%L) to (%L)',
        part, week, week + interval '7 days');
      perform pipewright_events.protect(part);
      insert into pipewright_events.partitions values (part, week, week + interval '7 days');
      made := made + 1;
    end if;
  end loop;

  for part in select p.name from pipewright_events.partitions p where p.expired loop
    execute format('drop table pipewright_events.%I', part);
    delete from pipewright_events.partitions where name = part;
    dropped := dropped + 1;
  end loop;
  for part in select p.name from pipewright_events.partitions p where p.to_time < now() - retention loop
    execute format('select max(transaction_id) from pipewright_events.%I', part) into gone;
    if gone is not null then
      update public.event_retention set dropped_through = greatest(dropped_through, gone);
    end if;
    update pipewright_events.partitions set expired = true where name = part;
  end loop;
  with gone_rows as (delete from pipewright_events.events_default
                     where create_time < now() - retention - interval '7 days' returning transaction_id)
  select max(transaction_id) into gone from gone_rows;
  if gone is not null then
    update public.event_retention set dropped_through = greatest(dropped_through, gone);
  end if;
  return next;
end $$;
alter function keep_events(interval) owner to pipewright_event_keeper;
revoke all on function keep_events(interval) from public;
grant execute on function keep_events(interval) to pipewright_app;

-- The events of the tenant that the session is set to, behind a position, in their order, of those that no running
-- transaction can still slip in between. `matches`: whether a row is of the kinds asked for (null: any); of others only
-- the place is told. There is always a row, with where the readable part ends and how far events were dropped.
-- A function for its settings: a plan made while a partition was small or unknown would sort it at each call.
create function read_events(tenant uuid, after_transaction xid8, after_sequence bigint, until_transaction xid8,
    until_sequence bigint, max_rows bigint, resources text[], types text[], record uuid)
  returns table (horizon xid8, dropped_through xid8, incarnation uuid, transaction_id xid8, sequence bigint, matches boolean, id uuid,
    create_time timestamptz, type text, resource text, record_id uuid, record_version bigint, actor_user_id uuid,
    request_id text, changes text, record_after text)
  language plpgsql stable security invoker
  set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set jit = off as $$
#variable_conflict use_column
begin
  return query
  with look as materialized (
    select pg_snapshot_xmin(pg_current_snapshot()) as horizon, r.dropped_through, r.incarnation from event_retention r
  ), found as materialized (
    select e.*, (resources is null or e.resource = any(resources)) and (types is null or e.type = any(types))
        and (read_events.record is null or e.record_id = read_events.record) as matches
    from events e
    where e.tenant_id = tenant and (e.transaction_id, e.sequence) > (after_transaction, after_sequence)
      and (e.transaction_id, e.sequence) <= (until_transaction, until_sequence)
      and e.transaction_id < (select look.horizon from look)
    order by e.transaction_id, e.sequence
    limit max_rows
  )
  select look.horizon, look.dropped_through, look.incarnation, f.transaction_id, f.sequence, f.matches, f.id, f.create_time, f.type,
    f.resource, f.record_id, f.record_version, f.actor_user_id, f.request_id,
    case when f.matches then f.changes::text end, case when f.matches then f.record::text end
  from look left join found f on true;
end $$;
revoke all on function read_events(uuid, xid8, bigint, xid8, bigint, bigint, text[], text[], uuid) from public;
grant execute on function read_events(uuid, xid8, bigint, xid8, bigint, bigint, text[], text[], uuid) to pipewright_app;

-- Which of the tenants have events behind a position that can be read now, and where the readable part ends: one
-- question for all that are watched. Tells that there is something, never what.
create function events_ahead(tenants uuid[], transaction_ids xid8[], sequences bigint[])
  returns table (horizon xid8, dropped_through xid8, incarnation uuid, tenants_ahead uuid[])
  language plpgsql stable security definer set search_path = pg_catalog, public
  set enable_seqscan = off set enable_bitmapscan = off set jit = off as $$
#variable_conflict use_column
begin
  return query
  with look as materialized (
    select pg_snapshot_xmin(pg_current_snapshot()) as horizon, r.dropped_through, r.incarnation
    from public.event_retention r
  )
  select look.horizon, look.dropped_through, look.incarnation, array(
    select w.tenant from unnest(tenants, transaction_ids, sequences) as w (tenant, transaction_id, sequence)
    where exists (select from public.events e where e.tenant_id = w.tenant
                  and (e.transaction_id, e.sequence) > (w.transaction_id, w.sequence)
                  and e.transaction_id < look.horizon))
  from look;
end $$;
alter function events_ahead(uuid[], xid8[], bigint[]) owner to pipewright_event_keeper;
revoke all on function events_ahead(uuid[], xid8[], bigint[]) from public;
grant execute on function events_ahead(uuid[], xid8[], bigint[]) to pipewright_app;

revoke create on schema public from pipewright_event_keeper;

select keep_events('30 days');

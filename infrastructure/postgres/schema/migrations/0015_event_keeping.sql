-- Old events go without being read, and a database that was put back to an earlier state is recognised in every way that
-- this can happen.

grant create on schema public to pipewright_event_keeper;

-- Where the events were written last: a restored dump has a new table, and a standby that was promoted or a cluster that was
-- recovered to a point in time goes on in a new timeline.
alter table event_retention add column relation oid, add column timeline text;

-- The timeline in which the cluster writes.
create function event_timeline() returns text language sql stable as $$
  select left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
$$;
alter function event_timeline() owner to pipewright_event_keeper;
revoke all on function event_timeline() from public;
grant execute on function event_timeline() to pipewright_app;

update event_retention set relation = 'public.event_retention'::regclass::oid, timeline = event_timeline();
alter table event_retention alter column relation set not null, alter column timeline set not null;

-- Where the readable events end, how far they were dropped, and in which count of transactions. As long as nobody has
-- kept the events of a database that was put back, its incarnation is one that no reader has been given before.
create or replace function event_edges() returns table (horizon xid8, dropped_through xid8, incarnation uuid)
  language sql stable security invoker as $$
  select pg_snapshot_xmin(pg_current_snapshot()), r.dropped_through,
    case when r.relation = 'public.event_retention'::regclass and r.timeline = public.event_timeline() then r.incarnation
         else md5(concat(r.incarnation, 'public.event_retention'::regclass::oid, public.event_timeline()))::uuid end
  from public.event_retention r
$$;

-- The newest transaction in a partition (null: it is empty), by a look at each tenant's end in its primary key: a
-- partition may hold millions of rows, and few tenants.
create function pipewright_events.newest_transaction(partition_name text) returns xid8
  language plpgsql stable set search_path = pg_catalog, public
  set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set jit = off as $$
declare
  newest xid8;
begin
  execute format(
    'with recursive ends as ('
    '(select p.tenant_id, p.transaction_id from pipewright_events.%1$I p '
    'order by p.tenant_id desc, p.transaction_id desc limit 1) '
    'union all select next.tenant_id, next.transaction_id from ends cross join lateral '
    '(select p.tenant_id, p.transaction_id from pipewright_events.%1$I p where p.tenant_id < ends.tenant_id '
    'order by p.tenant_id desc, p.transaction_id desc limit 1) next) '
    'select max(transaction_id) from ends', partition_name) into newest;
  return newest;
end $$;
alter function pipewright_events.newest_transaction(text) owner to pipewright_event_keeper;
revoke all on function pipewright_events.newest_transaction(text) from public;

-- Makes the partitions of this week and the four after it; when there were none to make, drops those that ended longer
-- than `retention` ago (not less than a day), one call after it has told readers so. Any server may call it at any time:
-- one works, the others leave. Locks are waited for no longer than two seconds, so that writers never queue behind it;
-- SQLSTATE 55P03 then, and the next call does the work. What takes long comes before the first lock and the first write:
-- as long as this transaction writes, no later event is read.
create or replace function keep_events(retention interval) returns table (made bigint, dropped bigint)
  language plpgsql security definer set search_path = pg_catalog, public set lock_timeout = '2s' as $$
declare
  week timestamptz;
  part text;
  ending text[];
  expired_before text[];
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

  -- A dump was restored, into this cluster or another one: whatever was before is older than what comes. In the order of
  -- writing, which is that of the transactions but for those that ran side by side.
  if exists (select from public.event_retention r, pg_control_system() c
             where r.cluster <> c.system_identifier or r.relation <> 'public.event_retention'::regclass) then
    update public.events set transaction_id = '2' where transaction_id <> '2';
    update public.event_retention set cluster = (select system_identifier from pg_control_system()),
      relation = 'public.event_retention'::regclass, timeline = public.event_timeline(),
      incarnation = gen_random_uuid(), dropped_through = '0';
  end if;
  -- The cluster went back by itself: its count goes on from there, but not with the events that readers may have seen.
  update public.event_retention set timeline = public.event_timeline(), incarnation = gen_random_uuid()
    where timeline <> public.event_timeline();

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
  if made > 0 then
    -- Under locks that hold up every writer; there is time for the rest.
    return next;
    return;
  end if;

  expired_before := array(select p.name from pipewright_events.partitions p where p.expired);
  ending := array(select p.name from pipewright_events.partitions p
                  where not p.expired and p.to_time < now() - retention);
  select max(pipewright_events.newest_transaction(name)) into gone from unnest(ending) as name;
  if gone is not null then
    update public.event_retention set dropped_through = greatest(dropped_through, gone);
  end if;
  update pipewright_events.partitions set expired = true where name = any(ending);
  with gone_rows as (delete from pipewright_events.events_default
                     where create_time < now() - retention - interval '7 days' returning transaction_id)
  select max(transaction_id) into gone from gone_rows;
  if gone is not null then
    update public.event_retention set dropped_through = greatest(dropped_through, gone);
  end if;
  foreach part in array expired_before loop
    execute format('drop table pipewright_events.%I', part);
    delete from pipewright_events.partitions where name = part;
    dropped := dropped + 1;
  end loop;
  return next;
end $$;

revoke create on schema public from pipewright_event_keeper;

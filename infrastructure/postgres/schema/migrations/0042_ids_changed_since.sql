-- Which records of the kind `own` are concerned by events that a snapshot doesn't see (docs/adr/0019): those that have changed
-- themselves, and those that records of the kinds `others` name, or named, in `field`. At least one row: `events` says how
-- many events there are, or that there are more than `most`; then there are no ids. The way into events and the settings
-- are those of unchanged_since.
create function ids_changed_since(tenant uuid, since pg_snapshot, own text, others text[], field text, most bigint)
  returns table (id uuid, events bigint) language sql stable
  set enable_seqscan = off set enable_bitmapscan = off set jit = off as $$
  with changed as materialized (
    select c.* from (
      select e.resource, e.record_id, e.record, e.changes from events e
        where e.tenant_id = tenant and e.transaction_id >= pg_snapshot_xmax(since)
          and (e.resource = own or e.resource = any (others))
      union all
      select e.resource, e.record_id, e.record, e.changes from events e
        where e.tenant_id = tenant and e.transaction_id = any (array(select pg_snapshot_xip(since)))
          and (e.resource = own or e.resource = any (others))) c
    limit most + 1)
  select i.id, n.events from (select count(*) as events from changed) n left join (
    select distinct p.id from changed c cross join lateral (
      select c.record_id where c.resource = own
      union all select (c.record ->> field)::uuid where c.resource <> own
      union all select (c.changes -> field ->> 0)::uuid where c.resource <> own) p (id)
    where p.id is not null) i on n.events <= most
$$;
revoke all on function ids_changed_since(uuid, pg_snapshot, text, text[], text, bigint) from public;
grant execute on function ids_changed_since(uuid, pg_snapshot, text, text[], text, bigint) to pipewright_app;

-- A page of events ends at a number of bytes as well: a record may be large, and every event of it repeats it.

-- Where the readable events end, how far they were dropped, and in which count of transactions.
create function event_edges() returns table (horizon xid8, dropped_through xid8, incarnation uuid)
  language sql stable security invoker as $$
  select pg_snapshot_xmin(pg_current_snapshot()), r.dropped_through, r.incarnation from public.event_retention r
$$;
revoke all on function event_edges() from public;
grant execute on function event_edges() to pipewright_app, pipewright_event_keeper;

drop function read_events(uuid, xid8, bigint, xid8, bigint, bigint, text[], text[], uuid);

-- The events of the tenant that the session is set to, behind a position, in their order, of those that no running
-- transaction can still slip in between. `matches`: whether a row is of the kinds asked for (null: any); of others only
-- the place is told. There is always a row, with the edges. The row with which the page reaches `max_rows`, or its
-- records and changes `max_bytes`, is the last and says that there may be `more`.
-- A function for its settings: a plan made while a partition was small or unknown would sort it at each call. A loop, so
-- that no record is unpacked but those that are given.
create function read_events(tenant uuid, after_transaction xid8, after_sequence bigint, until_transaction xid8,
    until_sequence bigint, max_rows bigint, max_bytes bigint, resources text[], types text[], record uuid)
  returns table (horizon xid8, dropped_through xid8, incarnation uuid, transaction_id xid8, sequence bigint,
    matches boolean, id uuid, create_time timestamptz, type text, resource text, record_id uuid, record_version bigint,
    actor_user_id uuid, request_id text, changes text, record_after text, more boolean)
  language plpgsql stable security invoker
  set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set jit = off as $$
#variable_conflict use_column
declare
  packed_changes json;
  packed_record json;
  looked_at bigint := 0;
  gathered bigint := 0;
begin
  for horizon, dropped_through, incarnation, transaction_id, sequence, matches, id, create_time, type, resource,
      record_id, record_version, actor_user_id, request_id, packed_changes, packed_record in
    with look as materialized (
      select e.horizon, e.dropped_through, e.incarnation from event_edges() e
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
    select look.horizon, look.dropped_through, look.incarnation, f.transaction_id, f.sequence, f.matches, f.id,
      f.create_time, f.type, f.resource, f.record_id, f.record_version, f.actor_user_id, f.request_id,
      case when f.matches then f.changes end, case when f.matches then f.record end
    from look left join found f on true
  loop
    changes := packed_changes;
    record_after := packed_record;
    looked_at := looked_at + 1;
    gathered := gathered + coalesce(octet_length(changes), 0) + coalesce(octet_length(record_after), 0);
    more := transaction_id is not null and (looked_at >= max_rows or gathered >= max_bytes);
    return next;
    exit when more;
  end loop;
end $$;
revoke all on function read_events(uuid, xid8, bigint, xid8, bigint, bigint, bigint, text[], text[], uuid) from public;
grant execute on function read_events(uuid, xid8, bigint, xid8, bigint, bigint, bigint, text[], text[], uuid)
  to pipewright_app;

create or replace function events_ahead(tenants uuid[], transaction_ids xid8[], sequences bigint[])
  returns table (horizon xid8, dropped_through xid8, incarnation uuid, tenants_ahead uuid[])
  language plpgsql stable security definer set search_path = pg_catalog, public
  set enable_seqscan = off set enable_bitmapscan = off set jit = off as $$
#variable_conflict use_column
begin
  return query
  with look as materialized (
    select e.horizon, e.dropped_through, e.incarnation from public.event_edges() e
  )
  select look.horizon, look.dropped_through, look.incarnation, array(
    select w.tenant from unnest(tenants, transaction_ids, sequences) as w (tenant, transaction_id, sequence)
    where exists (select from public.events e where e.tenant_id = w.tenant
                  and (e.transaction_id, e.sequence) > (w.transaction_id, w.sequence)
                  and e.transaction_id < look.horizon))
  from look;
end $$;

-- Whether the tenant has no event that a snapshot doesn't see (docs/adr/0015): none of a transaction that began behind it,
-- and none of those that were under way. Both are looked up in the primary key; a plan for the average tenant would rather
-- read the events of a large one from end to end.
create function unchanged_since(tenant uuid, since pg_snapshot) returns boolean language sql stable
  set enable_seqscan = off set enable_bitmapscan = off set jit = off as $$
  select not exists (select from events e
      where e.tenant_id = tenant and e.transaction_id >= pg_snapshot_xmax(since))
    and not exists (select from events e
      where e.tenant_id = tenant and e.transaction_id = any (array(select pg_snapshot_xip(since))))
$$;
revoke all on function unchanged_since(uuid, pg_snapshot) from public;
grant execute on function unchanged_since(uuid, pg_snapshot) to pipewright_app;

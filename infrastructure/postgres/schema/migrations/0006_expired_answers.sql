-- Stored answers are good for 24 hours; what is older goes, whichever tenant it belongs to.

-- By time alone, for the sweep goes over all tenants. Nothing else used the one by tenant.
drop index idempotency_keys_expiry_idx;
create index idempotency_keys_expiry_idx on idempotency_keys (create_time);

-- 25 hours: the servers, who decide what is expired, may have other clocks than the database.
grant select, delete on idempotency_keys to pipewright_directory;
create policy expired on idempotency_keys to pipewright_directory using (create_time < now() - interval '25 hours');

-- Deletes up to `slice` expired answers, the oldest first, and tells how many. One server at a time: while another is
-- at it, none.
create function purge_expired_answers(slice bigint) returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog, public as $$
declare
  purged bigint;
begin
  if not pg_try_advisory_xact_lock(hashtext('purge_expired_answers')) then
    return 0;
  end if;
  delete from public.idempotency_keys k
  using (
    select e.tenant_id, e.user_id, e.method, e.request_id from public.idempotency_keys e
    where e.create_time < now() - interval '25 hours' order by e.create_time limit slice
  ) expired
  where k.tenant_id = expired.tenant_id and k.user_id = expired.user_id and k.method = expired.method
    and k.request_id = expired.request_id and k.create_time < now() - interval '25 hours';
  get diagnostics purged = row_count;
  return purged;
end $$;
grant create on schema public to pipewright_directory;
alter function purge_expired_answers(bigint) owner to pipewright_directory;
revoke create on schema public from pipewright_directory;
revoke all on function purge_expired_answers(bigint) from public;
grant execute on function purge_expired_answers(bigint) to pipewright_app;

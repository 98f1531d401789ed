-- A tenant has at most so many of its jobs worked at at once, on all servers together, however few others wait: what runs
-- isn't taken back when somebody comes. (Two workers that look at the same moment may take one too many.)
grant create on schema public to pipewright_directory;

drop function claim_job(timestamptz, uuid, timestamptz);
create function claim_job(moment timestamptz, new_lease uuid, until timestamptz, tenant_limit bigint)
  returns table (tenant_id uuid, job_id uuid)
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update public.job_work w set lease_id = new_lease, lease_expire_time = until, attempts = w.attempts + 1
  from (
    select c.tenant_id, c.job_id from public.job_work c cross join lateral (
      select count(*) as running from public.job_work r
      where r.tenant_id = c.tenant_id and r.lease_expire_time > moment
    ) tenant
    where c.available_time <= moment and (c.lease_expire_time is null or c.lease_expire_time <= moment)
      and tenant.running < tenant_limit
    order by tenant.running, c.available_time, c.job_id
    limit 1 for update of c skip locked
  ) next
  where w.tenant_id = next.tenant_id and w.job_id = next.job_id
  returning w.tenant_id, w.job_id
$$;
alter function claim_job(timestamptz, uuid, timestamptz, bigint) owner to pipewright_directory;
revoke all on function claim_job(timestamptz, uuid, timestamptz, bigint) from public;
grant execute on function claim_job(timestamptz, uuid, timestamptz, bigint) to pipewright_app;

revoke create on schema public from pipewright_directory;

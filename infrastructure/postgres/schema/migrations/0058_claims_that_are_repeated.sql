-- A worker whose claim got no answer (the database died over it) asks again with the same lease, and gets the job that it
-- has by then, as if it had been told the first time: the job would wait for that lease to expire otherwise.
create or replace function claim_job(moment timestamptz, new_lease uuid, until timestamptz, tenant_limit bigint)
  returns table (tenant_id uuid, job_id uuid)
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update public.job_work w set lease_id = new_lease, lease_expire_time = until,
    attempts = w.attempts + case when w.lease_id = new_lease then 0 else 1 end
  from (
    select c.tenant_id, c.job_id from public.job_work c cross join lateral (
      select count(*) as running from public.job_work r
      where r.tenant_id = c.tenant_id and r.lease_expire_time > moment
    ) tenant
    where c.lease_id = new_lease
      or (c.available_time <= moment and (c.lease_expire_time is null or c.lease_expire_time <= moment)
          and tenant.running < tenant_limit)
    order by (c.lease_id is not null and c.lease_id = new_lease) desc, tenant.running, c.available_time, c.job_id
    limit 1 for update of c skip locked
  ) next
  where w.tenant_id = next.tenant_id and w.job_id = next.job_id
  returning w.tenant_id, w.job_id
$$;

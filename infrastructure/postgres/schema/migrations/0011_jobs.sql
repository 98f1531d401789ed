-- Jobs: long work that the server does by itself, and the files it works on.

create table jobs (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid not null,
  updated_by uuid,
  kind text not null check (kind in ('IMPORT')),
  resource text not null,
  status text not null check (status in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  dry_run boolean not null,
  -- Progress, written with what it counts; it makes no new version.
  rows_total bigint not null,
  rows_done bigint not null,
  created_count bigint not null,
  updated_count bigint not null,
  unchanged_count bigint not null,
  failed_count bigint not null,
  start_time timestamptz,
  end_time timestamptz,
  failure_reason text not null,
  failure_message text not null,
  primary key (tenant_id, id),
  check ((end_time is null) = (status in ('QUEUED', 'RUNNING')))
);
select pipewright_protect('jobs');
create index jobs_status_idx on jobs (tenant_id, status, id) where delete_time is null;
create index jobs_create_time_idx on jobs (tenant_id, create_time, id) where delete_time is null;
create index jobs_created_by_idx on jobs (tenant_id, created_by, id) where delete_time is null;

-- The queue: a row for each job that has not ended.
create table job_work (
  tenant_id uuid not null,
  job_id uuid not null,
  available_time timestamptz not null,
  -- Begun ones since the last progress.
  attempts bigint not null,
  -- Of the worker that is at it. Whoever stores something of the job must hold it.
  lease_id uuid,
  lease_expire_time timestamptz,
  -- What to do, as the server encoded it.
  spec bytea not null,
  -- Where to go on in the file.
  byte_offset bigint not null,
  line bigint not null,
  primary key (tenant_id, job_id),
  check ((lease_id is null) = (lease_expire_time is null)),
  constraint job_work_job_id_fkey foreign key (tenant_id, job_id) references jobs (tenant_id, id) on delete cascade
);
select pipewright_protect('job_work');
create index job_work_available_idx on job_work (available_time, job_id);

-- An uploaded file, piece by piece; stored before its job is, gone when the job ends.
create table job_chunks (
  tenant_id uuid not null,
  job_id uuid not null,
  start_offset bigint not null,
  create_time timestamptz not null,
  content bytea not null,
  primary key (tenant_id, job_id, start_offset)
);
select pipewright_protect('job_chunks');
create index job_chunks_create_time_idx on job_chunks (create_time);
-- Compressing what is read once costs more than it saves.
alter table job_chunks alter column content set storage external;

-- Why rows were refused.
create table job_errors (
  tenant_id uuid not null,
  job_id uuid not null,
  number bigint not null,
  line bigint not null,
  column_name text not null,
  reason text not null,
  message text not null,
  primary key (tenant_id, job_id, number),
  constraint job_errors_job_id_fkey foreign key (tenant_id, job_id) references jobs (tenant_id, id) on delete cascade
);
select pipewright_protect('job_errors');

-- Workers look across tenants by these two functions alone.
grant select, update on job_work to pipewright_directory;
grant select, delete on job_chunks to pipewright_directory;
create policy directory_claims on job_work for all to pipewright_directory using (true);
create policy directory_sweeps on job_chunks for all to pipewright_directory using (true);
grant usage, create on schema public to pipewright_directory;

-- Leases the job that is to be done next: of the tenant with the fewest running ones, the one that waited longest.
create function claim_job(moment timestamptz, new_lease uuid, until timestamptz)
  returns table (tenant_id uuid, job_id uuid)
  language sql volatile security definer set search_path = pg_catalog, public as $$
  update public.job_work w set lease_id = new_lease, lease_expire_time = until, attempts = w.attempts + 1
  from (
    select c.tenant_id, c.job_id from public.job_work c
    where c.available_time <= moment and (c.lease_expire_time is null or c.lease_expire_time <= moment)
    order by (select count(*) from public.job_work r where r.tenant_id = c.tenant_id and r.lease_expire_time > moment),
      c.available_time, c.job_id
    limit 1 for update of c skip locked
  ) next
  where w.tenant_id = next.tenant_id and w.job_id = next.job_id
  returning w.tenant_id, w.job_id
$$;
alter function claim_job(timestamptz, uuid, timestamptz) owner to pipewright_directory;
revoke all on function claim_job(timestamptz, uuid, timestamptz) from public;
grant execute on function claim_job(timestamptz, uuid, timestamptz) to pipewright_app;

-- Drops what was uploaded before `before` and never got a job; gives the number of pieces.
create function sweep_job_chunks(before timestamptz) returns bigint
  language sql volatile security definer set search_path = pg_catalog, public as $$
  with dropped as (
    delete from public.job_chunks c where c.create_time < before and not exists (
      select from public.job_work w where w.tenant_id = c.tenant_id and w.job_id = c.job_id)
    returning 1)
  select count(*) from dropped
$$;
alter function sweep_job_chunks(timestamptz) owner to pipewright_directory;
revoke all on function sweep_job_chunks(timestamptz) from public;
grant execute on function sweep_job_chunks(timestamptz) to pipewright_app;

revoke create on schema public from pipewright_directory;

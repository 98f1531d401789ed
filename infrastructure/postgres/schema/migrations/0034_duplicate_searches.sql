-- Searches for duplicates over all records of a kind: jobs of their own.
alter table jobs drop constraint jobs_kind_check,
  add constraint jobs_kind_check check (kind in ('IMPORT', 'DUPLICATE_SEARCH'));

-- How far a search is.
create table duplicate_searches (
  tenant_id uuid not null,
  job_id uuid not null,
  -- The last record that is done.
  after_id uuid not null,
  primary key (tenant_id, job_id),
  constraint duplicate_searches_job_id_fkey foreign key (tenant_id, job_id) references jobs (tenant_id, id) on delete cascade
);
select pipewright_protect('duplicate_searches');

-- What it has found.
create table duplicate_pairs (
  tenant_id uuid not null,
  job_id uuid not null,
  -- Of two records of the job's kind, the smaller one first.
  first_id uuid not null,
  second_id uuid not null,
  score bigint not null check (score between 0 and 100),
  -- "NAME,EMAIL"
  reasons text not null,
  primary key (tenant_id, job_id, first_id, second_id),
  constraint duplicate_pairs_job_id_fkey foreign key (tenant_id, job_id) references jobs (tenant_id, id) on delete cascade,
  check (first_id < second_id)
);
select pipewright_protect('duplicate_pairs');
create index duplicate_pairs_score_idx on duplicate_pairs (tenant_id, job_id, (-score), first_id, second_id);

-- History: every version of a record that a newer one took the place of, whole, with the moment when it did. So the
-- state at any moment is: the rows that were there by then, and the versions that were then current.

-- The columns of the table, to the name and type (the schema test holds the two together), without its references: what
-- was outlives what it referred to. A record that is removed for good takes its versions with it.
create table opportunity_versions (
  like opportunities,
  supersede_time timestamptz not null,
  primary key (tenant_id, id, version),
  constraint opportunity_versions_id_fkey foreign key (tenant_id, id) references opportunities (tenant_id, id) on delete cascade
);
select pipewright_protect('opportunity_versions');
revoke update, delete on opportunity_versions from pipewright_app;
-- What has changed since a moment, and so what was current then.
create index opportunity_versions_supersede_time_idx on opportunity_versions (tenant_id, supersede_time, id);

create table pipeline_versions (
  like pipelines,
  supersede_time timestamptz not null,
  primary key (tenant_id, id, version),
  constraint pipeline_versions_id_fkey foreign key (tenant_id, id) references pipelines (tenant_id, id) on delete cascade
);
select pipewright_protect('pipeline_versions');
revoke update, delete on pipeline_versions from pipewright_app;
create index pipeline_versions_supersede_time_idx on pipeline_versions (tenant_id, supersede_time, id);

-- Which opportunities have changed since a moment, deleted ones too.
drop index opportunities_update_time_idx;
create index opportunities_update_time_idx on opportunities (tenant_id, update_time, id);

-- What happened before this migration, from the events: each holds its record as it was after the change. The owner of
-- the tables is bound by row level security as well, so it is lifted for this transaction.
alter table events no force row level security;
alter table opportunities no force row level security;
alter table pipelines no force row level security;
alter table opportunity_versions no force row level security;
alter table pipeline_versions no force row level security;

create temporary table recorded_versions on commit drop as
  select tenant_id, resource, record_id, record,
    lead((record ->> 'update_time')::timestamptz) over (partition by tenant_id, resource, record_id order by version) as supersede_time
  from (
    -- A change of several events has the same record in each.
    select distinct on (tenant_id, resource, record_id, record_version)
      tenant_id, resource, record_id, record_version as version, record::jsonb as record
    from events where resource in ('opportunity', 'pipeline')
    order by tenant_id, resource, record_id, record_version
  ) as versions;
delete from recorded_versions where supersede_time is null;

insert into opportunity_versions
  select v.* from recorded_versions r
  join opportunities o on o.tenant_id = r.tenant_id and o.id = r.record_id
  cross join lateral jsonb_populate_record(null::opportunity_versions, r.record || jsonb_build_object(
    'tenant_id', r.tenant_id, 'supersede_time', r.supersede_time,
    'amount_e4', r.record -> 'amount' -> 'e4', 'amount_currency', r.record -> 'amount' -> 'currency_code',
    'expected_revenue_e4', r.record -> 'expected_revenue' -> 'e4',
    'expected_revenue_currency', r.record -> 'expected_revenue' -> 'currency_code',
    'team', nullif(r.record -> 'team', '[]'), 'contact_roles', nullif(r.record -> 'contact_roles', '[]'),
    'line_items', nullif(r.record -> 'line_items', '[]'), 'tags', nullif(r.record -> 'tags', '[]'))) as v
  where r.resource = 'opportunity';

insert into pipeline_versions
  select v.* from recorded_versions r
  join pipelines p on p.tenant_id = r.tenant_id and p.id = r.record_id
  cross join lateral jsonb_populate_record(null::pipeline_versions, r.record || jsonb_build_object(
    'tenant_id', r.tenant_id, 'supersede_time', r.supersede_time)) as v
  where r.resource = 'pipeline';

alter table events force row level security;
alter table opportunities force row level security;
alter table pipelines force row level security;
alter table opportunity_versions force row level security;
alter table pipeline_versions force row level security;

-- When an opportunity goes stale in its stage: what lists ask for by "rotting". Kept with the opportunity, so that an
-- index finds those that have, and so that a past state knows it too.
alter table opportunities add column rot_time timestamptz;
alter table opportunity_versions add column rot_time timestamptz;

-- Those that there are, past states too, by the days that their stages have now. The owner of the tables is bound by row
-- level security as well, so it is lifted for this transaction.
alter table pipelines no force row level security;
alter table opportunities no force row level security;
alter table opportunity_versions no force row level security;

create temporary table rotting_stages on commit drop as
  select p.tenant_id, p.id as pipeline_id, (s.stage ->> 'id')::uuid as stage_id,
    (s.stage ->> 'rot_after_days')::bigint * interval '24 hours' as stay
  from pipelines p cross join lateral json_array_elements(p.stages) as s (stage)
  where s.stage ->> 'kind' = 'OPEN' and s.stage ->> 'rot_after_days' is not null;

update opportunities o set rot_time = o.stage_enter_time + s.stay from rotting_stages s
  where o.tenant_id = s.tenant_id and o.pipeline_id = s.pipeline_id and o.stage_id = s.stage_id;
update opportunity_versions o set rot_time = o.stage_enter_time + s.stay from rotting_stages s
  where o.tenant_id = s.tenant_id and o.pipeline_id = s.pipeline_id and o.stage_id = s.stage_id;

alter table pipelines force row level security;
alter table opportunities force row level security;
alter table opportunity_versions force row level security;

alter table opportunities add check (status = 'OPEN' or rot_time is null);
create index opportunities_rot_time_idx on opportunities (tenant_id, rot_time, id)
  where rot_time is not null and delete_time is null;

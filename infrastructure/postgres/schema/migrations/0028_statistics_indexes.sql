-- Statistics count a tenant's live records from an index alone. No index more: each of these is one that was there, with
-- what statistics ask for beside its keys.

-- Also what the pipeline view sums up from.
drop index opportunities_stage_idx;
create index opportunities_stage_idx on opportunities (tenant_id, pipeline_id, stage_id, owner_id)
  include (amount_currency, amount_e4, expected_revenue_e4, actual_close_date, delete_time, status, create_time,
           expected_close_date, id);

drop index accounts_owner_id_idx;
create index accounts_owner_id_idx on accounts (tenant_id, owner_id, id)
  include (delete_time, status, create_time, annual_revenue_e4, annual_revenue_currency);

-- With what decides who may read a task.
drop index tasks_assignee_id_idx;
create index tasks_assignee_id_idx on tasks (tenant_id, assignee_id, due_time, id)
  include (delete_time, status, create_time, completed_time, visibility, created_by);

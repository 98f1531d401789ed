-- What lists are sorted by, and what filters find by its beginning (docs/filtering.md).

-- Texts that are sorted compare by their bytes, whatever the database's locale: the order is the same everywhere, stays when
-- the operating system's changes, and lets an index find what begins with something.
alter table memberships alter column family_name type text collate "C", alter column email type text collate "C";
alter table accounts alter column code type text collate "C", alter column name type text collate "C",
  alter column industry type text collate "C";
alter table account_tags alter column tag type text collate "C";
alter table contacts alter column last_name type text collate "C", alter column email type text collate "C";
alter table contact_tags alter column tag type text collate "C";
alter table pipelines alter column name type text collate "C";
alter table pipeline_versions alter column name type text collate "C";
alter table opportunities alter column title type text collate "C";
alter table opportunity_versions alter column title type text collate "C";
alter table opportunity_tags alter column tag type text collate "C";
alter table tasks alter column title type text collate "C";

-- An index (tenant_id, field, id) for each field that lists are sorted by and that had none.
create index memberships_create_time_idx on memberships (tenant_id, create_time, id);
create index accounts_employee_count_idx on accounts (tenant_id, employee_count, id) where delete_time is null;
create index contacts_score_idx on contacts (tenant_id, score, id) where delete_time is null;
create index opportunities_expected_revenue_idx on opportunities (tenant_id, expected_revenue_e4, id) where delete_time is null;
create index opportunities_probability_idx on opportunities (tenant_id, probability, id) where delete_time is null;
create index opportunities_stage_enter_time_idx on opportunities (tenant_id, stage_enter_time, id) where delete_time is null;

-- Selling: contacts, pipelines with their stages, opportunities with their stage history.

create table contacts (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  account_id uuid,
  first_name text not null,
  last_name text not null,
  email text,
  phone text,
  mobile text,
  title text not null,
  department text not null,
  status text not null check (status in ('ACTIVE', 'INACTIVE', 'BOUNCED')),
  source text check (source in ('WEBSITE', 'REFERRAL', 'SOCIAL_MEDIA', 'EMAIL_CAMPAIGN', 'COLD_CALL', 'EVENT', 'PARTNER', 'OTHER')),
  score bigint check (score between 0 and 100),
  -- [{"network": …, "url": …}, …]
  social_profiles json,
  -- {"channels": […], "topics": […], "do_not_contact": …}
  preferences json,
  reports_to_id uuid,
  primary_contact boolean not null,
  address json,
  owner_id uuid,
  tags json,
  primary key (tenant_id, id),
  constraint contacts_account_id_fkey foreign key (tenant_id, account_id) references accounts (tenant_id, id),
  constraint contacts_reports_to_id_fkey foreign key (tenant_id, reports_to_id) references contacts (tenant_id, id),
  constraint contacts_owner_id_fkey foreign key (tenant_id, owner_id) references memberships (tenant_id, user_id)
);
select pipewright_protect('contacts');
create unique index contacts_email_key on contacts (tenant_id, email) where delete_time is null;
create index contacts_last_name_idx on contacts (tenant_id, last_name, id) where delete_time is null;
create index contacts_create_time_idx on contacts (tenant_id, create_time, id) where delete_time is null;
create index contacts_update_time_idx on contacts (tenant_id, update_time, id) where delete_time is null;
create index contacts_status_idx on contacts (tenant_id, status, id) where delete_time is null;
create index contacts_account_id_idx on contacts (tenant_id, account_id, id);
create index contacts_owner_id_idx on contacts (tenant_id, owner_id, id);
create index contacts_reports_to_id_idx on contacts (tenant_id, reports_to_id) where reports_to_id is not null;

create table contact_tags (
  tenant_id uuid not null,
  contact_id uuid not null,
  tag text not null,
  primary key (tenant_id, contact_id, tag),
  constraint contact_tags_contact_id_fkey foreign key (tenant_id, contact_id) references contacts (tenant_id, id) on delete cascade
);
select pipewright_protect('contact_tags');
create index contact_tags_tag_idx on contact_tags (tenant_id, tag, contact_id);

create table pipelines (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  name text not null,
  description text not null,
  default_pipeline boolean not null,
  -- The stages in their order, with everything about them; pipeline_stages has what others refer to.
  stages json not null,
  primary key (tenant_id, id)
);
select pipewright_protect('pipelines');
create unique index pipelines_name_key on pipelines (tenant_id, name) where delete_time is null;
create unique index pipelines_default_pipeline_key on pipelines (tenant_id) where default_pipeline and delete_time is null;

create table pipeline_stages (
  tenant_id uuid not null,
  pipeline_id uuid not null,
  stage_id uuid not null,
  -- From 0, in the pipeline's order.
  position bigint not null,
  name text not null,
  kind text not null check (kind in ('OPEN', 'WON', 'LOST')),
  primary key (tenant_id, pipeline_id, stage_id),
  constraint pipeline_stages_pipeline_id_fkey foreign key (tenant_id, pipeline_id) references pipelines (tenant_id, id) on delete cascade
);
select pipewright_protect('pipeline_stages');

create table opportunities (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  title text not null,
  description text not null,
  account_id uuid,
  primary_contact_id uuid,
  pipeline_id uuid not null,
  stage_id uuid not null,
  stage_enter_time timestamptz not null,
  status text not null check (status in ('OPEN', 'WON', 'LOST')),
  amount_e4 bigint check (amount_e4 >= 0),
  amount_currency text,
  probability bigint not null check (probability between 0 and 100),
  stage_probability bigint not null check (stage_probability between 0 and 100),
  manual_probability boolean not null,
  -- amount × probability, rounded to the currency's decimals
  expected_revenue_e4 bigint,
  expected_revenue_currency text,
  forecast_category text not null check (forecast_category in ('OMITTED', 'PIPELINE', 'BEST_CASE', 'COMMIT', 'CLOSED')),
  manual_forecast_category boolean not null,
  open_date date,
  expected_close_date date,
  actual_close_date date,
  lost_reason text not null,
  lost_reason_text text not null,
  competitor text not null,
  source text check (source in ('WEBSITE', 'REFERRAL', 'SOCIAL_MEDIA', 'EMAIL_CAMPAIGN', 'COLD_CALL', 'EVENT', 'PARTNER', 'OTHER')),
  priority text not null check (priority in ('LOW', 'MEDIUM', 'HIGH', 'URGENT')),
  next_step text not null,
  owner_id uuid not null,
  -- [{"user_id": …, "role": …, "split_basis_points": …}, …]
  team json,
  -- [{"contact_id": …, "role": …}, …]
  contact_roles json,
  -- [{"title": …, "quantity_e4": …, "unit_price": …, "discount_basis_points": …}, …]
  line_items json,
  tags json,
  primary key (tenant_id, id),
  check ((amount_e4 is null) = (amount_currency is null)),
  check ((expected_revenue_e4 is null) = (amount_e4 is null)),
  check (expected_revenue_currency is not distinct from amount_currency),
  check ((status = 'OPEN') = (actual_close_date is null)),
  check (status <> 'WON' or account_id is not null),
  check ((status = 'LOST') = (lost_reason <> '')),
  constraint opportunities_account_id_fkey foreign key (tenant_id, account_id) references accounts (tenant_id, id),
  constraint opportunities_primary_contact_id_fkey foreign key (tenant_id, primary_contact_id) references contacts (tenant_id, id),
  constraint opportunities_pipeline_id_fkey foreign key (tenant_id, pipeline_id) references pipelines (tenant_id, id),
  constraint opportunities_stage_id_fkey foreign key (tenant_id, pipeline_id, stage_id)
    references pipeline_stages (tenant_id, pipeline_id, stage_id),
  constraint opportunities_owner_id_fkey foreign key (tenant_id, owner_id) references memberships (tenant_id, user_id)
);
select pipewright_protect('opportunities');
-- The pipeline view sums up from this index alone.
create index opportunities_stage_idx on opportunities (tenant_id, pipeline_id, stage_id, owner_id)
  include (amount_currency, amount_e4, expected_revenue_e4, actual_close_date, delete_time);
create index opportunities_stage_amount_idx on opportunities (tenant_id, stage_id, amount_e4, id) where delete_time is null;
create index opportunities_owner_id_idx on opportunities (tenant_id, owner_id, expected_close_date, id);
create index opportunities_account_id_idx on opportunities (tenant_id, account_id, id) where account_id is not null;
create index opportunities_primary_contact_id_idx on opportunities (tenant_id, primary_contact_id) where primary_contact_id is not null;
create index opportunities_amount_idx on opportunities (tenant_id, amount_e4, id) where delete_time is null;
create index opportunities_expected_close_date_idx on opportunities (tenant_id, expected_close_date, id) where delete_time is null;
create index opportunities_actual_close_date_idx on opportunities (tenant_id, actual_close_date, id) where delete_time is null;
create index opportunities_create_time_idx on opportunities (tenant_id, create_time, id) where delete_time is null;
create index opportunities_update_time_idx on opportunities (tenant_id, update_time, id) where delete_time is null;
create index opportunities_title_idx on opportunities (tenant_id, title, id) where delete_time is null;

create table opportunity_team_members (
  tenant_id uuid not null,
  opportunity_id uuid not null,
  user_id uuid not null,
  primary key (tenant_id, opportunity_id, user_id),
  constraint opportunity_team_members_opportunity_id_fkey foreign key (tenant_id, opportunity_id)
    references opportunities (tenant_id, id) on delete cascade,
  constraint opportunity_team_members_user_id_fkey foreign key (tenant_id, user_id) references memberships (tenant_id, user_id)
);
select pipewright_protect('opportunity_team_members');
create index opportunity_team_members_user_id_idx on opportunity_team_members (tenant_id, user_id, opportunity_id);

create table opportunity_contact_roles (
  tenant_id uuid not null,
  opportunity_id uuid not null,
  contact_id uuid not null,
  role text not null,
  primary key (tenant_id, opportunity_id, contact_id),
  constraint opportunity_contact_roles_opportunity_id_fkey foreign key (tenant_id, opportunity_id)
    references opportunities (tenant_id, id) on delete cascade,
  constraint opportunity_contact_roles_contact_id_fkey foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
);
select pipewright_protect('opportunity_contact_roles');
create index opportunity_contact_roles_contact_id_idx on opportunity_contact_roles (tenant_id, contact_id, opportunity_id);

create table opportunity_tags (
  tenant_id uuid not null,
  opportunity_id uuid not null,
  tag text not null,
  primary key (tenant_id, opportunity_id, tag),
  constraint opportunity_tags_opportunity_id_fkey foreign key (tenant_id, opportunity_id)
    references opportunities (tenant_id, id) on delete cascade
);
select pipewright_protect('opportunity_tags');
create index opportunity_tags_tag_idx on opportunity_tags (tenant_id, tag, opportunity_id);

-- One row for each stay in a stage. Stages are named without a foreign key: history outlives a removed stage.
create table opportunity_stage_history (
  tenant_id uuid not null,
  opportunity_id uuid not null,
  -- The version of the opportunity that began the stay.
  entry_version bigint not null,
  from_stage_id uuid,
  to_stage_id uuid not null,
  enter_time timestamptz not null,
  -- Null for the present one.
  leave_time timestamptz,
  user_id uuid,
  -- The opportunity's amount when it entered.
  amount_e4 bigint,
  amount_currency text,
  primary key (tenant_id, opportunity_id, entry_version),
  check ((amount_e4 is null) = (amount_currency is null)),
  constraint opportunity_stage_history_opportunity_id_fkey foreign key (tenant_id, opportunity_id)
    references opportunities (tenant_id, id) on delete cascade
);
select pipewright_protect('opportunity_stage_history');
create unique index opportunity_stage_history_present_key on opportunity_stage_history (tenant_id, opportunity_id)
  where leave_time is null;
create index opportunity_stage_history_to_stage_id_idx on opportunity_stage_history (tenant_id, to_stage_id, enter_time);

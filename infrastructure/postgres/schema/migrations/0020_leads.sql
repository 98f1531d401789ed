-- Leads: people who may buy one day.
create table leads (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  code text collate "C" not null,
  name text not null,
  company text not null,
  title text not null,
  email text collate "C",
  phone text,
  website text not null,
  source text check (source in ('WEBSITE', 'REFERRAL', 'SOCIAL_MEDIA', 'EMAIL_CAMPAIGN', 'COLD_CALL', 'EVENT', 'PARTNER', 'OTHER')),
  industry text not null,
  region text not null,
  status text not null check (status in ('NEW', 'CONTACTED', 'QUALIFIED', 'UNQUALIFIED', 'LOST', 'CONVERTED')),
  status_reason text not null,
  score bigint check (score between 0 and 100),
  -- [{"text": "…", "points": 40}, …]
  score_reasons json,
  estimated_value_e4 bigint check (estimated_value_e4 >= 0),
  estimated_value_currency text,
  description text not null,
  owner_id uuid,
  tags json,
  custom_fields json,
  convert_time timestamptz,
  converted_by uuid,
  -- What it became; lead_conversions holds the same for the database's use.
  converted_account_id uuid,
  converted_contact_id uuid,
  converted_opportunity_id uuid,
  primary key (tenant_id, id),
  check ((estimated_value_e4 is null) = (estimated_value_currency is null)),
  check (num_nonnulls(convert_time, converted_by, converted_account_id, converted_contact_id) =
         case when status = 'CONVERTED' then 4 else 0 end),
  check (converted_opportunity_id is null or status = 'CONVERTED'),
  -- A converted lead is frozen.
  check (delete_time is null or status <> 'CONVERTED'),
  constraint leads_owner_id_fkey foreign key (tenant_id, owner_id) references memberships (tenant_id, user_id)
);
select pipewright_protect('leads');
create unique index leads_code_key on leads (tenant_id, code);
create index leads_owner_id_idx on leads (tenant_id, owner_id, id);
-- An import may find leads by their e-mail address, which needs not be unique.
create index leads_email_idx on leads (tenant_id, email, id) where delete_time is null and email is not null;
create index leads_score_idx on leads (tenant_id, score, id) where delete_time is null;

create table lead_tags (
  tenant_id uuid not null,
  lead_id uuid not null,
  tag text collate "C" not null,
  primary key (tenant_id, lead_id, tag),
  constraint lead_tags_lead_id_fkey foreign key (tenant_id, lead_id) references leads (tenant_id, id) on delete cascade
);
select pipewright_protect('lead_tags');
create index lead_tags_tag_idx on lead_tags (tenant_id, tag, lead_id);

create table lead_custom_fields (
  tenant_id uuid not null,
  lead_id uuid not null,
  -- The key, and for a field of several values "<key>/<value>".
  element text not null,
  key text collate "C" not null,
  -- Exactly one of them: booleans are 'true' and 'false', references their ids, numbers in ten-thousandths.
  text_value text collate "C",
  number_value bigint,
  date_value date,
  primary key (tenant_id, lead_id, element),
  check (num_nonnulls(text_value, number_value, date_value) = 1),
  constraint lead_custom_fields_lead_id_fkey foreign key (tenant_id, lead_id)
    references leads (tenant_id, id) on delete cascade
);
select pipewright_protect('lead_custom_fields');
create index lead_custom_fields_text_idx on lead_custom_fields (tenant_id, key, text_value, lead_id)
  where text_value is not null;
create index lead_custom_fields_number_idx on lead_custom_fields (tenant_id, key, number_value, lead_id)
  where number_value is not null;
create index lead_custom_fields_date_idx on lead_custom_fields (tenant_id, key, date_value, lead_id)
  where date_value is not null;

-- What leads became: a row for each converted one.
create table lead_conversions (
  tenant_id uuid not null,
  lead_id uuid not null,
  account_id uuid not null,
  contact_id uuid not null,
  opportunity_id uuid,
  primary key (tenant_id, lead_id, account_id),
  constraint lead_conversions_lead_id_fkey foreign key (tenant_id, lead_id) references leads (tenant_id, id) on delete cascade,
  constraint lead_conversions_account_id_fkey foreign key (tenant_id, account_id) references accounts (tenant_id, id),
  constraint lead_conversions_contact_id_fkey foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  constraint lead_conversions_opportunity_id_fkey foreign key (tenant_id, opportunity_id) references opportunities (tenant_id, id)
);
select pipewright_protect('lead_conversions');
create index lead_conversions_account_id_idx on lead_conversions (tenant_id, account_id, lead_id);
create index lead_conversions_contact_id_idx on lead_conversions (tenant_id, contact_id, lead_id);
create index lead_conversions_opportunity_id_idx on lead_conversions (tenant_id, opportunity_id, lead_id)
  where opportunity_id is not null;

-- A task may be about a lead.
alter table tasks add column lead_id uuid,
  add constraint tasks_lead_id_fkey foreign key (tenant_id, lead_id) references leads (tenant_id, id),
  drop constraint tasks_check,
  add constraint tasks_subject_check check (num_nonnulls(account_id, contact_id, opportunity_id, lead_id) <= 1);
create index tasks_lead_id_idx on tasks (tenant_id, lead_id, id) where lead_id is not null;

-- Leads have custom fields, and may be what one refers to.
alter table custom_field_definitions
  drop constraint custom_field_definitions_entity_check,
  add constraint custom_field_definitions_entity_check
    check (entity in ('ACCOUNT', 'CONTACT', 'OPPORTUNITY', 'TASK', 'LEAD')),
  drop constraint custom_field_definitions_reference_kind_check,
  add constraint custom_field_definitions_reference_kind_check
    check (reference_kind in ('ACCOUNT', 'CONTACT', 'OPPORTUNITY', 'TASK', 'USER', 'LEAD'));

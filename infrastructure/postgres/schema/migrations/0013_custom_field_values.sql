-- The values of custom fields: a JSON object in each record, and beside it a row per value in typed columns, which is
-- what lists filter by: plain comparisons of text, bigint and date are all that an index serves under row level security.
alter table accounts add column custom_fields json;
alter table contacts add column custom_fields json;
alter table opportunities add column custom_fields json;
alter table opportunity_versions add column custom_fields json;
alter table tasks add column custom_fields json;

create table account_custom_fields (
  tenant_id uuid not null,
  account_id uuid not null,
  -- The key, and for a field of several values "<key>/<value>".
  element text not null,
  key text collate "C" not null,
  -- Exactly one of them: booleans are 'true' and 'false', references their ids, numbers in ten-thousandths.
  text_value text collate "C",
  number_value bigint,
  date_value date,
  primary key (tenant_id, account_id, element),
  check (num_nonnulls(text_value, number_value, date_value) = 1),
  constraint account_custom_fields_account_id_fkey foreign key (tenant_id, account_id)
    references accounts (tenant_id, id) on delete cascade
);
select pipewright_protect('account_custom_fields');
create index account_custom_fields_text_idx on account_custom_fields (tenant_id, key, text_value, account_id)
  where text_value is not null;
create index account_custom_fields_number_idx on account_custom_fields (tenant_id, key, number_value, account_id)
  where number_value is not null;
create index account_custom_fields_date_idx on account_custom_fields (tenant_id, key, date_value, account_id)
  where date_value is not null;

create table contact_custom_fields (
  tenant_id uuid not null,
  contact_id uuid not null,
  -- The key, and for a field of several values "<key>/<value>".
  element text not null,
  key text collate "C" not null,
  -- Exactly one of them: booleans are 'true' and 'false', references their ids, numbers in ten-thousandths.
  text_value text collate "C",
  number_value bigint,
  date_value date,
  primary key (tenant_id, contact_id, element),
  check (num_nonnulls(text_value, number_value, date_value) = 1),
  constraint contact_custom_fields_contact_id_fkey foreign key (tenant_id, contact_id)
    references contacts (tenant_id, id) on delete cascade
);
select pipewright_protect('contact_custom_fields');
create index contact_custom_fields_text_idx on contact_custom_fields (tenant_id, key, text_value, contact_id)
  where text_value is not null;
create index contact_custom_fields_number_idx on contact_custom_fields (tenant_id, key, number_value, contact_id)
  where number_value is not null;
create index contact_custom_fields_date_idx on contact_custom_fields (tenant_id, key, date_value, contact_id)
  where date_value is not null;

create table opportunity_custom_fields (
  tenant_id uuid not null,
  opportunity_id uuid not null,
  -- The key, and for a field of several values "<key>/<value>".
  element text not null,
  key text collate "C" not null,
  -- Exactly one of them: booleans are 'true' and 'false', references their ids, numbers in ten-thousandths.
  text_value text collate "C",
  number_value bigint,
  date_value date,
  primary key (tenant_id, opportunity_id, element),
  check (num_nonnulls(text_value, number_value, date_value) = 1),
  constraint opportunity_custom_fields_opportunity_id_fkey foreign key (tenant_id, opportunity_id)
    references opportunities (tenant_id, id) on delete cascade
);
select pipewright_protect('opportunity_custom_fields');
create index opportunity_custom_fields_text_idx on opportunity_custom_fields (tenant_id, key, text_value, opportunity_id)
  where text_value is not null;
create index opportunity_custom_fields_number_idx on opportunity_custom_fields (tenant_id, key, number_value, opportunity_id)
  where number_value is not null;
create index opportunity_custom_fields_date_idx on opportunity_custom_fields (tenant_id, key, date_value, opportunity_id)
  where date_value is not null;

create table task_custom_fields (
  tenant_id uuid not null,
  task_id uuid not null,
  -- The key, and for a field of several values "<key>/<value>".
  element text not null,
  key text collate "C" not null,
  -- Exactly one of them: booleans are 'true' and 'false', references their ids, numbers in ten-thousandths.
  text_value text collate "C",
  number_value bigint,
  date_value date,
  primary key (tenant_id, task_id, element),
  check (num_nonnulls(text_value, number_value, date_value) = 1),
  constraint task_custom_fields_task_id_fkey foreign key (tenant_id, task_id)
    references tasks (tenant_id, id) on delete cascade
);
select pipewright_protect('task_custom_fields');
create index task_custom_fields_text_idx on task_custom_fields (tenant_id, key, text_value, task_id)
  where text_value is not null;
create index task_custom_fields_number_idx on task_custom_fields (tenant_id, key, number_value, task_id)
  where number_value is not null;
create index task_custom_fields_date_idx on task_custom_fields (tenant_id, key, date_value, task_id)
  where date_value is not null;

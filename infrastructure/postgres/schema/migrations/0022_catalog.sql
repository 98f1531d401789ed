-- The catalog: what the tenant sells, and which accounts use what.

create table offerings (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  name text collate "C" not null,
  sku text collate "C" check (sku <> ''),
  description text not null,
  kind text not null check (kind in ('SERVICE', 'PRODUCT')),
  -- [{"currency_code": "EUR", "e4": 125000}, …], each currency once
  prices json,
  billing_period text not null check (billing_period in ('ONE_TIME', 'MONTHLY', 'ANNUAL')),
  active boolean not null,
  tags json,
  custom_fields json,
  primary key (tenant_id, id)
);
select pipewright_protect('offerings');
create unique index offerings_sku_key on offerings (tenant_id, sku) where delete_time is null;
create index offerings_name_idx on offerings (tenant_id, name, id) where delete_time is null;
create index offerings_create_time_idx on offerings (tenant_id, create_time, id) where delete_time is null;
create index offerings_update_time_idx on offerings (tenant_id, update_time, id) where delete_time is null;

create table offering_tags (
  tenant_id uuid not null,
  offering_id uuid not null,
  tag text collate "C" not null,
  primary key (tenant_id, offering_id, tag),
  constraint offering_tags_offering_id_fkey foreign key (tenant_id, offering_id)
    references offerings (tenant_id, id) on delete cascade
);
select pipewright_protect('offering_tags');
create index offering_tags_tag_idx on offering_tags (tenant_id, tag, offering_id);

create table offering_custom_fields (
  tenant_id uuid not null,
  offering_id uuid not null,
  -- The key, and for a field of several values "<key>/<value>".
  element text not null,
  key text collate "C" not null,
  -- Exactly one of them: booleans are 'true' and 'false', references their ids, numbers in ten-thousandths.
  text_value text collate "C",
  number_value bigint,
  date_value date,
  primary key (tenant_id, offering_id, element),
  check (num_nonnulls(text_value, number_value, date_value) = 1),
  constraint offering_custom_fields_offering_id_fkey foreign key (tenant_id, offering_id)
    references offerings (tenant_id, id) on delete cascade
);
select pipewright_protect('offering_custom_fields');
create index offering_custom_fields_text_idx on offering_custom_fields (tenant_id, key, text_value, offering_id)
  where text_value is not null;
create index offering_custom_fields_number_idx on offering_custom_fields (tenant_id, key, number_value, offering_id)
  where number_value is not null;
create index offering_custom_fields_date_idx on offering_custom_fields (tenant_id, key, date_value, offering_id)
  where date_value is not null;

create table engagements (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  account_id uuid not null,
  offering_id uuid not null,
  status text not null check (status in ('ACTIVE', 'PAUSED', 'ENDED')),
  start_date date,
  end_date date,
  value_e4 bigint check (value_e4 >= 0),
  value_currency text,
  description text not null,
  owner_id uuid,
  -- The one that it came from.
  opportunity_id uuid,
  tags json,
  custom_fields json,
  primary key (tenant_id, id),
  check ((value_e4 is null) = (value_currency is null)),
  check (end_date >= start_date),
  check (status <> 'ENDED' or end_date is not null),
  constraint engagements_account_id_fkey foreign key (tenant_id, account_id) references accounts (tenant_id, id),
  constraint engagements_offering_id_fkey foreign key (tenant_id, offering_id) references offerings (tenant_id, id),
  constraint engagements_owner_id_fkey foreign key (tenant_id, owner_id) references memberships (tenant_id, user_id),
  constraint engagements_opportunity_id_fkey foreign key (tenant_id, opportunity_id) references opportunities (tenant_id, id)
);
select pipewright_protect('engagements');
-- What an account uses.
create index engagements_account_id_idx on engagements (tenant_id, account_id, offering_id, id);
create index engagements_offering_id_idx on engagements (tenant_id, offering_id, id);
create index engagements_owner_id_idx on engagements (tenant_id, owner_id, id);
create index engagements_opportunity_id_idx on engagements (tenant_id, opportunity_id) where opportunity_id is not null;
-- What begins and what ends next.
create index engagements_start_date_idx on engagements (tenant_id, start_date, id) where delete_time is null;
create index engagements_end_date_idx on engagements (tenant_id, end_date, id) where delete_time is null;

create table engagement_tags (
  tenant_id uuid not null,
  engagement_id uuid not null,
  tag text collate "C" not null,
  primary key (tenant_id, engagement_id, tag),
  constraint engagement_tags_engagement_id_fkey foreign key (tenant_id, engagement_id)
    references engagements (tenant_id, id) on delete cascade
);
select pipewright_protect('engagement_tags');
create index engagement_tags_tag_idx on engagement_tags (tenant_id, tag, engagement_id);

create table engagement_custom_fields (
  tenant_id uuid not null,
  engagement_id uuid not null,
  -- The key, and for a field of several values "<key>/<value>".
  element text not null,
  key text collate "C" not null,
  -- Exactly one of them: booleans are 'true' and 'false', references their ids, numbers in ten-thousandths.
  text_value text collate "C",
  number_value bigint,
  date_value date,
  primary key (tenant_id, engagement_id, element),
  check (num_nonnulls(text_value, number_value, date_value) = 1),
  constraint engagement_custom_fields_engagement_id_fkey foreign key (tenant_id, engagement_id)
    references engagements (tenant_id, id) on delete cascade
);
select pipewright_protect('engagement_custom_fields');
create index engagement_custom_fields_text_idx on engagement_custom_fields (tenant_id, key, text_value, engagement_id)
  where text_value is not null;
create index engagement_custom_fields_number_idx on engagement_custom_fields (tenant_id, key, number_value, engagement_id)
  where number_value is not null;
create index engagement_custom_fields_date_idx on engagement_custom_fields (tenant_id, key, date_value, engagement_id)
  where date_value is not null;

-- Both have custom fields and are referred to by them. The words are added to those that are allowed by now, whatever
-- other migrations have added before.
do $$
declare
  allowed record;
begin
  for allowed in
    select conname, replace(pg_get_constraintdef(oid), 'ARRAY[', 'ARRAY[''OFFERING''::text, ''ENGAGEMENT''::text, ') as definition
    from pg_constraint
    where conrelid = 'custom_field_definitions'::regclass
      and conname in ('custom_field_definitions_entity_check', 'custom_field_definitions_reference_kind_check')
  loop
    execute format('alter table custom_field_definitions drop constraint %I, add constraint %I %s', allowed.conname,
      allowed.conname, allowed.definition);
  end loop;
end $$;

-- Vendors: whom the tenant buys from.
create table vendors (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  code text collate "C" not null,
  name text collate "C" not null,
  company text not null,
  industry text not null,
  rating bigint check (rating between 1 and 5),
  owner_id uuid,
  email text,
  phone text,
  website text not null,
  address json,
  description text not null,
  status text not null check (status in ('ACTIVE', 'INACTIVE')),
  tags json,
  custom_fields json,
  primary key (tenant_id, id),
  constraint vendors_owner_id_fkey foreign key (tenant_id, owner_id) references memberships (tenant_id, user_id)
);
select pipewright_protect('vendors');
create unique index vendors_code_key on vendors (tenant_id, code);
create index vendors_name_idx on vendors (tenant_id, name, id) where delete_time is null;
create index vendors_rating_idx on vendors (tenant_id, rating, id) where delete_time is null;
create index vendors_owner_id_idx on vendors (tenant_id, owner_id, id);
-- An import may find vendors by their e-mail address, which needs not be unique.
create index vendors_email_idx on vendors (tenant_id, email, id) where delete_time is null and email is not null;

create table vendor_tags (
  tenant_id uuid not null,
  vendor_id uuid not null,
  tag text collate "C" not null,
  primary key (tenant_id, vendor_id, tag),
  constraint vendor_tags_vendor_id_fkey foreign key (tenant_id, vendor_id) references vendors (tenant_id, id) on delete cascade
);
select pipewright_protect('vendor_tags');
create index vendor_tags_tag_idx on vendor_tags (tenant_id, tag, vendor_id);

create table vendor_custom_fields (
  tenant_id uuid not null,
  vendor_id uuid not null,
  -- The key, and for a field of several values "<key>/<value>".
  element text not null,
  key text collate "C" not null,
  -- Exactly one of them: booleans are 'true' and 'false', references their ids, numbers in ten-thousandths.
  text_value text collate "C",
  number_value bigint,
  date_value date,
  primary key (tenant_id, vendor_id, element),
  check (num_nonnulls(text_value, number_value, date_value) = 1),
  constraint vendor_custom_fields_vendor_id_fkey foreign key (tenant_id, vendor_id)
    references vendors (tenant_id, id) on delete cascade
);
select pipewright_protect('vendor_custom_fields');
create index vendor_custom_fields_text_idx on vendor_custom_fields (tenant_id, key, text_value, vendor_id)
  where text_value is not null;
create index vendor_custom_fields_number_idx on vendor_custom_fields (tenant_id, key, number_value, vendor_id)
  where number_value is not null;
create index vendor_custom_fields_date_idx on vendor_custom_fields (tenant_id, key, date_value, vendor_id)
  where date_value is not null;

-- Custom fields may belong to vendors and refer to them: one word more than the checks list so far, whichever those are.
do $$
declare
  listed record;
begin
  for listed in
    select c.conname as name, pg_get_constraintdef(c.oid) as definition from pg_constraint c
    where c.conrelid = 'custom_field_definitions'::regclass
      and c.conname in ('custom_field_definitions_entity_check', 'custom_field_definitions_reference_kind_check')
  loop
    execute format('alter table custom_field_definitions drop constraint %1$I, add constraint %1$I %2$s', listed.name,
                   replace(listed.definition, '])', ', ''VENDOR''::text])'));
  end loop;
end $$;

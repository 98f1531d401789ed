-- Business units: the parts that a tenant is made of.
create table business_units (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  name text collate "C" not null,
  description text not null,
  lead_user_id uuid,
  parent_business_unit_id uuid,
  active boolean not null,
  primary key (tenant_id, id),
  constraint business_units_lead_user_id_fkey foreign key (tenant_id, lead_user_id)
    references memberships (tenant_id, user_id),
  constraint business_units_parent_business_unit_id_fkey foreign key (tenant_id, parent_business_unit_id)
    references business_units (tenant_id, id)
);
select pipewright_protect('business_units');
-- Also how lists by name are read.
create unique index business_units_name_key on business_units (tenant_id, name) where delete_time is null;
create index business_units_create_time_idx on business_units (tenant_id, create_time, id) where delete_time is null;
create index business_units_update_time_idx on business_units (tenant_id, update_time, id) where delete_time is null;
create index business_units_lead_user_id_idx on business_units (tenant_id, lead_user_id);
create index business_units_parent_business_unit_id_idx on business_units (tenant_id, parent_business_unit_id);

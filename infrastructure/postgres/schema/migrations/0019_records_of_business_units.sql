-- The business unit that a member belongs to, and that accounts and opportunities are of. Nothing that is there already
-- is of any.
alter table memberships add column business_unit_id uuid,
  add constraint memberships_business_unit_id_fkey foreign key (tenant_id, business_unit_id)
    references business_units (tenant_id, id);
alter table accounts add column business_unit_id uuid,
  add constraint accounts_business_unit_id_fkey foreign key (tenant_id, business_unit_id)
    references business_units (tenant_id, id);
alter table opportunities add column business_unit_id uuid,
  add constraint opportunities_business_unit_id_fkey foreign key (tenant_id, business_unit_id)
    references business_units (tenant_id, id);
alter table opportunity_versions add column business_unit_id uuid;

create index memberships_business_unit_id_idx on memberships (tenant_id, business_unit_id, id);
create index accounts_business_unit_id_idx on accounts (tenant_id, business_unit_id, id);
create index opportunities_business_unit_id_idx on opportunities (tenant_id, business_unit_id, id);

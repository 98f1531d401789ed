-- The business unit that follows up a lead.
alter table leads add column business_unit_id uuid,
  add constraint leads_business_unit_id_fkey foreign key (tenant_id, business_unit_id)
    references business_units (tenant_id, id);
create index leads_business_unit_id_idx on leads (tenant_id, business_unit_id, id);

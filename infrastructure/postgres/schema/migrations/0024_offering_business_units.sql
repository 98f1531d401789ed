-- The business unit that delivers an offering. Nothing that is there already has one.
alter table offerings add column business_unit_id uuid,
  add constraint offerings_business_unit_id_fkey foreign key (tenant_id, business_unit_id)
    references business_units (tenant_id, id);
create index offerings_business_unit_id_idx on offerings (tenant_id, business_unit_id, id);

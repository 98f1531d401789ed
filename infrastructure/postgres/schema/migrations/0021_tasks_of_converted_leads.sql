-- The lead that a task was about when that was converted; its subject is then what the lead became.
alter table tasks add column converted_lead_id uuid,
  add constraint tasks_converted_lead_id_fkey foreign key (tenant_id, converted_lead_id) references leads (tenant_id, id);
create index tasks_converted_lead_id_idx on tasks (tenant_id, converted_lead_id, id) where converted_lead_id is not null;

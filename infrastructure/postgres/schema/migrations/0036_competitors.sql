-- Who else is in the game, beside the one that it was lost to.
alter table opportunities add column competitors json;
alter table opportunity_versions add column competitors json;

create table opportunity_competitors (
  tenant_id uuid not null,
  opportunity_id uuid not null,
  competitor text collate "C" not null,
  primary key (tenant_id, opportunity_id, competitor),
  constraint opportunity_competitors_opportunity_id_fkey foreign key (tenant_id, opportunity_id)
    references opportunities (tenant_id, id) on delete cascade
);
select pipewright_protect('opportunity_competitors');
create index opportunity_competitors_competitor_idx on opportunity_competitors (tenant_id, competitor, opportunity_id);

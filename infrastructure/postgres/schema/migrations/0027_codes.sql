-- The codes by which people name records: how each tenant writes them, and codes of opportunities.

-- Only of the kinds whose codes a tenant writes in its own way. Read by the statement that counts, under the name that the
-- series has there.
create table code_series (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  entity text not null,
  series text not null generated always as (lower(entity) || '_code') stored,
  -- Ends with no digit, so that the number can be told from it and no two numbers give the same code.
  prefix text not null check (prefix ~ '^[A-Z0-9-]{0,9}[A-Z-]$'),
  width bigint not null check (width between 1 and 12),
  primary key (tenant_id, id)
);
select pipewright_protect('code_series');
create unique index code_series_series_key on code_series (tenant_id, series);

alter table opportunities add column code text collate "C";
alter table opportunity_versions add column code text collate "C";

-- Those that are there get theirs in the order of their creation, their past with them. The owner of the tables is bound
-- by row level security as well, so it is lifted for this transaction.
alter table opportunities no force row level security;
alter table opportunity_versions no force row level security;
alter table counters no force row level security;

update opportunities o set code = 'OPP-' || case when n.number < 1000000 then lpad(n.number::text, 6, '0') else n.number::text end
  from (select tenant_id, id, row_number() over (partition by tenant_id order by create_time, id) as number
        from opportunities) n
  where o.tenant_id = n.tenant_id and o.id = n.id;
update opportunity_versions v set code = o.code
  from opportunities o where o.tenant_id = v.tenant_id and o.id = v.id;
insert into counters (tenant_id, series, value)
  select tenant_id, 'opportunity_code', count(*) from opportunities group by tenant_id;

alter table opportunities force row level security;
alter table opportunity_versions force row level security;
alter table counters force row level security;

alter table opportunities alter column code set not null;
alter table opportunity_versions alter column code set not null;
create unique index opportunities_code_key on opportunities (tenant_id, code);

-- What other currencies are worth in the tenant's base currency, and what closed opportunities were.

create table exchange_rates (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  currency_code text collate "C" not null,
  -- The tenant's base currency when the rate was made.
  base_currency_code text not null,
  valid_from_date date not null,
  -- What one unit of the currency is worth.
  rate numeric(18, 9) not null check (rate > 0),
  primary key (tenant_id, id),
  check (currency_code <> base_currency_code)
);
select pipewright_protect('exchange_rates');
-- Also how the rate in force on a day is found.
create unique index exchange_rates_valid_from_date_key
  on exchange_rates (tenant_id, base_currency_code, currency_code, valid_from_date) where delete_time is null;
create index exchange_rates_currency_code_idx on exchange_rates (tenant_id, currency_code, id) where delete_time is null;
create index exchange_rates_valid_from_date_idx on exchange_rates (tenant_id, valid_from_date, id) where delete_time is null;

alter table opportunities add column base_amount_e4 bigint, add column base_amount_currency text;
alter table opportunity_versions add column base_amount_e4 bigint, add column base_amount_currency text;

-- What was closed in the base currency is worth what it was, past states too. The owner of the tables is bound by row level
-- security as well, so it is lifted for this transaction.
alter table tenants no force row level security;
alter table opportunities no force row level security;
alter table opportunity_versions no force row level security;

update opportunities o set base_amount_e4 = o.amount_e4, base_amount_currency = o.amount_currency from tenants t
  where o.tenant_id = t.id and o.status <> 'OPEN' and o.amount_currency = t.base_currency;
update opportunity_versions o set base_amount_e4 = o.amount_e4, base_amount_currency = o.amount_currency from tenants t
  where o.tenant_id = t.id and o.status <> 'OPEN' and o.amount_currency = t.base_currency;

alter table tenants force row level security;
alter table opportunities force row level security;
alter table opportunity_versions force row level security;

alter table opportunities add check ((base_amount_e4 is null) = (base_amount_currency is null)),
  add check (base_amount_e4 is null or (amount_e4 is not null and status <> 'OPEN'));

-- The pipeline view sums up from this index alone, and statistics count by it.
drop index opportunities_stage_idx;
create index opportunities_stage_idx on opportunities (tenant_id, pipeline_id, stage_id, owner_id)
  include (amount_currency, amount_e4, expected_revenue_e4, actual_close_date, delete_time, status, create_time,
           expected_close_date, id, base_amount_e4, base_amount_currency);

-- Accounts: who buys, or may one day.
create table accounts (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  code text not null,
  kind text not null check (kind in ('BUSINESS', 'INDIVIDUAL')),
  name text not null,
  description text not null,
  industry text not null,
  region text not null,
  size text check (size in ('STARTUP', 'SMALL', 'MEDIUM', 'ENTERPRISE')),
  website text not null,
  email text,
  phone text,
  billing_address json,
  shipping_address json,
  annual_revenue_e4 bigint check (annual_revenue_e4 >= 0),
  annual_revenue_currency text,
  employee_count bigint check (employee_count >= 0),
  status text not null check (status in ('LEAD', 'PROSPECT', 'CUSTOMER', 'CHURNED', 'INACTIVE')),
  rating text check (rating in ('HOT', 'WARM', 'COLD')),
  vip boolean not null,
  owner_id uuid,
  parent_account_id uuid,
  tags json,
  primary key (tenant_id, id),
  check ((annual_revenue_e4 is null) = (annual_revenue_currency is null)),
  constraint accounts_owner_id_fkey foreign key (tenant_id, owner_id) references memberships (tenant_id, user_id),
  constraint accounts_parent_account_id_fkey foreign key (tenant_id, parent_account_id) references accounts (tenant_id, id)
);
select pipewright_protect('accounts');
create unique index accounts_code_key on accounts (tenant_id, code);
create index accounts_name_idx on accounts (tenant_id, name, id) where delete_time is null;
create index accounts_create_time_idx on accounts (tenant_id, create_time, id) where delete_time is null;
create index accounts_update_time_idx on accounts (tenant_id, update_time, id) where delete_time is null;
create index accounts_industry_idx on accounts (tenant_id, industry, id) where delete_time is null;
create index accounts_status_idx on accounts (tenant_id, status, id) where delete_time is null;
create index accounts_owner_id_idx on accounts (tenant_id, owner_id, id);
create index accounts_parent_account_id_idx on accounts (tenant_id, parent_account_id);
create index accounts_annual_revenue_idx on accounts (tenant_id, annual_revenue_e4, id) where delete_time is null;

create table account_tags (
  tenant_id uuid not null,
  account_id uuid not null,
  tag text not null,
  primary key (tenant_id, account_id, tag),
  constraint account_tags_account_id_fkey foreign key (tenant_id, account_id) references accounts (tenant_id, id) on delete cascade
);
select pipewright_protect('account_tags');
create index account_tags_tag_idx on account_tags (tenant_id, tag, account_id);

-- What kept the tables from being distributed by tenant: unique keys and references must stay within one.

-- GLOBAL: the name by which each tenant is found, unique among all of them.
create table tenant_slugs (
  slug text not null,
  tenant_id uuid not null,
  constraint tenant_slugs_slug_key primary key (slug),
  constraint tenant_slugs_tenant_id_key unique (tenant_id)
);
-- The owner is under the policy too, and must see every tenant's row here.
alter table tenants no force row level security;
insert into tenant_slugs (slug, tenant_id) select slug, id from tenants;
alter table tenants force row level security;
drop index tenants_slug_key;
select pipewright_own('tenant_slugs');
grant select, insert, update on tenant_slugs to pipewright_app;

-- Users are never deleted, and a membership is stored by the transaction that has read its user or made it.
alter table memberships drop constraint memberships_user_id_fkey;

-- What every table stands on: tenancy, and the rows that each write leaves behind (audit, event, stored answer).

-- The tenant of the present statement, or null. Scalar sub-selects of this in policies are evaluated once a statement.
create function pipewright_tenant() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::uuid;

-- Puts a tenant table under row level security and grants it to the application role. No tenant set: no rows.
create function pipewright_protect(table_name text) returns void
  language plpgsql as $$
begin
  execute format('alter table %I enable row level security', table_name);
  execute format('alter table %I force row level security', table_name);
  execute format(
    'create policy tenant_isolation on %I using (tenant_id = (select pipewright_tenant())) '
    'with check (tenant_id = (select pipewright_tenant()))', table_name);
  execute format('grant select, insert, update, delete on %I to pipewright_app', table_name);
end $$;

-- Ends a pipelined write when the row to update was not there in the version that was read: SQLSTATE PW001.
create function pipewright_expect_one(affected bigint) returns boolean
  language plpgsql immutable as $$
begin
  if affected <> 1 then
    raise exception 'stale version' using errcode = 'PW001';
  end if;
  return true;
end $$;

-- The audit trail: who changed what, when, from where. Append-only; the application role can't alter or delete it.
create table audit_entries (
  tenant_id uuid not null,
  id uuid not null,
  create_time timestamptz not null,
  actor_user_id uuid,
  resource text not null,
  record_id uuid not null,
  action text not null,
  -- {"field": [old, new], …}
  changes json not null,
  request_id text not null,
  client_address text not null,
  user_agent text not null,
  primary key (tenant_id, id)
);
select pipewright_protect('audit_entries');
revoke update, delete on audit_entries from pipewright_app;
create index audit_entries_record_idx on audit_entries (tenant_id, resource, record_id, id);

-- The transactional outbox: one row for each committed change, ordered per tenant by (transaction_id, sequence).
-- Readers read below pg_snapshot_xmin(pg_current_snapshot()), so a late committer is never jumped over.
create table events (
  tenant_id uuid not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  sequence bigint not null generated always as identity,
  id uuid not null,
  create_time timestamptz not null,
  type text not null,
  resource text not null,
  record_id uuid not null,
  record_version bigint not null,
  actor_user_id uuid,
  request_id text not null,
  -- {"field": [old, new], …}
  changes json not null,
  -- The record after the change, {"field": value, …}.
  record json not null,
  primary key (tenant_id, id)
);
select pipewright_protect('events');
revoke update, delete on events from pipewright_app;
create index events_order_idx on events (tenant_id, transaction_id, sequence);

-- Answers of mutations by request_id, for 24 hours: a retry gets the first answer.
create table idempotency_keys (
  tenant_id uuid not null,
  -- The caller; the nil UUID for a public method.
  user_id uuid not null,
  method text not null,
  request_id uuid not null,
  create_time timestamptz not null,
  -- SHA-256 of the request: the same request_id with another body is refused.
  fingerprint bytea not null,
  answer bytea not null,
  constraint idempotency_keys_pkey primary key (tenant_id, user_id, method, request_id)
);
select pipewright_protect('idempotency_keys');
create index idempotency_keys_expiry_idx on idempotency_keys (tenant_id, create_time);

-- Numbers counted up per tenant and series (account codes).
create table counters (
  tenant_id uuid not null,
  series text not null,
  value bigint not null,
  primary key (tenant_id, series)
);
select pipewright_protect('counters');

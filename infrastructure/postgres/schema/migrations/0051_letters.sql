-- Letters to people, and the tokens that they bring.

-- GLOBAL: what is to be written to whom. What a letter says is decided when it is sent, so nothing secret is in here;
-- a row goes when its letter was sent or given up.
create table letter_orders (
  id uuid primary key,
  kind text not null check (kind in ('PASSWORD_RESET')),
  recipient text not null,
  create_time timestamptz not null,
  available_time timestamptz not null,
  -- Begun ones.
  attempts bigint not null,
  -- Of the worker that is at it.
  lease_id uuid,
  lease_expire_time timestamptz,
  check ((lease_id is null) = (lease_expire_time is null))
);
-- One that waits stands for all that are ordered meanwhile.
create unique index letter_orders_recipient_key on letter_orders (kind, recipient);
create index letter_orders_available_idx on letter_orders (available_time, id);
grant select, insert, update, delete on letter_orders to pipewright_app;

-- GLOBAL: tokens that were sent to the owners of accounts, each good for one thing once.
create table account_tokens (
  user_id uuid not null references users (id),
  purpose text not null check (purpose in ('PASSWORD_RESET')),
  -- SHA-256; the token itself is in the letter alone.
  token_hash bytea not null,
  create_time timestamptz not null,
  expire_time timestamptz not null,
  -- The latest counts.
  primary key (user_id, purpose)
);
create unique index account_tokens_hash_key on account_tokens (token_hash);
grant select, insert, update, delete on account_tokens to pipewright_app;

select pipewright_own('letter_orders'), pipewright_own('account_tokens');

-- Accounts whose address was shown to be their owner's, and invitations.

alter table users
  -- When somebody last showed that they read the address's mail. Null: nobody has, so the account may be anybody's.
  add column email_verify_time timestamptz,
  -- The tenant that made the account for a member of its own, until the first sign-in.
  add column made_by_tenant_id uuid;

-- Of an invitation the tenant; its people, not its data.
alter table letter_orders add column inviting_tenant_id uuid;
drop index letter_orders_recipient_key;
create unique index letter_orders_recipient_key on letter_orders (kind, recipient, inviting_tenant_id) nulls not distinct;
alter table letter_orders drop constraint letter_orders_kind_check,
  add constraint letter_orders_kind_check check (kind in ('PASSWORD_RESET', 'EMAIL_VERIFICATION', 'INVITATION')),
  add check ((kind = 'INVITATION') = (inviting_tenant_id is not null));

alter table account_tokens add column inviting_tenant_id uuid;
alter table account_tokens drop constraint account_tokens_pkey;
create unique index account_tokens_user_key on account_tokens (user_id, purpose, inviting_tenant_id) nulls not distinct;
drop index account_tokens_hash_key;
alter table account_tokens add primary key (token_hash),
  drop constraint account_tokens_purpose_check,
  add constraint account_tokens_purpose_check check (purpose in ('PASSWORD_RESET', 'EMAIL_VERIFICATION', 'INVITATION')),
  add check ((purpose = 'INVITATION') = (inviting_tenant_id is not null));

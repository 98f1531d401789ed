-- Notes: what is worth remembering about a record.
create table notes (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  text text not null,
  pinned boolean not null,
  -- ["<user>", …]; note_mentions holds the same for the database's use
  mentions json,
  -- The subject: a typed column per kind, so that it exists, in this tenant.
  account_id uuid,
  contact_id uuid,
  opportunity_id uuid,
  lead_id uuid,
  -- ["<user>", …]: of events, never looked up
  subject_owners json,
  converted_lead_id uuid,
  primary key (tenant_id, id),
  constraint notes_subject_check check (num_nonnulls(account_id, contact_id, opportunity_id, lead_id) = 1),
  constraint notes_account_id_fkey foreign key (tenant_id, account_id) references accounts (tenant_id, id),
  constraint notes_contact_id_fkey foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  constraint notes_opportunity_id_fkey foreign key (tenant_id, opportunity_id) references opportunities (tenant_id, id),
  constraint notes_lead_id_fkey foreign key (tenant_id, lead_id) references leads (tenant_id, id),
  constraint notes_converted_lead_id_fkey foreign key (tenant_id, converted_lead_id) references leads (tenant_id, id)
);
select pipewright_protect('notes');
create index notes_create_time_idx on notes (tenant_id, create_time, id) where delete_time is null;
create index notes_update_time_idx on notes (tenant_id, update_time, id) where delete_time is null;
create index notes_created_by_idx on notes (tenant_id, created_by, create_time, id);
-- What was written about one record, in its order.
create index notes_account_id_idx on notes (tenant_id, account_id, create_time, id) where account_id is not null;
create index notes_contact_id_idx on notes (tenant_id, contact_id, create_time, id) where contact_id is not null;
create index notes_opportunity_id_idx on notes (tenant_id, opportunity_id, create_time, id)
  where opportunity_id is not null;
create index notes_lead_id_idx on notes (tenant_id, lead_id, create_time, id) where lead_id is not null;
create index notes_converted_lead_id_idx on notes (tenant_id, converted_lead_id, id) where converted_lead_id is not null;

create table note_mentions (
  tenant_id uuid not null,
  note_id uuid not null,
  user_id uuid not null,
  -- The same as text: lists filter on it as on any set of texts.
  user_text text not null generated always as (user_id::text) stored,
  primary key (tenant_id, note_id, user_id),
  constraint note_mentions_note_id_fkey foreign key (tenant_id, note_id) references notes (tenant_id, id) on delete cascade,
  constraint note_mentions_user_id_fkey foreign key (tenant_id, user_id) references memberships (tenant_id, user_id)
);
select pipewright_protect('note_mentions');
create index note_mentions_user_id_idx on note_mentions (tenant_id, user_id, note_id);
create index note_mentions_user_text_idx on note_mentions (tenant_id, user_text, note_id);

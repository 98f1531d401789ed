-- Attachments: files that belong to records, and what is known of their contents. The bytes are kept elsewhere.
create table attachments (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  delete_time timestamptz,
  created_by uuid,
  updated_by uuid,
  file_name text not null,
  media_type text not null,
  -- The subject: a typed column per kind, so that it exists, in this tenant.
  account_id uuid,
  contact_id uuid,
  opportunity_id uuid,
  lead_id uuid,
  -- ["<user>", …]: of events, never looked up
  subject_owners json,
  size bigint not null,
  -- Progress, written with the part that it counts; it makes no new version.
  received_size bigint not null,
  sha256 text not null,
  status text not null,
  rejection_reason text not null,
  primary key (tenant_id, id),
  constraint attachments_status_check check (status in ('UPLOADING', 'READY', 'REJECTED')),
  constraint attachments_size_check check (size > 0 and received_size between 0 and size),
  constraint attachments_ready_check check (status <> 'READY' or (received_size = size and sha256 <> '')),
  constraint attachments_subject_check check (num_nonnulls(account_id, contact_id, opportunity_id, lead_id) = 1),
  constraint attachments_account_id_fkey foreign key (tenant_id, account_id) references accounts (tenant_id, id),
  constraint attachments_contact_id_fkey foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  constraint attachments_opportunity_id_fkey foreign key (tenant_id, opportunity_id) references opportunities (tenant_id, id),
  constraint attachments_lead_id_fkey foreign key (tenant_id, lead_id) references leads (tenant_id, id)
);
select pipewright_protect('attachments');
create index attachments_create_time_idx on attachments (tenant_id, create_time, id) where delete_time is null;
create index attachments_created_by_idx on attachments (tenant_id, created_by, create_time, id);
-- What belongs to one record, in its order.
create index attachments_account_id_idx on attachments (tenant_id, account_id, create_time, id) where account_id is not null;
create index attachments_contact_id_idx on attachments (tenant_id, contact_id, create_time, id) where contact_id is not null;
create index attachments_opportunity_id_idx on attachments (tenant_id, opportunity_id, create_time, id)
  where opportunity_id is not null;
create index attachments_lead_id_idx on attachments (tenant_id, lead_id, create_time, id) where lead_id is not null;

-- The contents that the store has whole; a tenant's equal ones are one. Never one of two tenants: it would tell one of
-- them what the other has.
create table content_blobs (
  tenant_id uuid not null,
  id uuid not null,
  create_time timestamptz not null,
  sha256 text not null,
  size bigint not null,
  primary key (tenant_id, id)
);
select pipewright_protect('content_blobs');
create unique index content_blobs_sha256_key on content_blobs (tenant_id, sha256);

-- Which attachment has which content.
create table content_uses (
  tenant_id uuid not null,
  attachment_id uuid not null,
  content_id uuid not null,
  primary key (tenant_id, attachment_id),
  constraint content_uses_attachment_id_fkey foreign key (tenant_id, attachment_id) references attachments (tenant_id, id)
    on delete cascade,
  constraint content_uses_content_id_fkey foreign key (tenant_id, content_id) references content_blobs (tenant_id, id)
);
select pipewright_protect('content_uses');
create index content_uses_content_id_idx on content_uses (tenant_id, content_id);

-- Uploads that aren't finished. A row is there before the store has anything of its content, and goes in the transaction
-- that makes it one of content_blobs.
create table content_uploads (
  tenant_id uuid not null,
  attachment_id uuid not null,
  content_id uuid not null,
  -- What the store calls it; empty until it has begun there.
  name text not null,
  -- Of the call that took it over last: no other may go on with it.
  lease_id uuid not null,
  update_time timestamptz not null,
  primary key (tenant_id, attachment_id),
  constraint content_uploads_attachment_id_fkey foreign key (tenant_id, attachment_id)
    references attachments (tenant_id, id) on delete cascade
);
select pipewright_protect('content_uploads');
create index content_uploads_content_id_idx on content_uploads (tenant_id, content_id);
create index content_uploads_update_time_idx on content_uploads (update_time);

create table content_upload_parts (
  tenant_id uuid not null,
  attachment_id uuid not null,
  number bigint not null,
  tag text not null,
  size bigint not null,
  primary key (tenant_id, attachment_id, number),
  constraint content_upload_parts_attachment_id_fkey foreign key (tenant_id, attachment_id)
    references content_uploads (tenant_id, attachment_id) on delete cascade
);
select pipewright_protect('content_upload_parts');

-- The sweep looks across tenants by these three functions alone. They give ids, and never what is in a content.
grant select, delete, update on content_uploads to pipewright_directory;
grant select, delete, update on content_blobs to pipewright_directory;
grant select on content_uses to pipewright_directory;
grant select (tenant_id, id, status), update (received_size) on attachments to pipewright_directory;
create policy directory_sweeps on content_uploads for all to pipewright_directory using (true);
create policy directory_sweeps on content_blobs for all to pipewright_directory using (true);
create policy directory_sweeps on content_uses for select to pipewright_directory using (true);
create policy directory_sweeps on attachments for all to pipewright_directory using (true);
grant create on schema public to pipewright_directory;

-- Forgets uploads that nothing has come of since `before`; their attachments begin anew.
create function drop_stale_uploads(before timestamptz, most bigint)
  returns table (tenant_id uuid, content_id uuid, name text)
  language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
  with dropped as (
    delete from public.content_uploads u using (
      select c.tenant_id, c.attachment_id from public.content_uploads c where c.update_time < before
      order by c.update_time limit most for update skip locked) stale
    where u.tenant_id = stale.tenant_id and u.attachment_id = stale.attachment_id
    returning u.tenant_id, u.attachment_id, u.content_id, u.name),
  anew as (
    update public.attachments a set received_size = 0 from dropped d
    where a.tenant_id = d.tenant_id and a.id = d.attachment_id and a.status = 'UPLOADING')
  select d.tenant_id, d.content_id, d.name from dropped d
$$;
alter function drop_stale_uploads(timestamptz, bigint) owner to pipewright_directory;
revoke all on function drop_stale_uploads(timestamptz, bigint) from public;
grant execute on function drop_stale_uploads(timestamptz, bigint) to pipewright_app;

-- Forgets contents that no attachment has.
create function drop_unused_contents(most bigint) returns table (tenant_id uuid, content_id uuid)
  language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
  delete from public.content_blobs b using (
    select c.tenant_id, c.id from public.content_blobs c where not exists (
      select from public.content_uses u where u.tenant_id = c.tenant_id and u.content_id = c.id)
    limit most for update of c skip locked) unused
  where b.tenant_id = unused.tenant_id and b.id = unused.id
  returning b.tenant_id, b.id
$$;
alter function drop_unused_contents(bigint) owner to pipewright_directory;
revoke all on function drop_unused_contents(bigint) from public;
grant execute on function drop_unused_contents(bigint) to pipewright_app;

-- Those of the contents named that there are, whole or not.
create function known_contents(tenants uuid[], contents uuid[]) returns table (tenant_id uuid, content_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select k.tenant_id, k.content_id from unnest(tenants, contents) as k (tenant_id, content_id)
  where exists (select from public.content_blobs b where b.tenant_id = k.tenant_id and b.id = k.content_id)
    or exists (select from public.content_uploads u where u.tenant_id = k.tenant_id and u.content_id = k.content_id)
$$;
alter function known_contents(uuid[], uuid[]) owner to pipewright_directory;
revoke all on function known_contents(uuid[], uuid[]) from public;
grant execute on function known_contents(uuid[], uuid[]) to pipewright_app;

revoke create on schema public from pipewright_directory;

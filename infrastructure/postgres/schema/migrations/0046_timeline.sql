-- The timeline of a record: what is about it, and of an account also what is about its contacts and opportunities.

-- A row for each live note, interaction, task and file about a record: where it stands in whose timeline. Written with it
-- (infrastructure/postgres/write/timeline_rows.h). No foreign keys: a row goes with its record, and that refers to the same.
create table timeline_entries (
  tenant_id uuid not null,
  resource text not null,
  record_id uuid not null,
  entry_time timestamptz not null,
  account_id uuid,
  contact_id uuid,
  opportunity_id uuid,
  lead_id uuid,
  -- The record names the account itself; otherwise it is that of its opportunity or its contact.
  account_named boolean not null,
  primary key (tenant_id, resource, record_id)
);
select pipewright_protect('timeline_entries');
create index timeline_entries_account_id_idx on timeline_entries (tenant_id, account_id, resource, entry_time, record_id)
  where account_id is not null;
create index timeline_entries_contact_id_idx on timeline_entries (tenant_id, contact_id, resource, entry_time, record_id)
  where contact_id is not null;
create index timeline_entries_opportunity_id_idx
  on timeline_entries (tenant_id, opportunity_id, resource, entry_time, record_id) where opportunity_id is not null;
create index timeline_entries_lead_id_idx on timeline_entries (tenant_id, lead_id, resource, entry_time, record_id)
  where lead_id is not null;

-- Changes are in the audit trail already: of each, the account that the record belonged to then, or is, and what it is in
-- the timeline. The last, since it writes the table anew, comes when its rows are as they are to be.
drop index audit_entries_record_idx;
alter table audit_entries add column account_id uuid;

alter table audit_entries no force row level security;
alter table timeline_entries no force row level security;
alter table contacts no force row level security;
alter table opportunities no force row level security;
alter table notes no force row level security;
alter table interactions no force row level security;
alter table tasks no force row level security;

update audit_entries set account_id = record_id where resource = 'account';
update audit_entries a set account_id = c.account_id from contacts c
  where a.resource = 'contact' and c.tenant_id = a.tenant_id and c.id = a.record_id;
update audit_entries a set account_id = o.account_id from opportunities o
  where a.resource = 'opportunity' and o.tenant_id = a.tenant_id and o.id = a.record_id;

alter table audit_entries
  add column timeline_type text not null generated always as (
    case when action in ('opportunity.created', 'opportunity.stage_changed', 'opportunity.pipeline_changed',
                         'opportunity.won', 'opportunity.lost', 'opportunity.reopened')
      then 'STAGE_MOVE' else 'ACTIVITY' end) stored;

insert into timeline_entries
  (tenant_id, resource, record_id, entry_time, account_id, contact_id, opportunity_id, lead_id, account_named)
select r.tenant_id, r.resource, r.id, r.entry_time, coalesce(r.account_id, o.account_id, c.account_id), r.contact_id,
       r.opportunity_id, r.lead_id, r.account_id is not null
from (
  select tenant_id, 'note' as resource, id, create_time as entry_time, account_id, contact_id, opportunity_id, lead_id
    from notes where delete_time is null
  union all
  select tenant_id, 'interaction', id, start_time, account_id, contact_id, opportunity_id, lead_id
    from interactions where delete_time is null
  union all
  select tenant_id, 'task', id, coalesce(completed_time, create_time), account_id, contact_id, opportunity_id, lead_id
    from tasks where delete_time is null and num_nonnulls(account_id, contact_id, opportunity_id, lead_id) > 0
) r
left join opportunities o on o.tenant_id = r.tenant_id and o.id = r.opportunity_id
left join contacts c on c.tenant_id = r.tenant_id and c.id = r.contact_id;

alter table audit_entries force row level security;
alter table timeline_entries force row level security;
alter table contacts force row level security;
alter table opportunities force row level security;
alter table notes force row level security;
alter table interactions force row level security;
alter table tasks force row level security;

-- In the order of a timeline. Nothing else read the trail by its records.
create index audit_entries_record_idx on audit_entries (tenant_id, resource, record_id, timeline_type, create_time, id);
create index audit_entries_account_id_idx on audit_entries (tenant_id, account_id, timeline_type, create_time, id)
  where account_id is not null;

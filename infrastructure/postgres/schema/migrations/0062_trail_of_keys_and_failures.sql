-- What is missing from the trail of 0056: sign-ins that failed, and what happens to the keys that tokens are signed with.

alter table account_entries drop constraint account_entries_action_check;
alter table account_entries add constraint account_entries_action_check
  check (action in ('REGISTERED', 'SIGNED_IN', 'SIGN_IN_FAILED', 'SESSION_ENDED', 'PASSWORD_CHANGED', 'STATUS_CHANGED',
                    'EMAIL_CHANGED', 'MADE_OPERATOR'));

-- GLOBAL: what happened to the installation, and to accounts that there are not. Append-only: the application role only
-- reads it.
create table installation_entries (
  id bigint primary key generated always as identity,
  create_time timestamptz not null default now(),
  action text not null check (action in ('SIGNING_KEY_NEXT', 'SIGNING_KEY_ACTIVE', 'SIGNING_KEY_RETIRED',
                                         'SIGNING_KEY_DROPPED', 'SIGN_IN_FAILED')),
  -- The key's id, or a hash of the address that was tried. Never an address or a secret.
  subject text not null,
  client_address text not null,
  user_agent text not null
);
create index installation_entries_subject_idx on installation_entries (subject, id);
create index installation_entries_action_idx on installation_entries (action, create_time);
select pipewright_own('installation_entries');
grant select on installation_entries to pipewright_app;
grant insert, select on installation_entries to pipewright_trail;
grant select (user_id, create_time, action, client_address) on account_entries to pipewright_trail;
grant select (id, state) on signing_keys to pipewright_trail;

-- Of an account (`person`), or of none that there is; both do the same work, so that its time doesn't tell which it was.
-- Whoever guesses on adds nothing for an hour, nor do guesses at addresses of nobody beyond a thousand an hour: else
-- strangers could fill the disk with what must not be deleted.
create function note_failed_sign_in(person uuid, tried text, address text, agent text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if person is not null then
    insert into public.account_entries (user_id, action, detail, client_address, user_agent)
    select person, 'SIGN_IN_FAILED', '', address, agent
    where not exists (select from public.account_entries e
                      where e.user_id = person and e.action = 'SIGN_IN_FAILED' and e.client_address = address
                        and e.create_time > now() - interval '1 hour');
  else
    insert into public.installation_entries (action, subject, client_address, user_agent)
    select 'SIGN_IN_FAILED', tried, address, agent
    where not exists (select from public.installation_entries e
                      where e.subject = tried and e.action = 'SIGN_IN_FAILED' and e.client_address = address
                        and e.create_time > now() - interval '1 hour')
      and (select count(*) from (select from public.installation_entries e
                                 where e.action = 'SIGN_IN_FAILED' and e.create_time > now() - interval '1 hour'
                                 limit 1000) lately) < 1000;
  end if;
end $$;

-- Of a key as it is at the end of the transaction: a change of the keys writes them all anew.
create function note_key_change() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  key text := case tg_op when 'DELETE' then old.id else new.id end;
  present text := (select 'SIGNING_KEY_' || k.state from public.signing_keys k where k.id = key);
begin
  insert into public.installation_entries (action, subject, client_address, user_agent)
  select coalesce(present, 'SIGNING_KEY_DROPPED'), key, '', ''
  where coalesce(present, 'SIGNING_KEY_DROPPED') is distinct from
    (select e.action from public.installation_entries e where e.subject = key order by e.id desc limit 1);
  return null;
end $$;

grant usage, create on schema public to pipewright_trail;
alter function note_failed_sign_in(uuid, text, text, text) owner to pipewright_trail;
alter function note_key_change() owner to pipewright_trail;
revoke create on schema public from pipewright_trail;
revoke all on function note_failed_sign_in(uuid, text, text, text) from public;
revoke all on function note_key_change() from public;
grant execute on function note_failed_sign_in(uuid, text, text, text) to pipewright_app;

create constraint trigger signing_keys_trail after insert or update or delete on signing_keys
  deferrable initially deferred for each row execute function note_key_change();

-- Those that there are.
insert into installation_entries (action, subject, client_address, user_agent)
select 'SIGNING_KEY_' || state, id, '', '' from signing_keys;

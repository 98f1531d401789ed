-- What happens to people's accounts leaves entries: of the person, and of the tenant that a session begins in. Triggers
-- write them, so that no way of changing an account goes by the trail.

-- Owns the function that writes them, and nothing else. Nobody signs in as it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'pipewright_trail') then
    begin
      create role pipewright_trail nologin noinherit nosuperuser nocreatedb nocreaterole nobypassrls;
    exception when duplicate_object or unique_violation then
      null;  -- another database of the cluster has just made it
    end;
  end if;
  if not pg_has_role(current_user, 'pipewright_trail', 'member') then
    execute format('grant pipewright_trail to %I', current_user);
  end if;
end $$;

-- GLOBAL: an account belongs to no tenant. Append-only: the application role only reads it.
create table account_entries (
  user_id uuid not null references users (id),
  id bigint not null generated always as identity,
  create_time timestamptz not null default now(),
  action text not null check (action in ('REGISTERED', 'SIGNED_IN', 'SESSION_ENDED', 'PASSWORD_CHANGED',
                                         'STATUS_CHANGED', 'EMAIL_CHANGED', 'MADE_OPERATOR')),
  -- Why a session ended, or the statuses before and after. Never an address or a secret.
  detail text not null,
  session_id uuid,
  tenant_id uuid,
  client_address text not null,
  user_agent text not null,
  primary key (user_id, id)
);
do $$
begin
  -- Where tables have an owner of their own it is this one's too.
  if to_regprocedure('pipewright_own(text)') is not null then
    perform pipewright_own('account_entries');
  end if;
end $$;
grant select on account_entries to pipewright_app;

grant insert on account_entries, audit_entries to pipewright_trail;
create policy trail_writes on audit_entries for insert to pipewright_trail with check (true);

-- Of the trigger's row: its argument says whose it is. A password is given a new hash without being changed when the
-- hash's parameters are renewed; that is no entry.
create function note_account_change() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_table_name = 'sessions' then
    insert into public.account_entries (user_id, action, detail, session_id, tenant_id, client_address, user_agent)
    values (new.user_id, case tg_op when 'INSERT' then 'SIGNED_IN' else 'SESSION_ENDED' end,
            coalesce(new.end_reason, ''), new.id, new.default_tenant_id, new.client_address, new.user_agent);
    if new.default_tenant_id is not null then
      insert into public.audit_entries (tenant_id, id, create_time, actor_user_id, resource, record_id, action, changes,
                                        request_id, client_address, user_agent)
      values (new.default_tenant_id, gen_random_uuid(), now(), new.user_id, 'session', new.id,
              case tg_op when 'INSERT' then 'session.started' else 'session.ended' end,
              case tg_op when 'INSERT' then '{}'::json
                         else json_build_object('end_reason', json_build_array(null, new.end_reason)) end,
              '', new.client_address, new.user_agent);
    end if;
  elsif tg_table_name = 'platform_operators' then
    insert into public.account_entries (user_id, action, detail, client_address, user_agent)
    values (new.user_id, 'MADE_OPERATOR', '', '', '');
  else
    if tg_op = 'INSERT' then
      insert into public.account_entries (user_id, action, detail, client_address, user_agent)
      values (new.id, 'REGISTERED', '', '', '');
      return null;
    end if;
    insert into public.account_entries (user_id, action, detail, client_address, user_agent)
    select new.id, c.action, c.detail, '', ''
    from (values ('PASSWORD_CHANGED', '', new.password_change_time <> old.password_change_time),
                 ('STATUS_CHANGED', old.status || ' ' || new.status, new.status <> old.status),
                 ('EMAIL_CHANGED', '', new.email <> old.email)) c (action, detail, came_to_pass)
    where c.came_to_pass;
  end if;
  return null;
end $$;
grant usage, create on schema public to pipewright_trail;
alter function note_account_change() owner to pipewright_trail;
revoke create on schema public from pipewright_trail;
revoke all on function note_account_change() from public;

create trigger sessions_start_trail after insert on sessions
  for each row execute function note_account_change();
create trigger sessions_end_trail after update of end_reason on sessions
  for each row when (old.end_reason is null and new.end_reason is not null) execute function note_account_change();
create trigger users_register_trail after insert on users
  for each row execute function note_account_change();
create trigger users_change_trail after update of password_change_time, status, email on users
  for each row execute function note_account_change();
create trigger platform_operators_trail after insert on platform_operators
  for each row execute function note_account_change();

-- Password hashes, operators and signing keys: the application role reads and changes them one by one, by functions that
-- do one thing each, and not as tables. So a stolen connection can't list or set them all at once.

-- Owns these functions, and reads and writes what they do. Nobody signs in as it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'pipewright_accounts') then
    begin
      create role pipewright_accounts nologin noinherit nosuperuser nocreatedb nocreaterole nobypassrls;
    exception when duplicate_object or unique_violation then
      null;  -- another database of the cluster has just made it
    end;
  end if;
  if not pg_has_role(current_user, 'pipewright_accounts', 'member') then
    execute format('grant pipewright_accounts to %I', current_user);
  end if;
end $$;

grant select (id, password_hash, status), update (password_hash, last_sign_in_time) on users to pipewright_accounts;
grant select, insert on platform_operators to pipewright_accounts;
grant select, insert, delete on signing_keys to pipewright_accounts;
grant usage, create on schema public to pipewright_accounts;

-- Of one user.
create function password_hash_of(wanted_user uuid) returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.password_hash from public.users u where u.id = wanted_user
$$;

-- For an update of the user in the same transaction, which checks the version.
create function set_password_hash(changed_user uuid, new_hash text) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update public.users set password_hash = new_hash where id = changed_user
$$;

-- Of a user who proved the password: whether it is still that one, and the account open. `new_hash` is the same password's,
-- by the parameters of today.
create function record_sign_in(signed_in_user uuid, verified_hash text, moment timestamptz, new_hash text) returns boolean
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with recorded as (
    update public.users set last_sign_in_time = moment, password_hash = new_hash
    where id = signed_in_user and password_hash = verified_hash and status = 'ACTIVE' returning 1)
  select exists (select from recorded)
$$;

-- In PL/pgSQL, which keeps the plan: it is asked with every caller that isn't known yet.
create function is_operator(wanted_user uuid) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from public.platform_operators o where o.user_id = wanted_user);
end $$;

create function make_operator(new_operator uuid, moment timestamptz) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.platform_operators (user_id, create_time) values (new_operator, moment) on conflict do nothing
$$;

create function stored_signing_keys() returns setof signing_keys
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.* from public.signing_keys k order by k.create_time, k.id
$$;

create function store_signing_key(key_id text, key_state text, sealed_private_key bytea, its_public_key bytea,
    made timestamptz, retired timestamptz) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.signing_keys (id, state, private_key, public_key, create_time, retire_time)
  values (key_id, key_state, sealed_private_key, its_public_key, made, retired)
$$;

create function drop_signing_keys() returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  delete from public.signing_keys
$$;

do $$
declare
  named regprocedure;
  columns text;
begin
  foreach named in array array['password_hash_of(uuid)', 'set_password_hash(uuid, text)',
      'record_sign_in(uuid, text, timestamptz, text)', 'is_operator(uuid)', 'make_operator(uuid, timestamptz)',
      'stored_signing_keys()', 'store_signing_key(text, text, bytea, bytea, timestamptz, timestamptz)',
      'drop_signing_keys()']::regprocedure[] loop
    execute format('alter function %s owner to pipewright_accounts', named);
    execute format('revoke all on function %s from public', named);
    execute format('grant execute on function %s to pipewright_app', named);
  end loop;
  -- All columns but the one, whichever there are.
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into columns from pg_attribute a
  where a.attrelid = 'users'::regclass and a.attnum > 0 and not a.attisdropped and a.attname <> 'password_hash';
  revoke select, update on users from pipewright_app;
  execute format('grant select (%1$s), update (%1$s) on users to pipewright_app', columns);
end $$;
revoke all on platform_operators, signing_keys from pipewright_app;
revoke create on schema public from pipewright_accounts;

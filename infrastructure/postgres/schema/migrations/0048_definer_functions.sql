-- Where a search path doesn't name pg_temp it comes first, for tables and types: the caller of a definer function could
-- put something of its own in the place of what the function reads, a view of the name pg_class say, whose functions
-- then ran as the function's owner.
do $$
declare
  named regprocedure;
begin
  for named in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace in ('public'::regnamespace, 'pipewright_events'::regnamespace)
      and (p.prosecdef or exists (select from unnest(p.proconfig) c where c like 'search\_path=%'))
  loop
    execute format('alter function %s set search_path = pg_catalog, public, pg_temp', named);
  end loop;
end $$;

-- Nobody who isn't to change the schema makes temporary objects either.
do $$
begin
  execute format('grant temporary on database %I to current_user', current_database());
  execute format('revoke temporary on database %I from public', current_database());
exception when insufficient_privilege then
  raise warning 'The owner of the database should say: revoke temporary on database % from public', current_database();
end $$;

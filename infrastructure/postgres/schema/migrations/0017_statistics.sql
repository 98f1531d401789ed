-- Statistics for a table that has rows and none: until autovacuum comes by, which takes a minute by default, PostgreSQL
-- takes any index that begins with tenant_id for as good as another, and a plan that is kept stays that bad. Only the
-- owner of a table may analyze it, so this one function runs with the rights of the schema's owner: it says nothing,
-- changes no row, and looks at that owner's tables of this schema alone.
create function analyze_if_unknown(relation regclass) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, public as $$
begin
  if exists (select from pg_class c where c.oid = relation and c.relkind = 'r' and c.reltuples <= 0
               and c.relnamespace = 'public'::regnamespace and c.relowner = current_user::regrole
               and pg_relation_size(c.oid) > 0) then
    execute format('analyze (skip_locked) %s', relation);
  end if;
end $$;
revoke all on function analyze_if_unknown(regclass) from public;
grant execute on function analyze_if_unknown(regclass) to pipewright_app;

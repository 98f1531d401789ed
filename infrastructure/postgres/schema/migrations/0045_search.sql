-- Search: the words of records, apart from the records, so that only a change of words costs anything here.

-- Owns search_candidates, reads what it reads, and nothing else. Nobody signs in as it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'pipewright_search') then
    begin
      create role pipewright_search nologin noinherit nosuperuser nocreatedb nocreaterole nobypassrls;
    exception when duplicate_object or unique_violation then
      null;  -- another database of the cluster has just made it
    end;
  end if;
  if not pg_has_role(current_user, 'pipewright_search', 'member') then
    execute format('grant pipewright_search to %I', current_user);
  end if;
end $$;

-- A row for each live record that is searched. Each word has the tenant's digits, the kind's letter and the part of the
-- record before it (infrastructure/postgres/write/search_rows.h). No foreign key: a record goes with its tenant alone.
create table search_documents (
  tenant_id uuid not null,
  resource text not null,
  record_id uuid not null,
  words tsvector not null,
  primary key (tenant_id, resource, record_id)
);
select pipewright_protect('search_documents');
-- Written at once: a search would have to read through what waits to be.
create index search_documents_words_idx on search_documents using gin (words) with (fastupdate = off);

-- The parts of three letters of each word of letters that a tenant has used, for words that are written wrong. One row
-- at least for each part; more when two transactions brought the word at the same time.
create table search_words (
  tenant_id uuid not null,
  trigram text collate "C" not null,
  word text collate "C" not null,
  -- The record that brought the word.
  record_id uuid not null,
  primary key (tenant_id, trigram, word, record_id)
);
select pipewright_protect('search_words');

-- Records of a kind by their words, each a query of its own, those first that have all of them in what they are called
-- (none: kinds that aren't called anything); at most `most`, the newest by their ids. Full text search isn't leakproof,
-- so under row level security no index serves it: this runs as a role whose policy lets everything by, and asks for the
-- tenant itself.
--
-- What a fiftieth of the newest records or more has is looked for among the 32,768 newest: an index gives its finds in
-- the order in which they were stored, and a million of them. What is rarer is taken from the index, up to 1,000; when
-- there are more, from the newest besides. The index is asked for the rare ones of several words alone: it would gather
-- all that has what begins with a common one first.
create function search_candidates(kind text, in_title tsquery[], anywhere tsquery[], most bigint)
  returns table (record_id uuid)
  language plpgsql stable security definer rows 100
  set search_path = pg_catalog, public, pg_temp set enable_seqscan = off set jit = off as $$
declare
  tenant constant uuid := public.pipewright_tenant();
  sampled constant bigint := 2048;
  titles tsquery := in_title[1];
  whole tsquery := anywhere[1];
  looked bigint;
  newest_titled uuid[];
  newest_found uuid[];
  common bigint[];
  wanted tsquery;
  rare tsquery;
  found uuid[];
  newest uuid[];
  frequent boolean;
  titled uuid[] := '{}';
begin
  for i in 2..cardinality(anywhere) loop
    titles := titles && in_title[i];
    whole := whole && anywhere[i];
  end loop;
  select count(*), array_agg(n.record_id) filter (where n.words @@ titles),
      array_agg(n.record_id) filter (where n.words @@ whole) into looked, newest_titled, newest_found from (
    select d.record_id, d.words from public.search_documents d where d.tenant_id = tenant and d.resource = kind
    order by d.record_id desc limit sampled) n;
  if cardinality(anywhere) > 1 and looked = sampled then
    select array_agg(c.word) into common from (
      select asked.word from (
        select d.words from public.search_documents d where d.tenant_id = tenant and d.resource = kind
        order by d.record_id desc limit sampled / 4) n, unnest(anywhere) with ordinality asked (query, word)
      where n.words @@ asked.query group by asked.word having count(*) >= sampled / 200) c;
  end if;
  for round in 1..2 loop
    wanted := case round when 1 then titles else whole end;
    continue when wanted is null;
    found := case round when 1 then newest_titled else newest_found end;
    frequent := coalesce(cardinality(found) >= sampled / 50, false);
    if looked = sampled and not frequent then
      rare := null;
      for i in 1..cardinality(anywhere) loop
        continue when i = any (common);
        rare := coalesce(rare && case round when 1 then in_title[i] else anywhere[i] end,
                         case round when 1 then in_title[i] else anywhere[i] end);
      end loop;
      rare := coalesce(rare, wanted);
      -- The condition on the tenant as one that no index serves: the words alone say where to look.
      select array_agg(n.record_id order by n.record_id desc) into found from (
        select d.record_id from public.search_documents d
        where d.words @@ rare and (d.words @@ wanted and d.tenant_id = tenant and d.resource = kind) is true
        limit 1000) n;
      frequent := coalesce(cardinality(found) = 1000, false);  -- more than that, and these are not the newest
    end if;
    if looked = sampled and frequent then
      select array_agg(f.record_id) into newest from (
        select n.record_id from (
          select d.record_id, d.words from public.search_documents d where d.tenant_id = tenant and d.resource = kind
          order by d.record_id desc limit 32768) n where n.words @@ wanted order by n.record_id desc limit most) f;
      found := case when cardinality(newest) >= most then newest
                    else array(select distinct u.id from unnest(newest || found) u (id) order by u.id desc) end;
    end if;
    found := found[1:most];
    return query select f.id from unnest(found) f (id) where f.id <> all (titled) limit most - cardinality(titled);
    titled := coalesce(found, '{}');
    exit when cardinality(titled) >= most;
  end loop;
end $$;
grant select on search_documents to pipewright_search;
create policy search on search_documents for select to pipewright_search using (true);
grant create on schema public to pipewright_search;
alter function search_candidates(text, tsquery[], tsquery[], bigint) owner to pipewright_search;
revoke create on schema public from pipewright_search;
revoke all on function search_candidates(text, tsquery[], tsquery[], bigint) from public;
grant execute on function search_candidates(text, tsquery[], tsquery[], bigint) to pipewright_app;

-- Records that were there before, as match_key_backlog (0033).
create table search_backlog (
  tenant_id uuid not null,
  resource text not null,
  after_id uuid not null default '00000000-0000-0000-0000-000000000000',
  primary key (tenant_id, resource)
);
select pipewright_protect('search_backlog');
alter table search_backlog no force row level security;
do $$
declare
  searched record;
begin
  for searched in select * from (values ('accounts', 'account'), ('contacts', 'contact'), ('leads', 'lead'),
      ('opportunities', 'opportunity'), ('tasks', 'task'), ('notes', 'note'), ('interactions', 'interaction'),
      ('offerings', 'offering'), ('vendors', 'vendor')) s (name, resource) loop
    execute format('alter table %I no force row level security', searched.name);
    execute format('insert into search_backlog (tenant_id, resource) select distinct tenant_id, %L from %I',
                   searched.resource, searched.name);
    execute format('alter table %I force row level security', searched.name);
  end loop;
end $$;
alter table search_backlog force row level security;

grant select on search_backlog to pipewright_directory;
create policy backlog on search_backlog to pipewright_directory using (true);

-- One of the tenants that have such records, and of what kind; no row when there is none. It says that, and never what.
create function search_backlog_next() returns table (tenant_id uuid, resource text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select b.tenant_id, b.resource from public.search_backlog b order by b.tenant_id, b.resource limit 1
$$;
grant create on schema public to pipewright_directory;
alter function search_backlog_next() owner to pipewright_directory;
revoke create on schema public from pipewright_directory;
revoke all on function search_backlog_next() from public;
grant execute on function search_backlog_next() to pipewright_app;

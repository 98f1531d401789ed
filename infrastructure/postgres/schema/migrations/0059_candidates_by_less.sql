-- search_candidates (0045), looking at less, and at all that is rare. A query has ten words at most.
--
-- The 512 newest records of the kind tell what is frequent: what four of them have or more. That is looked for among the
-- 32,768 newest: an index gives its finds in the order in which they were stored, and a million of them. All else is
-- taken from the index, up to 1,500, and so is what seemed frequent and isn't; when there are more, from the newest
-- besides. The index is asked for the rare ones of several words alone: it would gather all that has what begins with a
-- common one first. What is rare is asked for once, in titles and elsewhere.
create or replace function search_candidates(kind text, in_title tsquery[], anywhere tsquery[], most bigint)
  returns table (record_id uuid)
  language plpgsql stable security definer rows 100
  set search_path = pg_catalog, pg_temp set enable_seqscan = off set jit = off as $$
declare
  tenant constant uuid := public.pipewright_tenant();
  sampled constant bigint := 512;
  frequent constant bigint := 4;
  cut constant bigint := 1500;
  titles tsquery := in_title[1];
  whole tsquery := anywhere[1];
  -- What is known so far, and whether that is all.
  titled uuid[];
  found uuid[];
  titles_done boolean;
  whole_done boolean;
  looked bigint;
  having_word bigint[];
  titled_in_sample bigint;
  found_in_sample bigint;
  asked tsquery[];
  wanted tsquery;
  rare tsquery;
  hits uuid[];
  titled_hits uuid[];
begin
  for i in 2..cardinality(anywhere) loop
    titles := titles && in_title[i];
    whole := whole && anywhere[i];
  end loop;
  -- Word by word, and titles of what has all of them alone: most have none, and each look takes its time.
  select count(*), array[count(*) filter (where a1), count(*) filter (where a2), count(*) filter (where a3),
        count(*) filter (where a4), count(*) filter (where a5), count(*) filter (where a6), count(*) filter (where a7),
        count(*) filter (where a8), count(*) filter (where a9), count(*) filter (where a10)],
      coalesce(array_agg(n.record_id) filter (where has_all), '{}'),
      coalesce(array_agg(n.record_id) filter (where has_all and n.words @@ titles), '{}')
      into looked, having_word, found, titled from (
    select m.*, (a1 and coalesce(a2, true) and coalesce(a3, true) and coalesce(a4, true) and coalesce(a5, true)
        and coalesce(a6, true) and coalesce(a7, true) and coalesce(a8, true) and coalesce(a9, true)
        and coalesce(a10, true)) as has_all from (
      select d.record_id, d.words, d.words @@ anywhere[1] as a1, d.words @@ anywhere[2] as a2,
        d.words @@ anywhere[3] as a3, d.words @@ anywhere[4] as a4, d.words @@ anywhere[5] as a5,
        d.words @@ anywhere[6] as a6, d.words @@ anywhere[7] as a7, d.words @@ anywhere[8] as a8,
        d.words @@ anywhere[9] as a9, d.words @@ anywhere[10] as a10
      from public.search_documents d where d.tenant_id = tenant and d.resource = kind
      order by d.record_id desc limit sampled) m offset 0) n;
  whole_done := looked < sampled;
  titles_done := whole_done or titles is null;
  titled_in_sample := cardinality(titled);
  found_in_sample := cardinality(found);
  -- From the index what is rare; titles among the newest when frequent there, else or besides from the index, and from
  -- the newest when that has too many; then the same for all else.
  for step in 1..6 loop
    -- The same record may have been found twice by now.
    exit when whole_done or (titles_done and (select count(distinct t.id) from unnest(titled) t (id)) >= most);
    continue when (step = 1 and found_in_sample >= frequent) or (step = 6 and found_in_sample < frequent)
      or (step between 2 and 4 and titles_done)
      or (step = 2 and titled_in_sample < frequent) or (step = 4 and titled_in_sample >= frequent);
    asked := case when step between 2 and 4 then in_title else anywhere end;
    wanted := case when step between 2 and 4 then titles else whole end;
    if step in (1, 3, 6) then
      rare := null;
      for i in 1..cardinality(asked) loop
        continue when having_word[i] >= frequent and cardinality(asked) > 1;
        rare := coalesce(rare && asked[i], asked[i]);
      end loop;
      rare := coalesce(rare, wanted);
      -- The condition on the tenant as one that no index serves: the words alone say where to look.
      select coalesce(array_agg(n.record_id), '{}'), coalesce(array_agg(n.record_id) filter (where n.in_title), '{}')
          into hits, titled_hits from (
        select d.record_id, d.words @@ titles as in_title from public.search_documents d
        where d.words @@ rare and (d.words @@ wanted and d.tenant_id = tenant and d.resource = kind) is true
        limit cut) n;
      titled := titled || titled_hits;
      titles_done := titles_done or cardinality(hits) < cut;
      if step <> 3 then
        found := found || hits;
        whole_done := cardinality(hits) < cut;
      end if;
    else
      select coalesce(array_agg(n.record_id), '{}') into hits from (
        select n.record_id from (
          select d.record_id, d.words from public.search_documents d where d.tenant_id = tenant and d.resource = kind
          order by d.record_id desc limit 32768) n
        where n.words @@ wanted order by n.record_id desc limit most) n;
      if step = 5 then
        found := found || hits;
        whole_done := cardinality(hits) >= most;
      else
        titled := titled || hits;
        titles_done := step = 4 or cardinality(hits) >= most;
      end if;
    end if;
  end loop;
  titled := (array(select distinct t.id from unnest(titled) t (id) order by t.id desc))[1:most];
  return query select t.id from unnest(titled) t (id);
  return query select distinct f.id from unnest(found) f (id) where f.id <> all (titled)
    order by f.id desc limit most - cardinality(titled);
end $$;

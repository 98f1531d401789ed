-- "VIP" and "vip" are one tag, and "Sales" and "sales" one name of a pipeline.

-- Tags are kept in small letters from now on; those that there are, past states too, become so. The letters are those of
-- domain/shared/letter_case.cc, whatever the database's locale. The owner of the tables is bound by row level security as
-- well, so it is lifted for this transaction.
create function pg_temp.small_letters(given text) returns text language sql immutable strict as $$
  select translate(given,
    'ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒ' ||
    'ŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŹŻŽΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩ' ||
    'ЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѶѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӁӃӅӇӉӋӍӐӒӔӖӘӚӜӞӠӢӤӦӨӪӬӮӰӲӴӶӸӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚ' ||
    'ԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖḀḂḄḆḈḊḌḎḐḒḔḖḘḚḜḞḠḢḤḦḨḪḬḮḰḲḴḶḸḺḼḾṀṂṄṆṈṊṌṎṐṒṔṖṘṚṜṞ' ||
    'ṠṢṤṦṨṪṬṮṰṲṴṶṸṺṼṾẀẂẄẆẈẊẌẎẐẒẔẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸỺỼỾＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵ' ||
    'ＶＷＸＹＺŸ',
    'abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĳĵķĺļľŀłńņňŋōŏőœ' ||
    'ŕŗřśŝşšţťŧũūŭůűųŵŷźżžάέήίόύώαβγδεζηθικλμνξοπρστυφχψωϊϋѐёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщ' ||
    'ъыьэюяѡѣѥѧѩѫѭѯѱѳѵѷѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӂӄӆӈӊӌӎӑӓӕӗәӛӝӟӡӣӥӧөӫӭӯӱӳӵӷӹӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛ' ||
    'ԝԟԡԣԥԧԩԫԭԯաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟ' ||
    'ṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹỻỽỿａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕ' ||
    'ｖｗｘｙｚÿ')
$$;

do $$
declare
  kind text;
  records text;
  kinds constant text[] := array['account', 'contact', 'lead', 'opportunity', 'vendor', 'offering', 'engagement'];
begin
  foreach kind in array kinds loop
    execute format('alter table %I no force row level security', kind || '_tags');
    execute format('insert into %1$I (tenant_id, %2$I, tag) select distinct tenant_id, %2$I, pg_temp.small_letters(tag) from %1$I '
                   'where tag <> pg_temp.small_letters(tag) on conflict do nothing', kind || '_tags', kind || '_id');
    execute format('delete from %I where tag <> pg_temp.small_letters(tag)', kind || '_tags');
    execute format('alter table %I force row level security', kind || '_tags');
  end loop;
  foreach records in array array['accounts', 'contacts', 'leads', 'opportunities', 'opportunity_versions', 'vendors', 'offerings',
                                 'engagements'] loop
    execute format('alter table %I no force row level security', records);
    -- Sorted by bytes, as the application has them.
    execute format('update %I set tags = (select json_agg(small.tag order by small.tag collate "C") from (select distinct '
                   'pg_temp.small_letters(given.tag) as tag from json_array_elements_text(tags) as given (tag)) as small) '
                   'where exists (select from json_array_elements_text(tags) as given (tag) '
                   'where given.tag <> pg_temp.small_letters(given.tag))', records);
    execute format('alter table %I force row level security', records);
  end loop;
end $$;

-- Names of pipelines, whatever the case of ASCII letters, as those of lost reasons. The oldest keeps its name.
alter table pipelines no force row level security;
update pipelines p set name = left(p.name, 180) || ' (' || right(p.id::text, 12) || ')'
  where p.delete_time is null and exists (
    select from pipelines o where o.tenant_id = p.tenant_id and o.delete_time is null and lower(o.name) = lower(p.name)
      and (o.create_time, o.id) < (p.create_time, p.id));
alter table pipelines force row level security;
drop index pipelines_name_key;
create unique index pipelines_name_key on pipelines (tenant_id, lower(name)) where delete_time is null;
-- By which lists are sorted.
create index pipelines_name_idx on pipelines (tenant_id, name, id) where delete_time is null;

-- The options of custom fields that were taken away, by which filters still find the records that have them. Those of
-- before are what records have and is no option.
alter table custom_field_definitions add column retired_options json;
alter table custom_field_definitions no force row level security;
do $$
declare
  kind text;
  kinds constant text[] := array['account', 'contact', 'lead', 'opportunity', 'task', 'vendor', 'offering', 'engagement'];
begin
  foreach kind in array kinds loop
    execute format('alter table %I no force row level security', kind || '_custom_fields');
    execute format('update custom_field_definitions d set retired_options = f.options from (select d.tenant_id, d.id, '
                   'json_agg(v.text_value order by v.text_value) as options from custom_field_definitions d cross join lateral '
                   '(select distinct f.text_value from %I f where f.tenant_id = d.tenant_id and f.key = d.key '
                   'and f.text_value is not null and f.text_value not in (select json_array_elements_text(d.options)) '
                   'order by f.text_value limit 1000) v where d.entity = %L and d.options is not null and d.delete_time is null '
                   'group by d.tenant_id, d.id) f where d.tenant_id = f.tenant_id and d.id = f.id',
                   kind || '_custom_fields', upper(kind));
    execute format('alter table %I force row level security', kind || '_custom_fields');
  end loop;
end $$;
alter table custom_field_definitions force row level security;

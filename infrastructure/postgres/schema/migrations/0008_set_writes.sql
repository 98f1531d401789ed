-- Writing many records in one statement: which of them was stale.

-- Ends a pipelined write when not every row to update was there in the version that was read: SQLSTATE PW001, with the
-- table and, as the detail, the ids of the rows that weren't.
create function pipewright_expect_updated(table_name text, wanted uuid[], updated uuid[]) returns boolean
  language plpgsql immutable as $$
begin
  if cardinality(wanted) is distinct from cardinality(updated) then
    raise exception 'stale version' using
      errcode = 'PW001',
      table = table_name,
      detail = array_to_string(array(select unnest(wanted) except select unnest(updated)), ',');
  end if;
  return true;
end $$;

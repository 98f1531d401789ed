-- Where a session began, in the form that sign-in attempts are counted by: whoever has signed in from a network before isn't
-- kept out by those who guess from others.

-- The bytes of the IPv4 address, or of the IPv6 /64. Null: not known.
alter table sessions add column client_network bytea;

create function network_of_address(address text) returns bytea
  language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  ip bytea;
begin
  -- Behind the family, the mask, a flag and the length.
  ip := substring(inet_send(split_part(address, '%', 1)::inet) from 5);
  if length(ip) = 16 and substring(ip for 12) = '\x00000000000000000000ffff'::bytea then
    return substring(ip from 13);
  end if;
  return substring(ip for 8);
exception when invalid_text_representation then
  return null;
end $$;

update sessions set client_network = network_of_address(client_address);

drop function network_of_address(text);

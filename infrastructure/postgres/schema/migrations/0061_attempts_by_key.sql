-- It is the hash of an account, of one with a network, or of a kind of letter with an address.
alter table sign_in_attempts rename column email_hash to key_hash;

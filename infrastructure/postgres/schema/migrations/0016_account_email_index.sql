-- An import may find accounts by their e-mail address, which needs not be unique.
create index accounts_email_idx on accounts (tenant_id, email, id) where delete_time is null and email is not null;

-- A job may hand over one member's records to another.
alter table jobs drop constraint jobs_kind_check,
  add constraint jobs_kind_check check (kind in ('IMPORT', 'DUPLICATE_SEARCH', 'TRANSFER'));

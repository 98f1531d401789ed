-- A job may rename, merge or remove tags.
alter table jobs drop constraint jobs_kind_check,
  add constraint jobs_kind_check check (kind in ('IMPORT', 'DUPLICATE_SEARCH', 'TRANSFER', 'TAG_CHANGE'));

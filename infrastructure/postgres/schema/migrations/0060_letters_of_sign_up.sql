-- Letters that prove an address before there is an account, and that tell of a changed password.
alter table letter_orders drop constraint letter_orders_kind_check,
  add constraint letter_orders_kind_check
    check (kind in ('PASSWORD_RESET', 'EMAIL_VERIFICATION', 'INVITATION', 'SIGN_UP', 'PASSWORD_CHANGED'));

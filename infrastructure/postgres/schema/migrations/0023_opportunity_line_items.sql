-- The line items of opportunities that name an offering, so that it is found who was offered what. All items stand with
-- everything about them in opportunities.line_items; none of those that there are by now names an offering.
create table opportunity_line_items (
  tenant_id uuid not null,
  opportunity_id uuid not null,
  -- From 0, in the opportunity's order.
  position bigint not null,
  offering_id uuid not null,
  -- quantity × unit price less the discount, rounded to the currency's decimals
  total_e4 bigint not null,
  total_currency text not null,
  primary key (tenant_id, opportunity_id, position),
  constraint opportunity_line_items_opportunity_id_fkey foreign key (tenant_id, opportunity_id)
    references opportunities (tenant_id, id) on delete cascade,
  constraint opportunity_line_items_offering_id_fkey foreign key (tenant_id, offering_id) references offerings (tenant_id, id)
);
select pipewright_protect('opportunity_line_items');
create index opportunity_line_items_offering_id_idx on opportunity_line_items (tenant_id, offering_id, opportunity_id);

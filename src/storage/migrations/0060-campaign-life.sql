-- A campaign may wait for its time, and may be put away when it has ended.
alter table campaigns drop constraint campaigns_state_check;
alter table campaigns add constraint campaigns_state_check
  check (state in ('draft', 'scheduled', 'running', 'paused', 'stopped', 'done', 'archived'));
-- The campaign whose people it took over; null: its people are those of its list.
alter table campaigns add column people_of uuid;

create index campaigns_by_the_clock on campaigns (state) where state in ('scheduled', 'running', 'paused');

-- Those that are to begin by now, and those whose end has come.
create function campaigns_due(at timestamptz) returns table (tenant_id uuid, campaign_id uuid)
  language sql stable security definer set search_path = waihu, pg_temp as $$
  select c.tenant_id, c.id from campaigns c
    where (c.state = 'scheduled' and (c.settings ->> 'startAt')::timestamptz <= at)
      or (c.state in ('scheduled', 'running', 'paused') and (c.settings ->> 'endAt')::timestamptz <= at)
$$;
select waihu_app_function('campaigns_due');

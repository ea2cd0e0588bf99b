-- What was learnt of answers: dials that could have been answered and those a person answered, by what may tell.
create table dial_tallies (
  tenant_id uuid not null,
  region text not null,
  -- Of the callee's day and week.
  hour int not null,
  weekday int not null,
  number text not null,
  attempt int not null,
  -- Not whole numbers: the old fades; as they were at counted_at.
  dials double precision not null,
  answered double precision not null,
  counted_at timestamptz not null,
  primary key (tenant_id, region, hour, weekday, number, attempt)
);
select waihu_tenant_table('dial_tallies');

-- Whether the strategy of the campaign has looked at this person's next attempt.
alter table campaign_leads add column planned boolean not null default false;
create index campaign_leads_planned on campaign_leads (tenant_id, campaign_id, next_attempt_at, ordinal)
  where state = 'waiting' and planned;
create index campaign_leads_unplanned on campaign_leads (tenant_id, campaign_id, next_attempt_at, ordinal)
  where state = 'waiting' and not planned;

-- When each attempt of a person was to be made, why, and what came of it.
create table strategy_choices (
  tenant_id uuid not null,
  campaign_id uuid not null,
  lead_id uuid not null,
  -- 1 for the first.
  attempt int not null,
  -- held-out: dialed in fixed order, to measure by; advised: what it would have done, and did not.
  arm text not null check (arm in ('steered', 'held-out', 'advised')),
  chosen_at timestamptz not null,
  planned_for timestamptz not null,
  because jsonb not null,
  number text,
  number_because text,
  dialed_at timestamptz,
  answered boolean,
  primary key (tenant_id, campaign_id, lead_id, attempt)
);
select waihu_tenant_table('strategy_choices');
create index strategy_choices_newest on strategy_choices (tenant_id, campaign_id, chosen_at desc);

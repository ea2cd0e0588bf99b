create table campaigns (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  settings jsonb not null,
  state text not null default 'draft' check (state in ('draft', 'running', 'paused', 'stopped', 'done')),
  -- The version of the script that start pinned; null in a draft.
  script_version int,
  -- Why it ended or rests, in a word.
  state_reason text,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  -- The node whose dialer decides for this campaign, on the database's clock.
  dialer_node text,
  dialer_until timestamptz,
  primary key (tenant_id, id)
);
select waihu_tenant_table('campaigns');
create policy owner on campaigns for select to waihu_owner using (true);
create index campaigns_running on campaigns (state) where state = 'running';

create function running_campaigns() returns table (tenant_id uuid, campaign_id uuid)
  language sql stable security definer set search_path = waihu, pg_temp as $$
  select c.tenant_id, c.id from campaigns c where c.state = 'running'
$$;
select waihu_app_function('running_campaigns');

-- Where one person stands in one campaign.
--
--   waiting ──claim──► claimed ──order──► dialing ──ended──► done
--      ▲                  │                  │
--      └── refused for now, given back ──────┴── again later ──► waiting
--                         └── refused for good ──► refused
create table campaign_leads (
  tenant_id uuid not null,
  campaign_id uuid not null,
  lead_id uuid not null,
  -- The lead's line in the file it came from: people are dialed in that order.
  ordinal int not null,
  state text not null default 'waiting' check (state in ('waiting', 'claimed', 'dialing', 'done', 'refused')),
  next_attempt_at timestamptz not null,
  -- The customer asked for this next attempt: it goes first.
  call_back boolean not null default false,
  claims int not null default 0,
  node text,
  -- Attempts that ended after their INVITE had left, and how.
  attempts int not null default 0,
  ended_by_cause jsonb not null default '{}',
  last_outcome text,
  -- The rule by which the gate refused last, for now or for good; null once a dial went through.
  refused_by text,
  grade text,
  primary key (tenant_id, campaign_id, lead_id)
);
select waihu_tenant_table('campaign_leads');
create policy owner on campaign_leads for select to waihu_owner using (true);
create index campaign_leads_due on campaign_leads (tenant_id, campaign_id, next_attempt_at, ordinal)
  where state = 'waiting';
create index campaign_leads_call_back on campaign_leads (tenant_id, campaign_id, next_attempt_at)
  where state = 'waiting' and call_back;
create index campaign_leads_in_flight on campaign_leads (tenant_id, campaign_id) where state in ('claimed', 'dialing');

-- Leads that a node had in hand and of which no attempt is open any longer, or none ever was.
create function leads_adrift(of_node text) returns table (tenant_id uuid, campaign_id uuid, lead_id uuid)
  language sql stable security definer set search_path = waihu, pg_temp as $$
  select l.tenant_id, l.campaign_id, l.lead_id from campaign_leads l
    where l.node = of_node and l.state in ('claimed', 'dialing') and not exists (
      select from attempts a where a.tenant_id = l.tenant_id and a.campaign_id = l.campaign_id
        and a.lead_id = l.lead_id and a.ended_at is null)
$$;
select waihu_app_function('leads_adrift');

-- After many people were put in at once the planner must learn of them, or it reads the whole table at each claim.
create function analyze_campaign_leads() returns void
  language plpgsql security definer set search_path = waihu, pg_temp as $$
begin
  analyze campaign_leads;
end $$;
select waihu_app_function('analyze_campaign_leads');

-- When a person was dialed by a campaign before: the next attempt comes at another hour.
alter table campaign_leads add column tried_at timestamptz[] not null default '{}';

-- Calls between telephones of the house, and into it, have no script.
alter table calls
  add column direction text not null default 'outbound',
  alter column script_id drop not null;

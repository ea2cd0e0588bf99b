-- Who rings back is found by the number that campaigns called.
create index attempts_of_number on attempts (tenant_id, number_hash, reserved_at) where campaign_id is not null;

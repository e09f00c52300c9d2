-- What a change of the plan means for its task: events to write, moves of the two counters, the steps that became ready.
DROP TYPE IF EXISTS plan_change CASCADE;
CREATE TYPE plan_change AS (events jsonb, d_open int, d_active int, ready bigint[]);

CREATE OR REPLACE FUNCTION no_change() RETURNS plan_change
LANGUAGE sql IMMUTABLE AS $$ SELECT ('[]', 0, 0, '{}')::plan_change $$;

CREATE OR REPLACE FUNCTION and_also(a plan_change, b plan_change) RETURNS plan_change
LANGUAGE sql IMMUTABLE AS $$ SELECT (a.events || b.events, a.d_open + b.d_open, a.d_active + b.d_active, a.ready || b.ready)::plan_change $$;

-- What may keep a ready step from beginning: a budget, a day's or a company's share of applications, a site's pace. Asked where
-- steps are claimed. A step says what it touches in `payload.limits`: {"site": domain, "company": name, "sends": true}.

-- Null: it may begin, and a site's token is taken. Else what became of it instead: failed for good, put off, or parked.
CREATE OR REPLACE FUNCTION what_holds(t tasks, s task_steps, p_unpaced text[]) RETURNS plan_change
LANGUAGE plpgsql AS $$
DECLARE
  touches jsonb := s.payload->'limits';
  refusal text;
  until timestamptz;
BEGIN
  IF t.claims >= t.max_steps * 4 THEN
    RETURN end_ready_step(s, 'The task has begun ' || t.claims || ' attempts: four times its most steps.');
  END IF;
  -- What was armed counts already: its step begins again only to find out what became of it.
  IF (touches->>'sends')::boolean AND NOT EXISTS (SELECT FROM submissions WHERE task_id = t.id AND step_id = s.id
                                                     AND state IN ('armed', 'unknown', 'confirmed')) THEN
    refusal := company_is_full(t, touches->>'company');
    IF refusal IS NOT NULL THEN
      RETURN end_ready_step(s, refusal);
    END IF;
    until := day_is_full_until(t);
    IF until IS NOT NULL THEN
      RETURN park_ready_step(s, until);
    END IF;
  END IF;
  IF touches ? 'site' AND NOT touches->>'site' = ANY (p_unpaced) THEN
    until := site_is_busy_until(touches->>'site');
    IF until > clock_timestamp() + interval '1 minute' THEN
      RETURN park_ready_step(s, until);
    ELSIF until IS NOT NULL THEN
      UPDATE task_steps SET available_at = until, dispatched_at = NULL WHERE id = s.id;
      RETURN no_change();
    END IF;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION end_ready_step(s task_steps, p_reason text) RETURNS plan_change
LANGUAGE plpgsql AS $$
DECLARE
  ended task_steps;
BEGIN
  UPDATE task_steps SET status = 'failed', finished_at = clock_timestamp(), error = jsonb_build_object('kind', 'budget', 'reason', p_reason)
   WHERE id = s.id RETURNING * INTO ended;
  PERFORM leave_nothing_armed(s.task_id);
  RETURN and_also((jsonb_build_array(step_changed(ended, s.status)), -1, -1, '{}')::plan_change, settle_children(ARRAY[s.id], false));
END $$;

-- Waiting for time: no worker, no lease; the sweeper makes it ready again.
CREATE OR REPLACE FUNCTION park_ready_step(s task_steps, p_until timestamptz) RETURNS plan_change
LANGUAGE plpgsql AS $$
DECLARE
  parked task_steps;
BEGIN
  UPDATE task_steps SET status = 'waiting', waiting_for = 'time', available_at = p_until, dispatched_at = NULL
   WHERE id = s.id RETURNING * INTO parked;
  RETURN (jsonb_build_array(step_changed(parked, s.status)), 0, -1, '{}')::plan_change;
END $$;

-- How many applications count: whatever left or may have left.
CREATE OR REPLACE FUNCTION day_is_full_until(t tasks) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
  SELECT armed_at + interval '24 hours' FROM submissions
   WHERE user_id = t.user_id AND state IN ('armed', 'confirmed', 'unknown') AND armed_at > clock_timestamp() - interval '24 hours'
   ORDER BY armed_at DESC OFFSET greatest(coalesce((t.options->>'applications_per_day')::int, 40), 1) - 1 LIMIT 1
$$;

CREATE OR REPLACE FUNCTION company_is_full(t tasks, p_company text) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT format('%s applications went to %s within 30 days: that is the limit.', count(*), p_company)
    FROM submissions u JOIN applications a ON a.id = u.application_id JOIN postings p ON p.id = a.posting_id
   WHERE u.user_id = t.user_id AND lower(p.company) = lower(p_company) AND u.state IN ('armed', 'confirmed', 'unknown')
     AND u.armed_at > clock_timestamp() - interval '30 days'
  HAVING count(*) >= coalesce((t.options->>'applications_per_company')::int, 3)
$$;

-- A token bucket per domain, and how many steps may be at it at once. Null: it is free, and a token was taken. A site that blocked
-- is left alone for a while, and then visited at half its pace for each time it did.
CREATE OR REPLACE FUNCTION site_is_busy_until(p_domain text) RETURNS timestamptz
LANGUAGE plpgsql AS $$
DECLARE
  site site_pace;
  filled float8;
  per_minute float8;
BEGIN
  INSERT INTO site_pace (domain) VALUES (p_domain) ON CONFLICT DO NOTHING;
  SELECT * INTO site FROM site_pace WHERE domain = p_domain FOR UPDATE;
  IF site.paused_until > clock_timestamp() THEN
    RETURN site.paused_until;
  ELSIF (SELECT count(*) FROM task_steps WHERE status = 'running' AND payload ? 'limits' AND payload->'limits'->>'site' = p_domain) >= site.at_once THEN
    RETURN clock_timestamp() + interval '1 second';
  END IF;
  per_minute := site.per_minute / 2 ^ site.slowed;
  filled := least(site.burst, site.tokens + extract(epoch FROM clock_timestamp() - site.refilled_at) * per_minute / 60);
  IF filled < 1 THEN
    RETURN clock_timestamp() + make_interval(secs => (1 - filled) * 60 / per_minute);
  END IF;
  UPDATE site_pace SET tokens = filled - 1, refilled_at = clock_timestamp() WHERE domain = p_domain;
  RETURN NULL;
END $$;

-- A site let nobody in, or was asked too often: it is left alone for as long as it says, else for ten minutes, twice as long each
-- time, and visited more slowly after. Answers until when.
CREATE OR REPLACE FUNCTION met_block(p_domain text, p_wait_s float8) RETURNS timestamptz
LANGUAGE sql AS $$
  INSERT INTO site_pace AS s (domain, slowed, paused_until)
  VALUES (p_domain, 1, clock_timestamp() + make_interval(secs => coalesce(p_wait_s, 600)))
  ON CONFLICT (domain) DO UPDATE SET slowed = least(s.slowed + 1, 5), paused_until = greatest(s.paused_until,
    clock_timestamp() + make_interval(secs => coalesce(p_wait_s, least(600 * 2 ^ s.slowed, 21600))))
  RETURNING paused_until
$$;

-- It took an application: it is visited a step faster again, up to its usual pace.
CREATE OR REPLACE FUNCTION met_no_block(p_domain text) RETURNS void
LANGUAGE sql AS $$
  UPDATE site_pace SET slowed = slowed - 1 WHERE domain = p_domain AND slowed > 0
$$;

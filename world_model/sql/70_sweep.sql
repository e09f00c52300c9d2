-- A lease ran out: the attempt is lost. Twice lost is a dead letter, unless a submit request had left: then the step begins once
-- more, only to find out or ask what became of it, since a submission that may have been sent is never clicked again. A lease that
-- ran out while PostgreSQL itself was away is nobody's failure.
CREATE OR REPLACE FUNCTION lose_attempt(p_step bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  in_task uuid := (SELECT task_id FROM task_steps WHERE id = p_step);
  t tasks;
  s task_steps;
  c plan_change := no_change();
  losses_allowed int := CASE WHEN EXISTS (SELECT FROM submissions WHERE task_id = in_task AND step_id = p_step AND state IN ('armed', 'unknown')
                                             AND request_at IS NOT NULL) THEN 2 ELSE 1 END;
  counts int := (SELECT (heartbeat_at > pg_postmaster_start_time())::int FROM task_steps WHERE id = p_step);
BEGIN
  SELECT * INTO t FROM tasks WHERE id = in_task FOR NO KEY UPDATE SKIP LOCKED;
  IF t.id IS NULL THEN
    RETURN;
  END IF;
  UPDATE task_steps SET worker_losses = worker_losses + counts, failures = failures + counts, lease_owner = NULL, lease_expires_at = NULL,
         available_at = ready_from(t.paused_at), dispatched_at = NULL,
         status = CASE WHEN t.cancel_requested_at IS NOT NULL THEN 'cancelled' WHEN worker_losses + counts > losses_allowed THEN 'failed' ELSE 'ready' END,
         dead_letter = t.cancel_requested_at IS NULL AND worker_losses + counts > losses_allowed, lease_token = lease_token + 1,
         finished_at = CASE WHEN t.cancel_requested_at IS NOT NULL OR worker_losses + counts > losses_allowed THEN clock_timestamp() END,
         error = CASE WHEN worker_losses + counts > losses_allowed THEN
           jsonb_build_object('kind', 'lost', 'reason', 'Its worker was lost ' || worker_losses + counts || ' times.') END
   WHERE id = p_step AND status = 'running' AND lease_expires_at < clock_timestamp()
  RETURNING * INTO s;
  IF s.id IS NULL THEN
    RETURN;
  END IF;
  PERFORM end_attempt(s.id, s.attempt, 'lost');
  IF s.status <> 'ready' THEN
    PERFORM leave_nothing_armed(in_task);
    c := settle_children(ARRAY[s.id], false);
    c.d_open := c.d_open - 1;
    c.d_active := c.d_active - 1;
  END IF;
  PERFORM write_events(in_task, jsonb_build_array(step_changed(s, 'running')) || c.events, c.d_open, c.d_active);
END $$;

-- A step that was put off until a time that has come.
CREATE OR REPLACE FUNCTION wake_step(p_step bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  in_task uuid := (SELECT task_id FROM task_steps WHERE id = p_step);
  t tasks;
  s task_steps;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = in_task FOR NO KEY UPDATE SKIP LOCKED;
  UPDATE task_steps SET status = 'ready', waiting_for = NULL, available_at = ready_from(t.paused_at)
   WHERE t.id IS NOT NULL AND id = p_step AND status = 'waiting' AND waiting_for = 'time' AND available_at < clock_timestamp()
  RETURNING * INTO s;
  IF s.id IS NOT NULL THEN
    PERFORM write_events(in_task, jsonb_build_array(step_changed(s, 'waiting')), 0, 1);
  END IF;
END $$;

-- What becomes of a question nobody answered, by its policy: its branch ends, its step fails for good, or its default holds.
CREATE OR REPLACE FUNCTION expire_intervention(p_id bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  in_task uuid := (SELECT task_id FROM interventions WHERE id = p_id);
  i interventions;
  s task_steps;
  c plan_change;
BEGIN
  PERFORM FROM tasks WHERE id = in_task FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  SELECT * INTO i FROM interventions WHERE id = p_id AND status = 'open' AND expires_at < clock_timestamp() FOR NO KEY UPDATE;
  IF i.id IS NULL THEN
    RETURN;
  ELSIF i.on_expiry = 'default' THEN
    PERFORM answer_intervention(in_task, i.step_id, 'answer', i.default_enc, 'expiry');
    RETURN;
  END IF;
  UPDATE interventions SET status = 'expired' WHERE id = p_id;
  UPDATE task_steps SET status = CASE i.on_expiry WHEN 'fail' THEN 'failed' ELSE 'skipped' END, waiting_for = NULL,
         finished_at = clock_timestamp(), dead_letter = i.on_expiry = 'fail',
         error = CASE i.on_expiry WHEN 'fail' THEN '{"kind": "expired", "code": "expired", "reason": "Nobody answered in time."}'::jsonb
                                  ELSE error END
   WHERE id = i.step_id AND status = 'waiting' AND waiting_for = 'person' AND round = i.round AND waits_on IS NULL RETURNING * INTO s;
  IF s.id IS NULL THEN
    RETURN;
  END IF;
  PERFORM take_branch_back(s.id);
  PERFORM leave_nothing_armed(in_task);
  c := settle_children(ARRAY[s.id], false);
  PERFORM write_events(in_task, jsonb_build_array(step_changed(s, 'waiting'), jsonb_build_object('step_id', s.id, 'type', 'hitl:expired',
    'agent', 'system', 'message', 'Nobody answered in time.', 'data',
    jsonb_build_object('intervention_id', p_id, 'on_expiry', i.on_expiry))) || c.events,
    c.d_open - 1, c.d_active);
END $$;

-- Reminds of a question that is open for an hour, and for a day; not while it is snoozed. Each once: the number is in the row.
CREATE OR REPLACE FUNCTION remind_of(p_id bigint) RETURNS void
LANGUAGE sql AS $$
  WITH due AS (
    SELECT id FROM interventions
     WHERE id = p_id AND status = 'open' AND expires_at > clock_timestamp() AND (snoozed_until IS NULL OR snoozed_until <= clock_timestamp())
       FOR NO KEY UPDATE SKIP LOCKED
  ), told AS (
    UPDATE interventions i SET reminded = i.reminded + 1 FROM due WHERE i.id = due.id RETURNING i.*
  )
  INSERT INTO outbox (user_id, topic, dedupe_key, payload)
  SELECT user_id, 'intervention', 'reminder:' || id || ':' || reminded,
         jsonb_build_object('intervention_id', id, 'kind', kind, 'reminder', reminded)
    FROM told ON CONFLICT (dedupe_key) DO NOTHING
$$;

-- T13: one transaction, one sweeper at a time. Answers the hints to send again: of each role some steps that are ready and
-- unclaimed, no more at a time than keep the workers busy, since a hint wakes a worker and the worker finds the rest, whose turn
-- it is. Which steps they are does not matter, so they are taken in the order of the index.
CREATE OR REPLACE FUNCTION sweep(p_limit int) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  hints jsonb;
BEGIN
  IF NOT pg_try_advisory_xact_lock(4242, 1) THEN
    RETURN NULL;
  END IF;
  PERFORM lose_attempt(id) FROM (SELECT id FROM task_steps WHERE status = 'running' AND lease_expires_at < clock_timestamp() LIMIT p_limit) x;
  PERFORM wake_step(id) FROM (SELECT id FROM task_steps WHERE status = 'waiting' AND waiting_for = 'time'
                                 AND available_at < clock_timestamp() LIMIT p_limit) x;
  PERFORM expire_intervention(id) FROM (SELECT id FROM interventions WHERE status = 'open' AND expires_at < clock_timestamp() LIMIT p_limit) x;
  PERFORM remind_of(id) FROM (
    (SELECT id FROM interventions WHERE status = 'open' AND reminded = 0 AND created_at < clock_timestamp() - interval '1 hour'
        AND (snoozed_until IS NULL OR snoozed_until <= clock_timestamp()) LIMIT p_limit)
    UNION ALL
    (SELECT id FROM interventions WHERE status = 'open' AND reminded = 1 AND created_at < clock_timestamp() - interval '24 hours'
        AND (snoozed_until IS NULL OR snoozed_until <= clock_timestamp()) LIMIT p_limit)) x;
  PERFORM cancel_task(id, 'Its deadline has passed.') FROM (SELECT id FROM tasks WHERE deadline_at < clock_timestamp()
     AND finished_at IS NULL AND cancel_requested_at IS NULL LIMIT p_limit FOR NO KEY UPDATE SKIP LOCKED) x;
  WITH due AS (
    SELECT s.id FROM unnest(ARRAY['planner', 'executor', 'critic', 'learner']) AS roles(role) CROSS JOIN LATERAL (
      SELECT id FROM task_steps
       WHERE status = 'ready' AND available_at < 'infinity' AND task_steps.role = roles.role AND available_at < clock_timestamp() - interval '0.5 seconds'
         AND (dispatched_at IS NULL OR dispatched_at < clock_timestamp() - interval '10 seconds')
       ORDER BY user_id, task_id, available_at LIMIT 32 FOR NO KEY UPDATE SKIP LOCKED) s
  ), marked AS (
    UPDATE task_steps s SET dispatched_at = clock_timestamp() FROM due WHERE s.id = due.id RETURNING s.id, s.role
  )
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'role', role)), '[]') INTO hints FROM marked;
  RETURN hints;
END $$;

CREATE OR REPLACE FUNCTION worker_seen(p_id text, p_host text, p_pid int, p_queues text, p_version text) RETURNS void
LANGUAGE sql SECURITY DEFINER AS $$
  INSERT INTO workers (id, host, pid, queues, version) VALUES (p_id, p_host, p_pid, p_queues, p_version)
  ON CONFLICT (id) DO UPDATE SET last_seen = clock_timestamp(), pid = excluded.pid, queues = excluded.queues, version = excluded.version
$$;

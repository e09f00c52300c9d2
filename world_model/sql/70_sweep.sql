-- A lease ran out: the attempt is lost. Twice lost is a dead letter, and what it had armed is unknown, never clicked again.
CREATE OR REPLACE FUNCTION lose_attempt(p_step bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  in_task uuid := (SELECT task_id FROM task_steps WHERE id = p_step);
  t tasks;
  s task_steps;
  c plan_change := ('[]', 0, 0, '{}')::plan_change;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = in_task FOR UPDATE SKIP LOCKED;
  IF t.id IS NULL THEN
    RETURN;
  END IF;
  UPDATE task_steps SET worker_losses = worker_losses + 1, failures = failures + 1, lease_owner = NULL, lease_expires_at = NULL,
         available_at = clock_timestamp(), dispatched_at = NULL,
         status = CASE WHEN t.cancel_requested_at IS NOT NULL THEN 'cancelled' WHEN worker_losses + 1 >= 2 THEN 'failed' ELSE 'ready' END,
         dead_letter = worker_losses + 1 >= 2, lease_token = lease_token + 1,
         error = CASE WHEN worker_losses + 1 >= 2 THEN jsonb_build_object('kind', 'lost', 'reason', 'Its worker was lost twice.') END
   WHERE id = p_step AND status = 'running' AND lease_expires_at < clock_timestamp()
  RETURNING * INTO s;
  IF s.id IS NULL THEN
    RETURN;
  END IF;
  PERFORM end_attempt(s.id, s.attempt, 'lost');
  IF s.status <> 'ready' THEN
    PERFORM leave_nothing_armed(s.id);
    c := settle_children(ARRAY[s.id], false);
    c.d_open := c.d_open - 1;
    c.d_active := c.d_active - 1;
  END IF;
  PERFORM write_events(in_task, jsonb_build_array(step_changed(s, 'running')) || c.events, c.d_open, c.d_active);
END $$;

CREATE OR REPLACE FUNCTION expire_intervention(p_id bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  in_task uuid := (SELECT task_id FROM interventions WHERE id = p_id);
  i interventions;
  s task_steps;
  c plan_change;
BEGIN
  PERFORM FROM tasks WHERE id = in_task FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  UPDATE interventions SET status = 'expired' WHERE id = p_id AND status = 'open' RETURNING * INTO i;
  UPDATE task_steps SET status = 'skipped', waiting_for = NULL, finished_at = clock_timestamp()
   WHERE id = i.step_id AND status = 'waiting' RETURNING * INTO s;
  IF s.id IS NULL THEN
    RETURN;
  END IF;
  PERFORM take_branch_back(s.id);
  c := settle_children(ARRAY[s.id], false);
  PERFORM write_events(in_task, jsonb_build_array(step_changed(s, 'waiting'), jsonb_build_object('step_id', s.id, 'type', 'hitl:expired',
    'agent', 'system', 'message', 'Nobody answered in time.', 'data', jsonb_build_object('intervention_id', p_id))) || c.events,
    c.d_open - 1, c.d_active);
END $$;

-- T13: one transaction, one sweeper at a time. Answers the hints to send again: steps that are ready and unclaimed.
CREATE OR REPLACE FUNCTION sweep(p_limit int) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  hints jsonb;
BEGIN
  IF NOT pg_try_advisory_xact_lock(4242, 1) THEN
    RETURN NULL;
  END IF;
  PERFORM lose_attempt(id) FROM (SELECT id FROM task_steps WHERE status = 'running' AND lease_expires_at < clock_timestamp() LIMIT p_limit) x;
  PERFORM expire_intervention(id) FROM (SELECT id FROM interventions WHERE status = 'open' AND expires_at < clock_timestamp() LIMIT p_limit) x;
  PERFORM cancel_task(id, 'Its deadline has passed.') FROM (SELECT id FROM tasks WHERE deadline_at < clock_timestamp()
     AND status IN ('queued', 'running', 'waiting', 'paused') AND cancel_requested_at IS NULL LIMIT p_limit FOR UPDATE SKIP LOCKED) x;
  WITH due AS (
    SELECT s.id FROM task_steps s JOIN tasks t ON t.id = s.task_id
     WHERE s.status = 'ready' AND s.available_at <= clock_timestamp() AND task_takes_claims(t)
       AND (s.dispatched_at < clock_timestamp() - interval '30 seconds'
            OR (s.dispatched_at IS NULL AND s.available_at < clock_timestamp() - interval '0.5 seconds'))
     ORDER BY s.available_at LIMIT p_limit FOR UPDATE OF s SKIP LOCKED
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

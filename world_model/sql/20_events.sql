-- The change of a step's status, as the event `step:status` carries it. STABLE like what it calls, else it would not be inlined.
CREATE OR REPLACE FUNCTION step_change(key text, action_type text, was text, becomes text, attempt int) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('key', key, 'action_type', action_type, 'from', was, 'to', becomes, 'attempt', attempt)
$$;

-- The same as one whole event, for the functions that gather events before they write them.
CREATE OR REPLACE FUNCTION step_changed(s task_steps, was text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'step_id', s.id, 'type', 'step:status', 'agent', 'system', 'message', s.key || ': ' || was || ' → ' || s.status,
    'data', step_change(s.key, s.action_type, was, s.status, s.attempt))
$$;

CREATE OR REPLACE FUNCTION task_event(kind text, said text, facts jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('type', kind, 'agent', 'system', 'message', said, 'data', facts)
$$;

-- Writes events in order and moves the task's counters; the caller holds the task's row lock. Every function of the
-- protocol ends here or in `count_claims`, so the task's own status is decided in this one place.
CREATE OR REPLACE FUNCTION write_events(p_task uuid, p_events jsonb, p_open int DEFAULT 0, p_active int DEFAULT 0)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  t tasks;
  events jsonb := p_events;
  becomes text;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task;
  t.open_steps := t.open_steps + p_open;
  t.active_steps := t.active_steps + p_active;
  becomes := task_status_after(t);
  IF becomes <> t.status THEN
    events := events || jsonb_build_array(task_event(
      CASE becomes WHEN 'running' THEN CASE WHEN t.started_at IS NULL THEN 'task:started' ELSE 'task:progress' END
        WHEN 'completed' THEN 'task:complete' WHEN 'paused' THEN 'task:progress' ELSE 'task:' || becomes END,
      'The task is ' || becomes || '.', jsonb_build_object('from', t.status, 'to', becomes)));
  END IF;
  UPDATE tasks SET event_seq = event_seq + jsonb_array_length(events), open_steps = t.open_steps,
         active_steps = t.active_steps, status = becomes,
         started_at = CASE WHEN becomes = 'running' THEN coalesce(started_at, clock_timestamp()) ELSE started_at END,
         finished_at = CASE WHEN becomes IN ('completed', 'failed', 'cancelled') THEN coalesce(finished_at, clock_timestamp()) END
   WHERE id = p_task;
  INSERT INTO execution_logs (task_id, user_id, seq, step_id, log_level, type, agent, message, data, screenshot_path, at)
  SELECT p_task, t.user_id, t.event_seq + e.n, (e.body->>'step_id')::bigint, coalesce(e.body->>'level', 'info'), e.body->>'type',
         e.body->>'agent', e.body->>'message', coalesce(e.body->'data', '{}'), e.body->>'screenshot', clock_timestamp()
    FROM jsonb_array_elements(events) WITH ORDINALITY AS e(body, n);
  RETURN becomes;
END $$;

-- After claims and plain endings, whose `p_written` events are in the table already: moves the counters, and only where the
-- task's status may change goes the long way.
CREATE OR REPLACE FUNCTION count_claims(p_task uuid, p_written int, p_open int, p_active int, p_claims int) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  now_is record;
BEGIN
  UPDATE tasks SET event_seq = event_seq + p_written, open_steps = open_steps + p_open, active_steps = active_steps + p_active,
         claims = claims + p_claims
   WHERE id = p_task RETURNING status, open_steps, active_steps INTO now_is;
  IF now_is.status = 'running' AND now_is.open_steps > 0 AND now_is.active_steps > 0 THEN
    RETURN 'running';
  END IF;
  RETURN write_events(p_task, '[]');
END $$;

-- What the task is, from its counters. A task has failed when a step nothing depends on did not succeed.
CREATE OR REPLACE FUNCTION task_status_after(t tasks) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF t.cancel_requested_at IS NOT NULL THEN
    RETURN CASE WHEN t.active_steps = 0 OR t.open_steps = 0 THEN 'cancelled' ELSE t.status END;
  ELSIF t.open_steps = 0 THEN
    RETURN CASE WHEN EXISTS (
      SELECT FROM task_steps s WHERE s.task_id = t.id AND s.status IN ('failed', 'skipped', 'cancelled')
         AND NOT EXISTS (SELECT FROM step_edges e WHERE e.parent_id = s.id)) THEN 'failed' ELSE 'completed' END;
  ELSIF t.paused_at IS NOT NULL THEN
    RETURN 'paused';
  ELSIF t.active_steps = 0 THEN
    RETURN 'waiting';
  ELSIF t.status = 'queued' AND t.claims = 0 THEN
    RETURN 'queued';
  END IF;
  RETURN 'running';
END $$;

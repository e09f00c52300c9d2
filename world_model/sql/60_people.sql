-- The steps behind a step that have not begun: the rest of its branch, up to and without settled joins.
CREATE OR REPLACE FUNCTION branch_behind(p_step bigint) RETURNS TABLE (id bigint)
LANGUAGE sql STABLE AS $$
  WITH RECURSIVE behind(id) AS (
    SELECT p_step
    UNION
    SELECT e.child_id FROM behind b JOIN step_edges e ON e.parent_id = b.id JOIN task_steps s ON s.id = e.child_id
     WHERE s.status = 'pending' AND s."join" = 'all'
  )
  SELECT id FROM behind
$$;

-- Whether a step, or something it depends on that has not ended, waits for a person.
CREATE OR REPLACE FUNCTION branch_waits(p_step bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  WITH RECURSIVE ahead(id, status, waiting_for) AS (
    SELECT id, status, waiting_for FROM task_steps WHERE id = p_step
    UNION
    SELECT s.id, s.status, s.waiting_for FROM ahead a JOIN step_edges e ON e.child_id = a.id JOIN task_steps s ON s.id = e.parent_id
     WHERE a.status = 'pending' AND s.status IN ('pending', 'waiting')
  )
  SELECT EXISTS (SELECT FROM ahead WHERE status = 'waiting' AND waiting_for = 'person')
$$;

-- T7: parks the step: no worker, no lease, no browser. Settled joins behind it stop waiting for this branch.
CREATE OR REPLACE FUNCTION ask_person(p_task uuid, p_step bigint, p_token bigint, p_ask jsonb, p_events jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t tasks;
  s task_steps;
  asked interventions;
  events jsonb;
  ready bigint[];
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR UPDATE;
  IF t.cancel_requested_at IS NOT NULL THEN
    RETURN CASE WHEN cancel_running_step(p_task, p_step, p_token) THEN '{"ready": []}' ELSE '{"fenced": true}' END::jsonb;
  END IF;
  UPDATE task_steps SET status = 'waiting', waiting_for = 'person', round = round + 1, lease_owner = NULL, lease_expires_at = NULL
   WHERE id = p_step AND lease_token = p_token AND status = 'running' RETURNING * INTO s;
  IF s.id IS NULL THEN
    RETURN '{"fenced": true}';
  END IF;
  PERFORM end_attempt(s.id, s.attempt, 'ask');
  INSERT INTO interventions (user_id, task_id, step_id, round, kind, prompt, fields, context, prospect, expires_at)
  VALUES (s.user_id, s.task_id, s.id, s.round, p_ask->>'kind', p_ask->>'question', p_ask->'fields', p_ask->'context',
          (p_ask->>'prospect')::boolean, clock_timestamp() + make_interval(secs => (p_ask->>'expires_in_s')::float8))
  RETURNING * INTO asked;
  INSERT INTO outbox (user_id, topic, dedupe_key, payload)
  VALUES (s.user_id, 'intervention', 'intervention:' || asked.id, jsonb_build_object('intervention_id', asked.id, 'kind', asked.kind));
  events := coalesce((SELECT jsonb_agg(e || jsonb_build_object('step_id', p_step)) FROM jsonb_array_elements(p_events) e), '[]')
    || jsonb_build_array(step_changed(s, 'running'), jsonb_build_object('step_id', s.id, 'type', 'hitl:request', 'agent', 'system',
      'message', asked.prompt, 'data', jsonb_build_object('intervention_id', asked.id, 'step_id', s.id, 'kind', asked.kind,
      'question', asked.prompt, 'fields', asked.fields, 'expires_at', asked.expires_at)));
  IF asked.kind = 'review' THEN
    events := events || jsonb_build_array(jsonb_build_object('step_id', s.id, 'type', 'draft:review', 'agent', 'applier',
      'message', asked.prompt, 'data', asked.context || jsonb_build_object('intervention_id', asked.id, 'step_id', s.id)));
  END IF;
  WITH let_go AS (
    UPDATE step_edges e SET held = true FROM task_steps k
     WHERE e.parent_id IN (SELECT id FROM branch_behind(s.id)) AND k.id = e.child_id AND k."join" = 'settled'
       AND k.status = 'pending' AND NOT e.held
    RETURNING e.child_id
  ), counted AS (SELECT child_id, count(*) AS n FROM let_go GROUP BY child_id), moved AS (
    UPDATE task_steps k SET deps_left = k.deps_left - counted.n,
           status = CASE WHEN k.deps_left = counted.n THEN 'ready' ELSE k.status END, available_at = clock_timestamp()
      FROM counted WHERE k.id = counted.child_id RETURNING k
  )
  SELECT events || coalesce(jsonb_agg(step_changed(k, 'pending')) FILTER (WHERE (k).status = 'ready'), '[]'),
         array_agg((k).id) FILTER (WHERE (k).status = 'ready') INTO events, ready FROM moved;
  PERFORM write_events(p_task, events, 0, coalesce(cardinality(ready), 0) - 1);
  RETURN jsonb_build_object('ready', hints_for(ready), 'intervention_id', asked.id);
END $$;

-- The branch moves again: settled joins behind it wait for it again.
CREATE OR REPLACE FUNCTION take_branch_back(p_step bigint) RETURNS void
LANGUAGE sql AS $$
  WITH back AS (
    UPDATE step_edges e SET held = false FROM task_steps k, task_steps p
     WHERE e.parent_id IN (SELECT id FROM branch_behind(p_step)) AND e.held AND k.id = e.child_id AND p.id = e.parent_id
       AND NOT branch_waits(e.parent_id)
    RETURNING e.child_id, k.status, p.status AS parent_status
  )
  UPDATE task_steps k SET deps_left = k.deps_left + b.n
    FROM (SELECT child_id, count(*) AS n FROM back WHERE status = 'pending' GROUP BY child_id) b WHERE k.id = b.child_id
$$;

-- T8: one winner. Answers the state it found: answered, not_found, already_answered, expired, ended.
CREATE OR REPLACE FUNCTION answer_intervention(p_task uuid, p_step bigint, p_action text, p_answer bytea, p_by text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  t tasks;
  i interventions;
  s task_steps;
  c plan_change := ('[]', 0, 0, '{}')::plan_change;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR UPDATE;
  SELECT * INTO i FROM interventions WHERE task_id = p_task AND step_id = p_step ORDER BY round DESC LIMIT 1 FOR UPDATE;
  IF t.id IS NULL OR i.id IS NULL THEN
    RETURN '{"state": "not_found"}';
  ELSIF i.status = 'answered' THEN
    RETURN jsonb_build_object('state', 'already_answered', 'by', i.answered_by, 'at', i.answered_at);
  ELSIF i.status <> 'open' OR i.expires_at < clock_timestamp() THEN
    RETURN jsonb_build_object('state', 'expired', 'status', i.status);
  END IF;
  UPDATE interventions SET status = 'answered', action = p_action, answer_enc = p_answer, answered_by = p_by,
         answered_at = clock_timestamp() WHERE id = i.id;
  UPDATE task_steps SET status = CASE WHEN p_action = 'skip' THEN 'skipped' ELSE 'ready' END, waiting_for = NULL,
         available_at = clock_timestamp(), dispatched_at = NULL,
         finished_at = CASE WHEN p_action = 'skip' THEN clock_timestamp() END
   WHERE id = p_step AND status = 'waiting' RETURNING * INTO s;
  PERFORM take_branch_back(p_step);
  IF p_action = 'skip' THEN
    c := settle_children(ARRAY[p_step], false);
    c.d_open := c.d_open - 1;
  ELSE
    c.d_active := 1;
    c.ready := ARRAY[p_step];
  END IF;
  PERFORM write_events(p_task, jsonb_build_array(step_changed(s, 'waiting'), jsonb_build_object('step_id', p_step, 'type', 'hitl:response',
    'agent', 'system', 'message', 'A person answered: ' || p_action, 'data',
    jsonb_build_object('intervention_id', i.id, 'step_id', p_step, 'kind', i.kind, 'action', p_action))) || c.events, c.d_open, c.d_active);
  RETURN jsonb_build_object('state', 'answered', 'ready', hints_for(c.ready), 'status', s.status);
END $$;

-- T11: what has not begun ends at once; running steps stop at their next heartbeat.
CREATE OR REPLACE FUNCTION cancel_task(p_task uuid, p_why text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  t tasks;
  events jsonb;
  ended int;
  was_active int;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR UPDATE;
  IF t.id IS NULL OR t.status IN ('completed', 'failed', 'cancelled') THEN
    RETURN t.status;
  END IF;
  UPDATE tasks SET cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()) WHERE id = p_task;
  UPDATE interventions SET status = 'cancelled' WHERE task_id = p_task AND status = 'open';
  WITH was AS (SELECT id, status FROM task_steps WHERE task_id = p_task AND status IN ('pending', 'ready', 'waiting')),
  now_ended AS (
    UPDATE task_steps s SET status = 'cancelled', waiting_for = NULL, finished_at = clock_timestamp() FROM was WHERE s.id = was.id
    RETURNING s, was.status AS before
  )
  SELECT coalesce(jsonb_agg(step_changed(s, before)), '[]'), count(*), count(*) FILTER (WHERE before = 'ready')
    INTO events, ended, was_active FROM now_ended;
  RETURN write_events(p_task, jsonb_build_array(task_event('task:progress', p_why)) || events, -ended, -was_active);
END $$;

CREATE OR REPLACE FUNCTION cancel_running_step(p_task uuid, p_step bigint, p_token bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  s task_steps;
BEGIN
  PERFORM FROM tasks WHERE id = p_task FOR UPDATE;
  UPDATE task_steps SET status = 'cancelled', lease_owner = NULL, lease_expires_at = NULL, finished_at = clock_timestamp()
   WHERE id = p_step AND lease_token = p_token AND status = 'running' RETURNING * INTO s;
  IF s.id IS NULL THEN
    RETURN false;
  END IF;
  PERFORM end_attempt(s.id, s.attempt, 'cancelled');
  PERFORM leave_nothing_armed(s.id);
  PERFORM write_events(p_task, jsonb_build_array(step_changed(s, 'running')), -1, -1);
  RETURN true;
END $$;

-- T12: claims test it; nothing running is killed.
CREATE OR REPLACE FUNCTION pause_task(p_task uuid, p_pause boolean) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  t tasks;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR UPDATE;
  IF t.id IS NULL OR t.status IN ('completed', 'failed', 'cancelled') OR (t.paused_at IS NOT NULL) = p_pause THEN
    RETURN t.status;
  END IF;
  UPDATE tasks SET paused_at = CASE WHEN p_pause THEN clock_timestamp() END WHERE id = p_task;
  UPDATE task_steps SET dispatched_at = NULL WHERE task_id = p_task AND status = 'ready';
  RETURN write_events(p_task, '[]');
END $$;

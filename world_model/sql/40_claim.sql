-- T3: one winner. Raises the fencing token; no row back means somebody else has it, or it is not time.
CREATE OR REPLACE FUNCTION take_step(p_step bigint, p_worker text, p_lease_s float8) RETURNS task_steps
LANGUAGE plpgsql AS $$
DECLARE
  s task_steps;
BEGIN
  UPDATE task_steps SET status = 'running', attempt = attempt + 1, lease_token = lease_token + 1, lease_owner = p_worker,
         lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_s), heartbeat_at = clock_timestamp(),
         waiting_for = NULL, started_at = coalesce(started_at, clock_timestamp())
   WHERE id = p_step AND status = 'ready' AND available_at <= clock_timestamp()
  RETURNING * INTO s;
  IF s.id IS NOT NULL THEN
    INSERT INTO attempts (step_id, attempt, user_id, lease_token, worker) VALUES (s.id, s.attempt, s.user_id, s.lease_token, p_worker);
  END IF;
  RETURN s;
END $$;

CREATE OR REPLACE FUNCTION claimed(s task_steps, t tasks) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', s.id, 'task_id', s.task_id, 'user_id', s.user_id, 'key', s.key, 'action_type', s.action_type,
    'role', s.role, 'attempt', s.attempt, 'failures', s.failures, 'max_attempts', s.max_attempts, 'round', s.round,
    'token', s.lease_token, 'payload', s.payload, 'goal', t.goal, 'options', t.options, 'prompt', t.raw_prompt,
    'candidate_id', t.candidate_id, 'max_steps', t.max_steps)
$$;

CREATE OR REPLACE FUNCTION task_takes_claims(t tasks) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT t.paused_at IS NULL AND t.cancel_requested_at IS NULL AND t.status NOT IN ('completed', 'failed', 'cancelled')
$$;

-- `p_actions`: what this worker knows; a step of another kind stays ready for those who know it.
CREATE OR REPLACE FUNCTION claim_step(p_step bigint, p_worker text, p_lease_s float8, p_actions text[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t tasks;
  s task_steps;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = (SELECT task_id FROM task_steps WHERE id = p_step AND status = 'ready'
     AND (p_actions IS NULL OR action_type = ANY (p_actions))) FOR UPDATE;
  IF t.id IS NULL OR NOT task_takes_claims(t) THEN
    RETURN NULL;
  END IF;
  s := take_step(p_step, p_worker, p_lease_s);
  IF s.id IS NULL THEN
    RETURN NULL;
  END IF;
  PERFORM write_events(t.id, jsonb_build_array(step_changed(s, 'ready')));
  RETURN claimed(s, t);
END $$;

-- The next ready step of the given roles, for a worker that claims straight from the database.
CREATE OR REPLACE FUNCTION next_ready(p_roles text[], p_actions text[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT s.id FROM task_steps s JOIN tasks t ON t.id = s.task_id
   WHERE s.status = 'ready' AND s.available_at <= clock_timestamp() AND s.role = ANY (p_roles)
     AND s.action_type = ANY (p_actions) AND task_takes_claims(t)
   ORDER BY s.available_at LIMIT 1
$$;

-- What a claimed step needs beyond its row: the outputs it refers to and what people answered to it.
CREATE OR REPLACE FUNCTION step_inputs(p_step bigint, p_token bigint) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT jsonb_build_object(
    'results', (SELECT coalesce(jsonb_object_agg(o.key, o.result), '{}') FROM task_steps o
                 WHERE o.task_id = s.task_id AND o.status = 'succeeded' AND EXISTS (
                   SELECT FROM jsonb_each(coalesce(s.payload->'refs', '{}')) AS r(name, ref)
                    WHERE o.key = ref->>'step' OR ((ref->>'each')::boolean AND starts_with(o.key, ref->>'step')))),
    'answers', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'round', i.round, 'kind', i.kind, 'action', i.action,
                        'answer', encode(i.answer_enc, 'base64'), 'context', i.context, 'by', i.answered_by) ORDER BY i.round), '[]')
                  FROM interventions i WHERE i.step_id = s.id AND i.status = 'answered'))
    FROM task_steps s WHERE s.id = p_step AND s.lease_token = p_token AND s.status = 'running'
$$;

-- T4: no row: stop at once, you are fenced. `cancel`: the task was cancelled meanwhile.
CREATE OR REPLACE FUNCTION heartbeat_step(p_step bigint, p_token bigint, p_lease_s float8) RETURNS TABLE (cancel boolean)
LANGUAGE sql SECURITY DEFINER AS $$
  UPDATE task_steps s SET lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_s), heartbeat_at = clock_timestamp()
    FROM tasks t
   WHERE s.id = p_step AND s.lease_token = p_token AND s.status = 'running' AND t.id = s.task_id
  RETURNING t.cancel_requested_at IS NOT NULL
$$;

-- Events of a running step, in their own short transaction; false when fenced.
CREATE OR REPLACE FUNCTION append_events(p_step bigint, p_token bigint, p_events jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  in_task uuid := (SELECT task_id FROM task_steps WHERE id = p_step);
BEGIN
  PERFORM FROM tasks WHERE id = in_task FOR UPDATE;
  PERFORM FROM task_steps WHERE id = p_step AND lease_token = p_token AND status = 'running' FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM write_events(in_task, (SELECT jsonb_agg(e || jsonb_build_object('step_id', p_step)) FROM jsonb_array_elements(p_events) e));
  RETURN true;
END $$;

-- T5: a paid reply or a finished form page, so that a retry does not pay or type again. Fenced by the token.
CREATE OR REPLACE FUNCTION keep_checkpoint(p_step bigint, p_token bigint, p_name text, p_value bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO checkpoints (step_id, name, user_id, value_enc)
  SELECT s.id, p_name, s.user_id, p_value FROM task_steps s WHERE s.id = p_step AND s.lease_token = p_token AND s.status = 'running'
  ON CONFLICT (step_id, name) DO UPDATE SET value_enc = excluded.value_enc, at = clock_timestamp();
  RETURN FOUND;
END $$;

CREATE OR REPLACE FUNCTION step_checkpoint(p_step bigint, p_token bigint, p_name text) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT c.value_enc FROM checkpoints c JOIN task_steps s ON s.id = c.step_id
   WHERE c.step_id = p_step AND c.name = p_name AND s.lease_token = p_token
$$;

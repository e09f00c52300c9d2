-- Whether anything of this task may begin. What is said of a paused task's ready steps, their `available_at`, keeps them out of
-- the way of those who look for work; this is what decides.
CREATE OR REPLACE FUNCTION task_takes_claims(t tasks) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT t.paused_at IS NULL AND t.cancel_requested_at IS NULL AND t.status NOT IN ('completed', 'failed', 'cancelled')
     AND (t.deadline_at IS NULL OR t.deadline_at > clock_timestamp())
$$;

-- When a step that becomes ready now may be claimed.
CREATE OR REPLACE FUNCTION ready_from(p_paused_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$ SELECT CASE WHEN p_paused_at IS NULL THEN clock_timestamp() ELSE 'infinity' END $$;

CREATE OR REPLACE FUNCTION step_results(p_task uuid, p_refs jsonb) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_object_agg(key, result) FROM (
    SELECT o.key, o.result FROM jsonb_each(p_refs) AS r(name, ref) JOIN task_steps o ON o.task_id = p_task AND o.key = ref->>'step'
     WHERE NOT (ref->>'each')::boolean AND o.status = 'succeeded'
    UNION
    SELECT o.key, o.result FROM jsonb_each(p_refs) AS r(name, ref) JOIN task_steps o ON o.task_id = p_task AND starts_with(o.key, ref->>'step')
     WHERE (ref->>'each')::boolean AND o.status = 'succeeded') AS found
$$;

CREATE OR REPLACE FUNCTION step_answers(p_step bigint) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_agg(jsonb_build_object('id', id, 'round', round, 'kind', kind, 'action', action,
           'answer', encode(answer_enc, 'base64'), 'context', context, 'by', answered_by) ORDER BY round)
    FROM interventions WHERE step_id = p_step AND status = 'answered'
$$;

-- A claim, with all a step needs to run: the outputs it refers to and what people answered to it.
CREATE OR REPLACE FUNCTION claimed(s task_steps) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', s.id, 'key', s.key, 'action_type', s.action_type, 'role', s.role, 'attempt', s.attempt,
    'failures', s.failures, 'max_attempts', s.max_attempts, 'round', s.round, 'token', s.lease_token, 'payload', s.payload,
    'results', CASE WHEN s.payload->'refs' <> '{}' THEN step_results(s.task_id, s.payload->'refs') END,
    'answers', CASE WHEN s.round > 0 THEN step_answers(s.id) END)
$$;

-- T3 for steps known to be ready; the caller holds the task's lock and has asked `what_holds`. Raises the fencing tokens,
-- opens the attempts, writes the events after number `p_seq`. Answers the claims, and how many.
CREATE OR REPLACE FUNCTION take_steps(p_task uuid, p_ids bigint[], p_worker text, p_lease_s float8, p_seq bigint,
  OUT claims jsonb, OUT taken int)
LANGUAGE plpgsql AS $$
DECLARE
  now_at timestamptz := clock_timestamp();
BEGIN
  WITH taken AS (
    UPDATE task_steps SET status = 'running', attempt = attempt + 1, lease_token = lease_token + 1, lease_owner = p_worker,
           lease_expires_at = now_at + make_interval(secs => p_lease_s), heartbeat_at = now_at, waiting_for = NULL,
           started_at = coalesce(started_at, now_at)
     WHERE id = ANY (p_ids) AND status = 'ready' AND available_at <= now_at
    RETURNING *
  ), tried AS (
    INSERT INTO attempts (step_id, attempt, user_id, lease_token, worker)
    SELECT id, attempt, user_id, lease_token, p_worker FROM taken
  ), said AS (
    INSERT INTO execution_logs (task_id, user_id, seq, step_id, log_level, type, agent, message, data, at)
    SELECT p_task, user_id, p_seq + row_number() OVER (ORDER BY id), id, 'info', 'step:status', 'system', key || ': ready → running',
           step_change(key, action_type, 'ready', 'running', attempt), now_at FROM taken
  )
  SELECT jsonb_agg(claimed(s) ORDER BY s.id), count(*) INTO claims, taken FROM taken s;
END $$;

-- What a worker is told of the task, beside its claims. `may_spend`: whether the task's money lasts.
CREATE OR REPLACE FUNCTION task_facts(t tasks) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('task_id', t.id, 'user_id', t.user_id, 'goal', t.goal, 'options', t.options, 'prompt', t.raw_prompt,
    'candidate_id', t.candidate_id, 'max_steps', t.max_steps, 'may_spend', t.spent_usd < t.max_cost_usd)
$$;

-- Claims one step, and as many of its kind in its task as are taken together (`p_chunk` of those in `p_short`). `p_actions`:
-- what this worker knows; a step of another kind stays ready for those who know it. `p_unpaced`: sites without a pace.
-- Answers {"task": facts, "steps": [claims]}; steps null: not taken, held back, or its task takes no claims; null: there was
-- nothing to look at, and no lock is held.
CREATE OR REPLACE FUNCTION claim_step(p_step bigint, p_worker text, p_lease_s float8, p_actions text[], p_short text[], p_chunk int,
  p_unpaced text[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t tasks;
  s task_steps;
  ids bigint[] := ARRAY[p_step];
  held plan_change;
  claims jsonb;
  taken int;
  not_taken CONSTANT jsonb := '{"steps": null}';
BEGIN
  SELECT * INTO t FROM tasks WHERE id = (SELECT task_id FROM task_steps WHERE id = p_step AND status = 'ready'
     AND available_at <= clock_timestamp() AND (p_actions IS NULL OR action_type = ANY (p_actions))) FOR NO KEY UPDATE;
  IF t.id IS NULL THEN
    RETURN NULL;
  ELSIF NOT task_takes_claims(t) THEN
    RETURN not_taken;
  END IF;
  SELECT * INTO s FROM task_steps WHERE id = p_step AND status = 'ready' AND available_at <= clock_timestamp();
  IF s.id IS NULL THEN
    RETURN not_taken;
  END IF;
  IF s.payload ? 'limits' OR t.claims >= t.max_steps * 4 THEN
    held := what_holds(t, s, p_unpaced);
    IF held IS NOT NULL THEN
      PERFORM write_events(t.id, held.events, held.d_open, held.d_active);
      RETURN not_taken;
    END IF;
  ELSIF s.action_type = ANY (p_short) THEN
    ids := ARRAY(SELECT id FROM ready_here(t.user_id, t.id, s.role, ARRAY[s.action_type], least(p_chunk, t.max_steps * 4 - t.claims)));
  END IF;
  SELECT * INTO claims, taken FROM take_steps(t.id, ids, p_worker, p_lease_s, t.event_seq);
  PERFORM count_claims(t.id, taken, 0, 0, taken);
  RETURN jsonb_build_object('task', task_facts(t), 'steps', claims);
END $$;

-- Due steps of one role in one task that nothing holds back, the oldest first.
CREATE OR REPLACE FUNCTION ready_here(p_user uuid, p_task uuid, p_role text, p_actions text[], p_limit int) RETURNS TABLE (id bigint)
LANGUAGE sql STABLE AS $$
  SELECT s.id FROM task_steps s
   WHERE s.status = 'ready' AND s.available_at < 'infinity' AND s.role = p_role AND s.user_id = p_user AND s.task_id = p_task
     AND s.available_at <= clock_timestamp()
     AND (p_actions IS NULL OR s.action_type = ANY (p_actions)) AND NOT s.payload ? 'limits'
   ORDER BY s.available_at, s.id LIMIT p_limit
$$;

-- The next due step for a worker: of the first user after `p_served` who has one, users taken in turn; of theirs, the oldest
-- task's. So a user with ten thousand ready steps keeps nobody waiting for longer than one step.
CREATE OR REPLACE FUNCTION next_ready(p_roles text[], p_actions text[], p_served uuid) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
  in_role text;
  whose uuid;
  nobody CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
  after uuid;
  found_id bigint;
BEGIN
  FOREACH in_role IN ARRAY p_roles LOOP
    FOR round IN 1..2 LOOP
      after := CASE round WHEN 1 THEN coalesce(p_served, nobody) ELSE nobody END;
      LOOP
        SELECT user_id INTO whose FROM task_steps WHERE status = 'ready' AND available_at < 'infinity' AND role = in_role AND user_id > after
         ORDER BY user_id LIMIT 1;
        EXIT WHEN whose IS NULL OR round = 2 AND whose > coalesce(p_served, nobody);
        SELECT id INTO found_id FROM task_steps
         WHERE status = 'ready' AND available_at < 'infinity' AND role = in_role AND user_id = whose AND available_at <= clock_timestamp()
           AND (p_actions IS NULL OR action_type = ANY (p_actions))
         ORDER BY task_id, available_at LIMIT 1;
        IF found_id IS NOT NULL THEN
          RETURN found_id;
        END IF;
        after := whose;
      END LOOP;
    END LOOP;
  END LOOP;
  RETURN NULL;
END $$;

-- What a hint wakes: the step it names, unless somebody else's turn has come or the step is gone; then whatever is next. So a
-- doubled or late hint does no harm, and every hint starts at most one piece of work. `p_hint` null: whatever is next. Null:
-- nothing is. Steps null: another worker was quicker, or a site's pace said no: to be asked again, in a transaction of its own,
-- since one that goes from task to task could meet another that goes the other way.
CREATE OR REPLACE FUNCTION claim_next(p_hint bigint, p_roles text[], p_served uuid, p_worker text, p_lease_s float8, p_actions text[],
  p_short text[], p_chunk int, p_unpaced text[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  hinted record;
  candidate bigint;
  found jsonb;
BEGIN
  IF p_hint IS NOT NULL THEN
    SELECT user_id, role, status INTO hinted FROM task_steps WHERE id = p_hint;
    IF hinted.status = 'ready' AND (hinted.user_id IS DISTINCT FROM p_served OR NOT somebody_else_waits(hinted.role, p_served)) THEN
      found := claim_step(p_hint, p_worker, p_lease_s, p_actions, p_short, p_chunk, p_unpaced);
    END IF;
  END IF;
  -- What is gone before it could be locked costs nothing: the next one, a few times.
  FOR try IN 1..8 LOOP
    EXIT WHEN found IS NOT NULL;
    candidate := next_ready(p_roles, p_actions, p_served);
    EXIT WHEN candidate IS NULL;
    found := claim_step(candidate, p_worker, p_lease_s, p_actions, p_short, p_chunk, p_unpaced);
  END LOOP;
  RETURN found;
END $$;

-- Steps that were claimed for a worker whose connection broke before it heard of them: ready again, and nobody's failure; in a
-- cancelled task they end like what had not begun.
CREATE OR REPLACE FUNCTION give_back(p_worker text, p_keeps bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  lost record;
  t tasks;
  s task_steps;
BEGIN
  FOR lost IN SELECT id, task_id FROM task_steps WHERE status = 'running' AND lease_owner = p_worker AND NOT id = ANY (p_keeps) ORDER BY task_id, id LOOP
    SELECT * INTO t FROM tasks WHERE id = lost.task_id FOR NO KEY UPDATE;
    UPDATE task_steps SET status = CASE WHEN t.cancel_requested_at IS NULL THEN 'ready' ELSE 'cancelled' END, lease_owner = NULL,
           lease_expires_at = NULL, lease_token = lease_token + 1, dispatched_at = NULL, available_at = ready_from(t.paused_at),
           finished_at = CASE WHEN t.cancel_requested_at IS NOT NULL THEN clock_timestamp() END
     WHERE id = lost.id AND status = 'running' AND lease_owner = p_worker RETURNING * INTO s;
    IF s.id IS NOT NULL THEN
      PERFORM end_attempt(s.id, s.attempt, 'lost');
      PERFORM leave_nothing_armed(t.id);
      PERFORM write_events(t.id, jsonb_build_array(step_changed(s, 'running')), -(s.status = 'cancelled')::int, -(s.status = 'cancelled')::int);
    END IF;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION somebody_else_waits(p_role text, p_user uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM task_steps WHERE status = 'ready' AND available_at < 'infinity' AND role = p_role AND user_id > p_user
                       AND available_at <= clock_timestamp())
      OR EXISTS (SELECT FROM task_steps WHERE status = 'ready' AND available_at < 'infinity' AND role = p_role AND user_id < p_user
                       AND available_at <= clock_timestamp())
$$;

-- T4: no row: stop at once, you are fenced. `cancel`: the task was cancelled meanwhile.
CREATE OR REPLACE FUNCTION heartbeat_step(p_step bigint, p_token bigint, p_lease_s float8) RETURNS TABLE (cancel boolean)
LANGUAGE sql SECURITY DEFINER AS $$
  UPDATE task_steps s SET lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_s), heartbeat_at = clock_timestamp()
    FROM tasks t
   WHERE s.id = p_step AND s.lease_token = p_token AND s.status = 'running' AND t.id = s.task_id
  RETURNING t.cancel_requested_at IS NOT NULL
$$;

-- Events of a running step, in their own short transaction; false when fenced. What they cost counts against the task's money.
-- `p_batch`: the caller's own name of them: sent again, because the answer was lost, they count once.
CREATE OR REPLACE FUNCTION append_events(p_step bigint, p_token bigint, p_batch text, p_events jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  in_task uuid := (SELECT task_id FROM task_steps WHERE id = p_step);
  cost float8;
BEGIN
  PERFORM FROM tasks WHERE id = in_task FOR NO KEY UPDATE;
  UPDATE task_steps SET last_batch = p_batch WHERE id = p_step AND lease_token = p_token AND status = 'running' AND last_batch IS DISTINCT FROM p_batch;
  IF NOT FOUND THEN
    RETURN EXISTS (SELECT FROM task_steps WHERE id = p_step AND lease_token = p_token AND status = 'running');
  END IF;
  SELECT sum((e->'data'->>'cost_usd')::float8) INTO cost FROM jsonb_array_elements(p_events) e;
  IF cost IS NOT NULL THEN
    UPDATE tasks SET spent_usd = spent_usd + cost WHERE id = in_task;
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

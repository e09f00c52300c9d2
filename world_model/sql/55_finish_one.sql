-- T6 for one step, without the machinery for sets: what a worker does between almost any two steps. A child that this very worker
-- goes on with moves from pending to running at once; its events still tell that it was ready in between.
-- Answers like `finish_steps`.
CREATE OR REPLACE FUNCTION finish_one(p_task uuid, p_step bigint, p_token bigint, p_result jsonb, p_role text, p_take int,
  p_worker text, p_lease_s float8, p_actions text[], p_short text[], p_chunk int) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  now_at timestamptz;
  takes boolean;
  t record;
  ended record;
  child record;
  begun task_steps;
  next_id bigint;
  next_kind text;
  was_pending boolean := false;
  ready bigint[];
  closer bigint[];
  n_ready int := 0;
  n_taken int := 0;
  written int := 1;
  claims jsonb;
  status_now text;
BEGIN
  SELECT user_id, event_seq, paused_at IS NULL AS goes_on, spent_usd < max_cost_usd AS may_spend, max_steps * 4 - tasks.claims AS claims_left,
         cancel_requested_at, deadline_at INTO t
    FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  now_at := clock_timestamp();  -- after the wait for the lock: the next step's lease begins now
  takes := p_take > 0 AND t.goes_on AND t.cancel_requested_at IS NULL AND t.claims_left > 0 AND (t.deadline_at IS NULL OR t.deadline_at > now_at);
  UPDATE task_steps SET status = 'succeeded', result = p_result, error = NULL, lease_owner = NULL, lease_expires_at = NULL, finished_at = now_at
   WHERE id = p_step AND lease_token = p_token AND status = 'running' RETURNING key, action_type, attempt INTO ended;
  IF NOT FOUND THEN
    UPDATE attempts SET ended_at = now_at, outcome = 'fenced' WHERE step_id = p_step AND lease_token = p_token AND outcome IS NULL;
    RETURN jsonb_build_object('ready', '[]'::jsonb, 'next', NULL, 'may_spend', t.may_spend, 'task', NULL, 'fenced', jsonb_build_array(p_step));
  END IF;
  UPDATE attempts SET ended_at = now_at, outcome = 'done' WHERE step_id = p_step AND attempt = ended.attempt;

  FOR child IN SELECT c.id, c.deps_left, c.role, c.action_type, c.payload ? 'limits' AS limited
                 FROM step_edges e JOIN task_steps c ON c.id = e.child_id WHERE e.parent_id = p_step AND NOT e.held AND c.status = 'pending' LOOP
    IF child.deps_left > 1 THEN
      closer := closer || child.id;
    ELSIF next_id IS NULL AND takes AND child.role = p_role AND NOT child.limited
      AND (p_actions IS NULL OR child.action_type = ANY (p_actions)) AND NOT child.action_type = ANY (p_short) THEN
      next_id := child.id;
      was_pending := true;
    ELSE
      ready := ready || child.id;
      n_ready := n_ready + 1;
    END IF;
  END LOOP;
  IF closer IS NOT NULL THEN
    UPDATE task_steps SET deps_left = deps_left - 1 WHERE id = ANY (closer);
  END IF;
  IF n_ready > 0 THEN
    UPDATE task_steps SET deps_left = 0, status = 'ready', available_at = CASE WHEN t.goes_on THEN now_at ELSE 'infinity' END WHERE id = ANY (ready);
    INSERT INTO execution_logs (task_id, user_id, seq, step_id, type, agent, message, data, at)
    SELECT p_task, t.user_id, t.event_seq + 1 + row_number() OVER (ORDER BY id), id, 'step:status', 'system', key || ': pending → ready',
           step_change(key, action_type, 'pending', 'ready', attempt), now_at FROM task_steps WHERE id = ANY (ready);
    written := 1 + n_ready;
  END IF;

  IF next_id IS NULL AND takes THEN
    SELECT first_id, kind INTO next_id, next_kind FROM next_here(t.user_id, p_task, ready, p_role, p_take, p_actions);
    IF next_kind = ANY (p_short) THEN
      SELECT * INTO claims, n_taken FROM take_steps(p_task, ARRAY(SELECT id FROM ready_here(t.user_id, p_task, p_role, ARRAY[next_kind],
        least(p_chunk, t.claims_left))), p_worker, p_lease_s, t.event_seq + written);
      written := written + n_taken;
      next_id := NULL;
    END IF;
  END IF;
  IF next_id IS NOT NULL THEN
    UPDATE task_steps SET deps_left = 0, status = 'running', attempt = attempt + 1, lease_token = lease_token + 1, lease_owner = p_worker,
           lease_expires_at = now_at + make_interval(secs => p_lease_s), heartbeat_at = now_at, started_at = coalesce(started_at, now_at),
           available_at = CASE WHEN was_pending THEN now_at ELSE available_at END
     WHERE id = next_id RETURNING * INTO begun;
    INSERT INTO attempts (step_id, attempt, user_id, lease_token, worker) VALUES (next_id, begun.attempt, t.user_id, begun.lease_token, p_worker);
    claims := jsonb_build_array(claimed(begun));
    n_taken := 1;
  END IF;
  INSERT INTO execution_logs (task_id, user_id, seq, step_id, type, agent, message, data, at)
  SELECT p_task, t.user_id, t.event_seq + nr, id, 'step:status', 'system', said, data, now_at FROM (VALUES
    (1, p_step, ended.key || ': running → succeeded', step_change(ended.key, ended.action_type, 'running', 'succeeded', ended.attempt)),
    (CASE WHEN was_pending THEN written + 1 END, next_id, begun.key || ': pending → ready',
     step_change(begun.key, begun.action_type, 'pending', 'ready', begun.attempt - 1)),
    (written + was_pending::int + (next_id - next_id)::int + 1, next_id, begun.key || ': ready → running',
     step_change(begun.key, begun.action_type, 'ready', 'running', begun.attempt))) AS moves(nr, id, said, data)
   WHERE nr IS NOT NULL;
  IF next_id IS NOT NULL THEN
    written := written + 1 + was_pending::int;
  END IF;
  n_ready := n_ready + was_pending::int;
  -- Where the task's status may change, the long way.
  UPDATE tasks SET event_seq = event_seq + written, open_steps = open_steps - 1, active_steps = active_steps + n_ready - 1, claims = tasks.claims + n_taken
   WHERE id = p_task AND status = 'running' AND open_steps > 1 AND active_steps + n_ready > 1;
  status_now := CASE WHEN FOUND THEN 'running' ELSE count_claims(p_task, written, -1, n_ready - 1, n_taken) END;
  RETURN jsonb_build_object('ready', CASE WHEN ready IS NULL THEN '[]'
      ELSE hints_for(ARRAY(SELECT r FROM unnest(ready) r JOIN task_steps s ON s.id = r WHERE s.status = 'ready')) END,
    'next', claims, 'may_spend', t.may_spend, 'task', status_now, 'fenced', '[]'::jsonb);
END $$;

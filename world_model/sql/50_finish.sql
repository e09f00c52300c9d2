-- What settled parents mean for the steps behind them: those that wait for all become ready or are skipped, and so on down the
-- branch; settled joins count it.
CREATE OR REPLACE FUNCTION settle_children(p_parents bigint[], p_succeeded boolean) RETURNS plan_change
LANGUAGE plpgsql AS $$
DECLARE
  c plan_change := no_change();
  moved plan_change;
  parents bigint[] := p_parents;
  skipped_events jsonb;
  dropped bigint[];
BEGIN
  LOOP
    WITH counted AS (
      SELECT e.child_id, count(*) FILTER (WHERE NOT e.held) AS n
        FROM step_edges e JOIN task_steps s ON s.id = e.child_id
       WHERE e.parent_id = ANY (parents) AND s.status = 'pending' AND (p_succeeded OR s."join" = 'settled')
       GROUP BY e.child_id
    ), moved AS (
      UPDATE task_steps s SET deps_left = s.deps_left - counted.n,
             status = CASE WHEN s.deps_left = counted.n THEN 'ready' ELSE s.status END,
             available_at = CASE WHEN s.deps_left = counted.n THEN ready_from(t.paused_at) ELSE s.available_at END
        FROM counted, tasks t WHERE s.id = counted.child_id AND t.id = s.task_id
      RETURNING s
    )
    SELECT coalesce(jsonb_agg(step_changed(s, 'pending')) FILTER (WHERE (s).status = 'ready'), '[]'),
           0, count(*) FILTER (WHERE (s).status = 'ready'),
           coalesce(array_agg((s).id ORDER BY (s).id) FILTER (WHERE (s).status = 'ready'), '{}')
      INTO moved FROM moved;
    c := and_also(c, moved);
    EXIT WHEN p_succeeded;
    WITH skipped AS (
      UPDATE task_steps s SET status = 'skipped', finished_at = clock_timestamp()
       WHERE s.status = 'pending' AND s."join" = 'all'
         AND EXISTS (SELECT FROM step_edges e WHERE e.child_id = s.id AND e.parent_id = ANY (parents))
      RETURNING s
    )
    SELECT coalesce(jsonb_agg(step_changed(s, 'pending')), '[]'), array_agg((s).id) INTO skipped_events, dropped FROM skipped;
    EXIT WHEN dropped IS NULL;
    c := and_also(c, (skipped_events, -cardinality(dropped), 0, '{}')::plan_change);
    parents := dropped;
  END LOOP;
  RETURN c;
END $$;

CREATE OR REPLACE FUNCTION end_attempt(p_step bigint, p_attempt int, p_outcome text, p_error jsonb DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
  UPDATE attempts SET ended_at = clock_timestamp(), outcome = p_outcome, error = p_error WHERE step_id = p_step AND attempt = p_attempt
$$;

-- Hints for the first of the steps that became ready: a hint wakes a worker, which then finds the rest by itself.
CREATE OR REPLACE FUNCTION hints_for(p_ids bigint[]) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'role', role) ORDER BY id), '[]')
    FROM (SELECT id, role FROM task_steps WHERE id = ANY (p_ids) AND available_at <= clock_timestamp() ORDER BY id LIMIT 32) AS woken
$$;

-- T6, the way almost every step ends: it succeeded and the plan stays as it is. One round trip ends a chunk of steps, readies
-- their children, writes all events and, where the worker offers to carry on, claims what it does next: children of its role
-- first (`p_take` 1), then other ready steps of the task (2). Answers {"fenced": [ids], "ready": [{"id","role"}],
-- "next": [claims], "may_spend": bool, "task": status}.
CREATE OR REPLACE FUNCTION finish_steps(p_task uuid, p_ids bigint[], p_tokens bigint[], p_results jsonb, p_role text, p_take int,
  p_worker text, p_lease_s float8, p_actions text[], p_short text[], p_chunk int) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  now_at timestamptz;
  t record;
  ended bigint[];
  ready bigint[];
  claims jsonb;
  taken int := 0;
  status_now text;
BEGIN
  SELECT user_id, event_seq, paused_at, cancel_requested_at, deadline_at, tasks.claims, max_steps, spent_usd < max_cost_usd AS may_spend INTO t
    FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  now_at := clock_timestamp();  -- after the wait for the lock
  WITH ended AS (
    UPDATE task_steps s SET status = 'succeeded', result = x.result, error = NULL, lease_owner = NULL, lease_expires_at = NULL,
           finished_at = now_at
      FROM unnest(p_ids, p_tokens, ARRAY(SELECT jsonb_array_elements(p_results))) AS x(id, token, result)
     WHERE s.id = x.id AND s.lease_token = x.token AND s.status = 'running'
    RETURNING s.id, s.key, s.action_type, s.attempt
  ), closed AS (
    UPDATE attempts a SET ended_at = now_at, outcome = 'done' FROM ended e WHERE a.step_id = e.id AND a.attempt = e.attempt
  ), counted AS (
    SELECT e.child_id, count(*)::int AS n FROM step_edges e JOIN ended p ON p.id = e.parent_id WHERE NOT e.held GROUP BY e.child_id
  ), moved AS (
    UPDATE task_steps c SET deps_left = c.deps_left - k.n, status = CASE WHEN c.deps_left = k.n THEN 'ready' ELSE c.status END,
           available_at = CASE WHEN c.deps_left = k.n THEN CASE WHEN t.paused_at IS NULL THEN now_at ELSE 'infinity' END ELSE c.available_at END
      FROM counted k WHERE c.id = k.child_id AND c.status = 'pending'
    RETURNING c.id, c.key, c.action_type, c.attempt, c.status
  ), said AS (
    INSERT INTO execution_logs (task_id, user_id, seq, step_id, log_level, type, agent, message, data, at)
    SELECT p_task, t.user_id, t.event_seq + row_number() OVER (ORDER BY becomes DESC, x.id), x.id, 'info', 'step:status', 'system',
           x.key || ': ' || was || ' → ' || becomes, step_change(x.key, x.action_type, was, becomes, x.attempt), now_at
      FROM (SELECT id, key, action_type, attempt, 'running' AS was, 'succeeded' AS becomes FROM ended UNION ALL
            SELECT id, key, action_type, attempt, 'pending', 'ready' FROM moved WHERE status = 'ready') AS x
  )
  SELECT coalesce((SELECT array_agg(id) FROM ended), '{}'), coalesce((SELECT array_agg(id ORDER BY id) FROM moved WHERE status = 'ready'), '{}')
    INTO ended, ready;
  IF p_take > 0 AND cardinality(ended) > 0 AND t.paused_at IS NULL AND t.cancel_requested_at IS NULL AND t.claims < t.max_steps * 4
     AND (t.deadline_at IS NULL OR t.deadline_at > now_at) THEN
    SELECT * INTO claims, taken FROM take_steps(p_task, what_next(t.user_id, p_task, ready, p_role, p_take, p_actions, p_short,
      least(p_chunk, t.max_steps * 4 - t.claims)), p_worker, p_lease_s, t.event_seq + cardinality(ended) + cardinality(ready));
  END IF;
  status_now := count_claims(p_task, cardinality(ended) + cardinality(ready) + taken, -cardinality(ended),
    cardinality(ready) - cardinality(ended), taken);
  IF cardinality(ended) < cardinality(p_ids) THEN
    UPDATE attempts a SET ended_at = now_at, outcome = 'fenced' FROM unnest(p_ids, p_tokens) AS x(id, token)
     WHERE a.step_id = x.id AND a.lease_token = x.token AND a.outcome IS NULL AND NOT x.id = ANY (ended);
  END IF;
  RETURN jsonb_build_object('ready', CASE WHEN cardinality(ready) = 0 THEN '[]'
      ELSE hints_for(ARRAY(SELECT r FROM unnest(ready) r JOIN task_steps s ON s.id = r WHERE s.status = 'ready')) END,
    'next', claims, 'may_spend', t.may_spend, 'task', status_now,
    'fenced', CASE WHEN cardinality(ended) = cardinality(p_ids) THEN '[]' ELSE to_jsonb(ARRAY(SELECT unnest(p_ids) EXCEPT SELECT unnest(ended))) END);
END $$;

-- The step this worker does next: one of those that became ready, else any that is ready in the task (`p_take` 2).
CREATE OR REPLACE FUNCTION next_here(p_user uuid, p_task uuid, p_ready bigint[], p_role text, p_take int, p_actions text[],
  OUT first_id bigint, OUT kind text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF cardinality(p_ready) > 0 THEN
    SELECT id, action_type INTO first_id, kind FROM task_steps
     WHERE id = ANY (p_ready) AND role = p_role AND available_at <= clock_timestamp() AND NOT payload ? 'limits'
       AND (p_actions IS NULL OR action_type = ANY (p_actions)) ORDER BY id LIMIT 1;
  END IF;
  IF first_id IS NULL AND p_take > 1 THEN
    SELECT s.id, s.action_type INTO first_id, kind FROM ready_here(p_user, p_task, p_role, p_actions, 1) n JOIN task_steps s USING (id);
  END IF;
END $$;

-- The steps this worker does next: one, or a chunk of one kind that is declared short and idempotent.
CREATE OR REPLACE FUNCTION what_next(p_user uuid, p_task uuid, p_ready bigint[], p_role text, p_take int, p_actions text[], p_short text[],
  p_chunk int) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
  following record := next_here(p_user, p_task, p_ready, p_role, p_take, p_actions);
BEGIN
  IF following.kind = ANY (p_short) THEN
    RETURN ARRAY(SELECT id FROM ready_here(p_user, p_task, p_role, ARRAY[following.kind], p_chunk));
  END IF;
  RETURN ARRAY[following.first_id];
END $$;

-- T6 for every other ending: failed for good, or succeeded with a plan that grows in the same transaction.
-- Answers {"fenced": true} or {"ready": [{"id","role"}], "task": status}.
CREATE OR REPLACE FUNCTION finish_step(p_task uuid, p_step bigint, p_token bigint, p_status text, p_outcome text, p_result jsonb,
  p_error jsonb, p_grow jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t tasks;
  s task_steps;
  c plan_change := no_change();
  status_now text;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  UPDATE task_steps SET status = p_status, result = p_result, error = p_error, lease_owner = NULL, lease_expires_at = NULL,
         finished_at = clock_timestamp(), failures = failures + (p_outcome = 'retry')::int,
         dead_letter = (p_outcome = 'retry' AND p_status = 'failed')
   WHERE id = p_step AND lease_token = p_token AND status = 'running'
  RETURNING * INTO s;
  IF s.id IS NULL THEN
    UPDATE attempts SET ended_at = clock_timestamp(), outcome = 'fenced'
     WHERE step_id = p_step AND lease_token = p_token AND outcome IS NULL;
    RETURN '{"fenced": true}';
  END IF;
  PERFORM end_attempt(s.id, s.attempt, p_outcome, p_error);
  IF p_status = 'failed' THEN
    PERFORM leave_nothing_armed(p_task);
  END IF;
  c.events := jsonb_build_array(step_changed(s, 'running'));
  IF p_grow IS NOT NULL AND t.cancel_requested_at IS NULL THEN
    c := and_also(c, grow_plan(t, s.id, p_grow));
  END IF;
  c := and_also(c, settle_children(ARRAY[s.id], p_status = 'succeeded'));
  status_now := write_events(p_task, c.events, c.d_open - 1, c.d_active - 1);
  RETURN jsonb_build_object('ready', hints_for(c.ready), 'task', status_now);
END $$;

-- A failure that may be tried again: ready at `p_after`, no worker, no lease. The error remembers until when, for a task that is
-- paused meanwhile.
CREATE OR REPLACE FUNCTION retry_step(p_task uuid, p_step bigint, p_token bigint, p_after_s float8, p_error jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t tasks;
  s task_steps;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  IF t.cancel_requested_at IS NOT NULL THEN
    RETURN CASE WHEN cancel_running_step(p_task, p_step, p_token) THEN '{"ready": []}' ELSE '{"fenced": true}' END::jsonb;
  END IF;
  UPDATE task_steps SET status = 'ready', failures = failures + 1, lease_owner = NULL, lease_expires_at = NULL,
         dispatched_at = NULL, available_at = ready_from(t.paused_at) + make_interval(secs => p_after_s),
         error = p_error || jsonb_build_object('again_at', clock_timestamp() + make_interval(secs => p_after_s))
   WHERE id = p_step AND lease_token = p_token AND status = 'running'
  RETURNING * INTO s;
  IF s.id IS NULL THEN
    RETURN '{"fenced": true}';
  END IF;
  PERFORM end_attempt(s.id, s.attempt, 'retry', p_error);
  PERFORM write_events(p_task, jsonb_build_array(step_changed(s, 'running')));
  RETURN '{"ready": []}';
END $$;

-- T2, inside the transaction that finishes a step: new steps, their edges and new parents for steps still pending. The
-- caller holds the task's lock and has checked that no cycle closes.
CREATE OR REPLACE FUNCTION grow_plan(t tasks, p_by bigint, p_grow jsonb) RETURNS plan_change
LANGUAGE plpgsql AS $$
DECLARE
  asked text[] := ARRAY(SELECT s->>'key' FROM jsonb_array_elements(p_grow->'steps') s);
  new_ids bigint[];
  parents bigint[];
  children bigint[];
  touched text;
  skipped_events jsonb;
  skipped bigint[];
  c plan_change := no_change();
BEGIN
  IF t.steps + cardinality(asked) > t.max_steps THEN
    RAISE EXCEPTION 'the plan would have more than % steps', t.max_steps USING ERRCODE = 'JH001';
  END IF;
  SELECT string_agg(key, ', ') INTO touched FROM task_steps WHERE task_id = t.id AND key = ANY (asked);
  IF touched IS NOT NULL THEN
    RAISE EXCEPTION 'these steps exist already: %', touched USING ERRCODE = 'JH002';
  END IF;
  PERFORM insert_steps(t.id, t.user_id, p_grow->'steps', t.steps, false);
  new_ids := ARRAY(SELECT id FROM task_steps WHERE task_id = t.id AND key = ANY (asked));
  SELECT array_agg(parent), array_agg(child) INTO parents, children FROM (
    SELECT p.id AS parent, k.id AS child FROM jsonb_array_elements(p_grow->'steps') s(body)
     CROSS JOIN LATERAL jsonb_array_elements_text(s.body->'parents') parent(key)
      JOIN task_steps k ON k.task_id = t.id AND k.key = s.body->>'key'
      JOIN task_steps p ON p.task_id = t.id AND p.key = parent.key
    UNION
    SELECT p.id, k.id FROM jsonb_array_elements(p_grow->'edges') e(pair)
      JOIN task_steps p ON p.task_id = t.id AND p.key = e.pair->>0
      JOIN task_steps k ON k.task_id = t.id AND k.key = e.pair->>1) AS new_edges;
  SELECT string_agg(key, ', ') INTO touched FROM task_steps WHERE id = ANY (children) AND status <> 'pending';
  IF touched IS NOT NULL THEN
    RAISE EXCEPTION 'these steps have begun or ended: %', touched USING ERRCODE = 'JH002';
  END IF;
  -- The growing step itself is settled right after this, by its caller: it still counts here.
  WITH added AS (
    INSERT INTO step_edges (task_id, user_id, parent_id, child_id, held)
    SELECT t.id, t.user_id, n.parent, n.child, k."join" = 'settled' AND branch_waits(n.parent)
      FROM unnest(parents, children) AS n(parent, child) JOIN task_steps k ON k.id = n.child
    ON CONFLICT DO NOTHING RETURNING parent_id, child_id, held
  ), counted AS (
    SELECT a.child_id, count(*) AS n FROM added a JOIN task_steps p ON p.id = a.parent_id
     WHERE NOT a.held AND (p.id = p_by OR p.status NOT IN ('succeeded', 'failed', 'cancelled', 'skipped')) GROUP BY a.child_id
  )
  UPDATE task_steps k SET deps_left = k.deps_left + counted.n FROM counted WHERE k.id = counted.child_id;
  -- What waits for all does not begin behind a step that has not succeeded.
  WITH behind AS (
    UPDATE task_steps k SET status = 'skipped', finished_at = clock_timestamp()
     WHERE k.id = ANY (children) AND k."join" = 'all' AND EXISTS (SELECT FROM step_edges e JOIN task_steps p ON p.id = e.parent_id
       WHERE e.child_id = k.id AND p.status IN ('failed', 'cancelled', 'skipped'))
    RETURNING k
  )
  SELECT coalesce(jsonb_agg(step_changed(k, 'pending')), '[]'), coalesce(array_agg((k).id), '{}') INTO skipped_events, skipped FROM behind;
  -- A join on branches that wait looks again only when one of them moves.
  WITH begun AS (
    UPDATE task_steps k SET status = 'ready', available_at = ready_from(t.paused_at)
     WHERE k.id = ANY (new_ids) AND k.status = 'pending' AND k.deps_left = 0
       AND NOT EXISTS (SELECT FROM step_edges e WHERE e.child_id = k.id AND e.held)
    RETURNING k
  )
  SELECT skipped_events || coalesce(jsonb_agg(step_changed(k, 'pending')), '[]'), coalesce(array_agg((k).id ORDER BY (k).id), '{}')
    INTO c.events, c.ready FROM begun;
  c.d_open := cardinality(new_ids) - cardinality(skipped);
  c.d_active := cardinality(c.ready);
  UPDATE tasks SET plan_version = plan_version + 1, steps = steps + cardinality(new_ids) WHERE id = t.id;
  IF cardinality(new_ids) > 0 THEN
    c.events := jsonb_build_array(jsonb_build_object('step_id', p_by, 'type', 'plan:grown', 'agent', 'planner',
    'message', 'The plan grew by ' || cardinality(new_ids) || ' steps.', 'data', jsonb_build_object(
      'steps', (SELECT jsonb_agg(jsonb_build_object('id', id, 'key', key, 'action_type', action_type, 'role', role, 'status', status,
                 'title', title) ORDER BY id) FROM task_steps WHERE id = ANY (new_ids)),
      'edges', (SELECT coalesce(jsonb_agg(jsonb_build_array(parent, child)), '[]') FROM unnest(parents, children) AS n(parent, child))))) || c.events;
  END IF;
  IF cardinality(skipped) > 0 THEN
    c := and_also(c, settle_children(skipped, false));
  END IF;
  IF jsonb_array_length(coalesce(p_grow->'drop', '[]')) > 0 THEN
    c := and_also(c, drop_steps(t.id, ARRAY(SELECT jsonb_array_elements_text(p_grow->'drop'))));
  END IF;
  RETURN c;
END $$;

-- Steps that are no longer needed: what has not begun or waits for a person is skipped, and what is behind it.
CREATE OR REPLACE FUNCTION drop_steps(p_task uuid, p_keys text[]) RETURNS plan_change
LANGUAGE plpgsql AS $$
DECLARE
  c plan_change := no_change();
  dropped bigint[];
BEGIN
  WITH was AS (
    SELECT id, status FROM task_steps WHERE task_id = p_task AND key = ANY (p_keys) AND status IN ('pending', 'ready', 'waiting')
  ), gone AS (
    UPDATE task_steps s SET status = 'skipped', waiting_for = NULL, finished_at = clock_timestamp() FROM was WHERE s.id = was.id
    RETURNING s, was.status AS before
  )
  SELECT coalesce(jsonb_agg(step_changed(s, before)), '[]'), -count(*)::int, -(count(*) FILTER (WHERE before = 'ready'))::int, array_agg((s).id)
    INTO c.events, c.d_open, c.d_active, dropped FROM gone;
  IF dropped IS NULL THEN
    RETURN c;
  END IF;
  UPDATE interventions SET status = 'cancelled' WHERE step_id = ANY (dropped) AND status = 'open';
  PERFORM leave_nothing_armed(p_task);
  RETURN and_also(c, settle_children(dropped, false));
END $$;

-- Steps ended for good: what they had armed is resolved as far as evidence goes. No request was written: nothing was sent.
CREATE OR REPLACE FUNCTION leave_nothing_armed(p_task uuid) RETURNS void
LANGUAGE sql AS $$
  UPDATE submissions u SET state = CASE WHEN u.request_at IS NULL THEN 'failed_before' ELSE 'unknown' END
    FROM task_steps s
   WHERE u.task_id = p_task AND u.state = 'armed' AND s.id = u.step_id AND s.status IN ('failed', 'skipped', 'cancelled')
$$;

-- What the check of a fragment needs, under the task's lock: which of the named steps there are, and, where it gives new parents to
-- steps that exist, the edges below those. Never the whole plan: a plan of ten thousand steps grows as fast as one of ten.
CREATE OR REPLACE FUNCTION lock_plan(p_task uuid, p_named text[], p_children text[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  RETURN jsonb_build_object(
    'keys', (SELECT coalesce(jsonb_agg(key), '[]') FROM task_steps WHERE task_id = p_task AND key = ANY (p_named)),
    'edges', (WITH RECURSIVE below(id, key) AS (
                SELECT id, key FROM task_steps WHERE task_id = p_task AND key = ANY (p_children)
                UNION
                SELECT k.id, k.key FROM below b JOIN step_edges e ON e.parent_id = b.id JOIN task_steps k ON k.id = e.child_id
              )
              SELECT coalesce(jsonb_agg(jsonb_build_array(b.key, k.key)), '[]')
                FROM below b JOIN step_edges e ON e.parent_id = b.id JOIN task_steps k ON k.id = e.child_id));
END $$;

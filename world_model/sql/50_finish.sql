-- What one settled parent means for the children of `p_parents`: those that wait for all become ready or are skipped (and
-- what is behind them), settled joins count it. Collects the events, the change of the task's counters and the ready ids.
DROP TYPE IF EXISTS plan_change CASCADE;
CREATE TYPE plan_change AS (events jsonb, d_open int, d_active int, ready bigint[]);

CREATE OR REPLACE FUNCTION settle_children(p_parents bigint[], p_succeeded boolean) RETURNS plan_change
LANGUAGE plpgsql AS $$
DECLARE
  c plan_change := ('[]', 0, 0, '{}')::plan_change;
  behind plan_change;
  dropped bigint[];
BEGIN
  WITH counted AS (
    SELECT e.child_id, count(*) FILTER (WHERE NOT e.held) AS n
      FROM step_edges e JOIN task_steps s ON s.id = e.child_id
     WHERE e.parent_id = ANY (p_parents) AND s.status = 'pending' AND (p_succeeded OR s."join" = 'settled')
     GROUP BY e.child_id
  ), moved AS (
    UPDATE task_steps s SET deps_left = s.deps_left - counted.n,
           status = CASE WHEN s.deps_left = counted.n THEN 'ready' ELSE s.status END,
           available_at = CASE WHEN s.deps_left = counted.n THEN clock_timestamp() ELSE s.available_at END
      FROM counted WHERE s.id = counted.child_id
    RETURNING s
  )
  SELECT coalesce(jsonb_agg(step_changed(s, 'pending')) FILTER (WHERE (s).status = 'ready'), '[]'),
         0, count(*) FILTER (WHERE (s).status = 'ready'),
         coalesce(array_agg((s).id ORDER BY (s).id) FILTER (WHERE (s).status = 'ready'), '{}')
    INTO c FROM moved;
  IF p_succeeded THEN
    RETURN c;
  END IF;
  WITH skipped AS (
    UPDATE task_steps s SET status = 'skipped', finished_at = clock_timestamp()
     WHERE s.status = 'pending' AND s."join" = 'all'
       AND EXISTS (SELECT FROM step_edges e WHERE e.child_id = s.id AND e.parent_id = ANY (p_parents))
    RETURNING s
  )
  SELECT c.events || coalesce(jsonb_agg(step_changed(s, 'pending')), '[]'), array_agg((s).id) INTO c.events, dropped FROM skipped;
  IF dropped IS NOT NULL THEN
    c.d_open := c.d_open - cardinality(dropped);
    behind := settle_children(dropped, false);
    c := (c.events || behind.events, c.d_open + behind.d_open, c.d_active + behind.d_active, c.ready || behind.ready)::plan_change;
  END IF;
  RETURN c;
END $$;

CREATE OR REPLACE FUNCTION end_attempt(p_step bigint, p_attempt int, p_outcome text, p_error jsonb DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
  UPDATE attempts SET ended_at = clock_timestamp(), outcome = p_outcome, error = p_error WHERE step_id = p_step AND attempt = p_attempt
$$;

CREATE OR REPLACE FUNCTION hints_for(p_ids bigint[]) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'role', role) ORDER BY id), '[]') FROM task_steps WHERE id = ANY (p_ids)
$$;

-- T6 (and the failing ways to end): one round trip. Finishing, readying the children, events, outbox rows and, where the
-- worker offers to carry on (`p_take_role`), claiming the next step of that role are one transaction.
-- Answers {"fenced": true} or {"ready": [{"id","role"}], "next": claimed step or null, "task": status}.
CREATE OR REPLACE FUNCTION finish_step(p_task uuid, p_step bigint, p_token bigint, p_status text, p_outcome text, p_result jsonb,
  p_error jsonb, p_events jsonb, p_outbox jsonb, p_grow jsonb, p_take_role text, p_worker text, p_lease_s float8, p_actions text[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t tasks;
  s task_steps;
  c plan_change;
  grown plan_change;
  next task_steps;
  takes bigint;
  events jsonb;
  status_now text;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR UPDATE;
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
    PERFORM leave_nothing_armed(s.id);
  END IF;
  events := coalesce((SELECT jsonb_agg(e || jsonb_build_object('step_id', p_step)) FROM jsonb_array_elements(p_events) e), '[]')
         || jsonb_build_array(step_changed(s, 'running'));
  IF p_grow IS NOT NULL AND t.cancel_requested_at IS NULL THEN
    grown := grow_plan(t, s.id, p_grow);
    events := events || grown.events;
  ELSE
    grown := ('[]', 0, 0, '{}')::plan_change;
  END IF;
  c := settle_children(ARRAY[s.id], p_status = 'succeeded');
  events := events || c.events;
  c.ready := c.ready || grown.ready;
  IF p_outbox IS NOT NULL THEN
    INSERT INTO outbox (user_id, topic, dedupe_key, payload)
    SELECT t.user_id, o->>'topic', o->>'dedupe_key', o->'payload' FROM jsonb_array_elements(p_outbox) o
    ON CONFLICT (dedupe_key) DO NOTHING;
  END IF;
  IF p_take_role IS NOT NULL AND cardinality(c.ready) > 0 AND task_takes_claims(t) THEN
    SELECT id INTO takes FROM task_steps WHERE id = ANY (c.ready) AND role = p_take_role
       AND (p_actions IS NULL OR action_type = ANY (p_actions)) ORDER BY id LIMIT 1;
    IF takes IS NOT NULL THEN
      next := take_step(takes, p_worker, p_lease_s);
      events := events || jsonb_build_array(step_changed(next, 'ready'));
    END IF;
  END IF;
  status_now := write_events(p_task, events, c.d_open + grown.d_open - 1, c.d_active + grown.d_active - 1);
  RETURN jsonb_build_object('ready', hints_for(array_remove(c.ready, takes)), 'task', status_now,
    'next', CASE WHEN next.id IS NOT NULL THEN claimed(next, t) END);
END $$;

-- A failure that may be tried again: ready at `p_after`, no worker, no lease.
CREATE OR REPLACE FUNCTION retry_step(p_task uuid, p_step bigint, p_token bigint, p_after_s float8, p_error jsonb, p_events jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t tasks;
  s task_steps;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR UPDATE;
  IF t.cancel_requested_at IS NOT NULL THEN
    RETURN CASE WHEN cancel_running_step(p_task, p_step, p_token) THEN '{"ready": []}' ELSE '{"fenced": true}' END::jsonb;
  END IF;
  UPDATE task_steps SET status = 'ready', failures = failures + 1, error = p_error, lease_owner = NULL, lease_expires_at = NULL,
         dispatched_at = NULL, available_at = clock_timestamp() + make_interval(secs => p_after_s)
   WHERE id = p_step AND lease_token = p_token AND status = 'running'
  RETURNING * INTO s;
  IF s.id IS NULL THEN
    RETURN '{"fenced": true}';
  END IF;
  PERFORM end_attempt(s.id, s.attempt, 'retry', p_error);
  PERFORM write_events(p_task, coalesce((SELECT jsonb_agg(e || jsonb_build_object('step_id', p_step)) FROM jsonb_array_elements(p_events) e), '[]')
    || jsonb_build_array(step_changed(s, 'running')));
  RETURN '{"ready": []}';
END $$;

-- T2, inside the transaction that finishes a step: new steps, their edges and new parents for steps still pending. The
-- caller holds the task's lock and has checked that old and new together are a DAG.
CREATE OR REPLACE FUNCTION grow_plan(t tasks, p_by bigint, p_grow jsonb) RETURNS plan_change
LANGUAGE plpgsql AS $$
DECLARE
  before int := (SELECT count(*) FROM task_steps WHERE task_id = t.id);
  new_ids bigint[];
  touched text;
  dropped plan_change;
  c plan_change := ('[]', 0, 0, '{}')::plan_change;
BEGIN
  IF before + jsonb_array_length(p_grow->'steps') > t.max_steps THEN
    RAISE EXCEPTION 'the plan would have more than % steps', t.max_steps USING ERRCODE = 'JH001';
  END IF;
  WITH asked AS (SELECT s.body->>'key' AS key FROM jsonb_array_elements(p_grow->'steps') s(body))
  SELECT string_agg(key, ', ') INTO touched FROM asked WHERE EXISTS (SELECT FROM task_steps o WHERE o.task_id = t.id AND o.key = asked.key);
  IF touched IS NOT NULL THEN
    RAISE EXCEPTION 'these steps exist already: %', touched USING ERRCODE = 'JH002';
  END IF;
  PERFORM insert_steps(t.id, t.user_id, p_grow->'steps', before);
  SELECT array_agg(id) INTO new_ids FROM task_steps WHERE task_id = t.id AND step_order > before;
  CREATE TEMP TABLE IF NOT EXISTS new_edges (parent_id bigint, child_id bigint) ON COMMIT DELETE ROWS;
  DELETE FROM new_edges;
  INSERT INTO new_edges
  SELECT p.id, k.id FROM jsonb_array_elements(p_grow->'steps') s(body)
   CROSS JOIN LATERAL jsonb_array_elements_text(s.body->'parents') parent(key)
    JOIN task_steps k ON k.task_id = t.id AND k.key = s.body->>'key'
    JOIN task_steps p ON p.task_id = t.id AND p.key = parent.key
  UNION
  SELECT p.id, k.id FROM jsonb_array_elements(p_grow->'edges') e(pair)
    JOIN task_steps p ON p.task_id = t.id AND p.key = e.pair->>0
    JOIN task_steps k ON k.task_id = t.id AND k.key = e.pair->>1;
  SELECT string_agg(k.key, ', ') INTO touched FROM new_edges n JOIN task_steps k ON k.id = n.child_id WHERE k.status <> 'pending';
  IF touched IS NOT NULL THEN
    RAISE EXCEPTION 'these steps have begun or ended: %', touched USING ERRCODE = 'JH002';
  END IF;
  INSERT INTO step_edges (task_id, user_id, parent_id, child_id, held)
  SELECT t.id, t.user_id, n.parent_id, n.child_id, k."join" = 'settled' AND branch_waits(n.parent_id)
    FROM new_edges n JOIN task_steps k ON k.id = n.child_id;
  -- The growing step itself is settled right after this, by its caller: it still counts here.
  UPDATE task_steps k SET deps_left = k.deps_left + d.n
    FROM (SELECT e.child_id, count(*) AS n FROM step_edges e JOIN new_edges n USING (parent_id, child_id)
            JOIN task_steps p ON p.id = e.parent_id
           WHERE NOT e.held AND (p.id = p_by OR p.status NOT IN ('succeeded', 'failed', 'cancelled', 'skipped')) GROUP BY e.child_id) d
   WHERE k.id = d.child_id;
  -- A join on branches that wait looks again only when one of them moves.
  WITH begun AS (
    UPDATE task_steps k SET status = 'ready', available_at = clock_timestamp() WHERE k.id = ANY (new_ids) AND k.deps_left = 0
       AND NOT EXISTS (SELECT FROM step_edges e WHERE e.child_id = k.id AND e.held)
    RETURNING k
  )
  SELECT coalesce(jsonb_agg(step_changed(k, 'pending')), '[]'), coalesce(array_agg((k).id ORDER BY (k).id), '{}')
    INTO c.events, c.ready FROM begun;
  c.d_open := coalesce(cardinality(new_ids), 0);
  c.d_active := cardinality(c.ready);
  UPDATE tasks SET plan_version = plan_version + 1 WHERE id = t.id;
  IF new_ids IS NOT NULL THEN
    c.events := jsonb_build_array(jsonb_build_object('step_id', p_by, 'type', 'plan:grown', 'agent', 'planner',
    'message', 'The plan grew by ' || cardinality(new_ids) || ' steps.', 'data', jsonb_build_object(
      'steps', (SELECT jsonb_agg(jsonb_build_object('id', id, 'key', key, 'action_type', action_type, 'role', role, 'status', status,
                 'title', title) ORDER BY id) FROM task_steps WHERE id = ANY (new_ids)),
      'edges', (SELECT coalesce(jsonb_agg(jsonb_build_array(parent_id, child_id)), '[]') FROM new_edges)))) || c.events;
  END IF;
  IF jsonb_array_length(coalesce(p_grow->'drop', '[]')) > 0 THEN
    dropped := drop_steps(t.id, ARRAY(SELECT jsonb_array_elements_text(p_grow->'drop')));
    c := (c.events || dropped.events, c.d_open + dropped.d_open, c.d_active + dropped.d_active, c.ready || dropped.ready)::plan_change;
  END IF;
  RETURN c;
END $$;

-- Steps that are no longer needed: what has not begun or waits for a person is skipped, and what is behind it.
CREATE OR REPLACE FUNCTION drop_steps(p_task uuid, p_keys text[]) RETURNS plan_change
LANGUAGE plpgsql AS $$
DECLARE
  c plan_change := ('[]', 0, 0, '{}')::plan_change;
  behind plan_change;
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
  behind := settle_children(dropped, false);
  c.ready := behind.ready;
  RETURN (c.events || behind.events, c.d_open + behind.d_open, c.d_active + behind.d_active, c.ready)::plan_change;
END $$;

-- A step ends for good: what it had armed is resolved as far as evidence goes. No request was written: nothing was sent.
CREATE OR REPLACE FUNCTION leave_nothing_armed(p_step bigint) RETURNS void
LANGUAGE sql AS $$
  UPDATE submissions SET state = CASE WHEN request_at IS NULL THEN 'failed_before' ELSE 'unknown' END
   WHERE step_id = p_step AND state = 'armed'
$$;

-- The plan as keys and edges, under the task's lock: what the check of a fragment needs.
CREATE OR REPLACE FUNCTION lock_plan(p_task uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM FROM tasks WHERE id = p_task FOR UPDATE;
  RETURN jsonb_build_object(
    'keys', (SELECT coalesce(jsonb_agg(key), '[]') FROM task_steps WHERE task_id = p_task),
    'edges', (SELECT coalesce(jsonb_agg(jsonb_build_array(p.key, k.key)), '[]') FROM step_edges e
               JOIN task_steps p ON p.id = e.parent_id JOIN task_steps k ON k.id = e.child_id WHERE e.task_id = p_task));
END $$;

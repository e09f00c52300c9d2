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

-- Whether a step, or something it cannot begin without, waits for a person. A settled join can: it is `held` back by nobody.
CREATE OR REPLACE FUNCTION branch_waits(p_step bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  WITH RECURSIVE ahead(id, status, waiting_for, "join") AS (
    SELECT id, status, waiting_for, "join" FROM task_steps WHERE id = p_step
    UNION
    SELECT s.id, s.status, s.waiting_for, s."join"
      FROM ahead a JOIN step_edges e ON e.child_id = a.id JOIN task_steps s ON s.id = e.parent_id
     WHERE a.status = 'pending' AND a."join" = 'all' AND s.status IN ('pending', 'waiting')
  )
  SELECT EXISTS (SELECT FROM ahead WHERE status = 'waiting' AND waiting_for = 'person')
$$;

-- Which of the questions to be asked stand open at another step of the task, by their meaning (`context.questions`: field key to
-- meaning), and in which intervention.
CREATE OR REPLACE FUNCTION asked_already(p_task uuid, p_step bigint, p_ask jsonb) RETURNS TABLE (key text, intervention_id bigint)
LANGUAGE sql STABLE AS $$
  SELECT mine.key, min(i.id)
    FROM jsonb_each_text(coalesce(p_ask->'context'->'questions', '{}')) mine
    JOIN interventions i ON i.task_id = p_task AND i.step_id <> p_step AND i.status = 'open'
   CROSS JOIN LATERAL jsonb_each_text(coalesce(i.context->'questions', '{}')) theirs
   WHERE theirs.value = mine.value GROUP BY mine.key
$$;

-- T7: parks the step: no worker, no lease, no browser. Settled joins behind it stop waiting for this branch. What stands open at
-- another step of the task is not asked twice: where that is all, the step waits for that answer.
CREATE OR REPLACE FUNCTION ask_person(p_task uuid, p_step bigint, p_token bigint, p_ask jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t tasks;
  s task_steps;
  asked interventions;
  elsewhere text[];
  behind bigint;
  fields jsonb;
  events jsonb;
  ready bigint[];
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  IF t.cancel_requested_at IS NOT NULL THEN
    RETURN CASE WHEN cancel_running_step(p_task, p_step, p_token) THEN '{"ready": []}' ELSE '{"fenced": true}' END::jsonb;
  END IF;
  SELECT coalesce(array_agg(a.key), '{}'), min(a.intervention_id) INTO elsewhere, behind FROM asked_already(p_task, p_step, p_ask) a;
  SELECT coalesce(jsonb_agg(f), '[]') INTO fields FROM jsonb_array_elements(p_ask->'fields') f WHERE NOT f->>'key' = ANY (elsewhere);
  behind := CASE WHEN jsonb_array_length(fields) = 0 THEN behind END;
  UPDATE task_steps SET status = 'waiting', waiting_for = 'person', waits_on = behind, lease_owner = NULL, lease_expires_at = NULL,
         round = round + (behind IS NULL)::int
   WHERE id = p_step AND lease_token = p_token AND status = 'running' RETURNING * INTO s;
  IF s.id IS NULL THEN
    RETURN '{"fenced": true}';
  END IF;
  PERFORM end_attempt(s.id, s.attempt, 'ask');
  events := jsonb_build_array(step_changed(s, 'running'));
  IF behind IS NOT NULL THEN
    events := events || jsonb_build_array(jsonb_build_object('step_id', s.id, 'type', 'task:progress', 'agent', 'system',
      'message', 'It asks what is asked already: the answer will do for both.', 'data',
      jsonb_build_object('intervention_id', behind, 'key', s.key)));
  ELSE
    INSERT INTO interventions (user_id, task_id, step_id, round, kind, prompt, fields, context, prospect, expires_at, on_expiry, default_enc)
    VALUES (s.user_id, s.task_id, s.id, s.round, p_ask->>'kind', p_ask->>'question', fields,
            CASE WHEN elsewhere = '{}' THEN p_ask->'context'
              ELSE jsonb_set(p_ask->'context', '{questions}', (p_ask->'context'->'questions') - elsewhere) END,
            (p_ask->>'prospect')::boolean, clock_timestamp() + make_interval(secs => (p_ask->>'expires_in_s')::float8),
            -- A default is for all of it: where the person is asked a part elsewhere, their word is waited for.
            CASE WHEN elsewhere <> '{}' AND p_ask->>'on_expiry' = 'default' THEN 'skip' ELSE coalesce(p_ask->>'on_expiry', 'skip') END,
            CASE WHEN elsewhere = '{}' THEN decode(p_ask->>'default_sealed', 'base64') END)
    RETURNING * INTO asked;
    INSERT INTO outbox (user_id, topic, dedupe_key, payload)
    VALUES (s.user_id, 'intervention', 'intervention:' || asked.id, jsonb_build_object('intervention_id', asked.id, 'kind', asked.kind));
    events := events || jsonb_build_array(jsonb_build_object('step_id', s.id, 'type', 'hitl:request', 'agent', 'system',
        'message', asked.prompt, 'data', jsonb_build_object('intervention_id', asked.id, 'step_id', s.id, 'kind', asked.kind,
        'question', asked.prompt, 'fields', asked.fields, 'expires_at', asked.expires_at)));
  END IF;
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
           status = CASE WHEN k.deps_left = counted.n THEN 'ready' ELSE k.status END, available_at = ready_from(t.paused_at)
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

-- A question is open no more, whatever became of it: the steps that waited for its answer look again.
CREATE OR REPLACE FUNCTION wake_those_behind() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  t tasks;
  events jsonb;
  woken bigint[];
BEGIN
  IF OLD.status <> 'open' OR NEW.status = 'open' THEN
    RETURN NULL;
  END IF;
  SELECT * INTO t FROM tasks WHERE id = NEW.task_id;
  WITH again AS (
    UPDATE task_steps SET status = 'ready', waiting_for = NULL, waits_on = NULL, available_at = ready_from(t.paused_at),
           dispatched_at = NULL
     WHERE task_id = NEW.task_id AND status = 'waiting' AND waits_on = NEW.id RETURNING task_steps AS s
  )
  SELECT jsonb_agg(step_changed(s, 'waiting')), array_agg((s).id) INTO events, woken FROM again;
  IF woken IS NOT NULL THEN
    PERFORM take_branch_back(id) FROM unnest(woken) AS id;
    PERFORM write_events(NEW.task_id, events, 0, cardinality(woken));
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS interventions_wake ON interventions;
CREATE TRIGGER interventions_wake AFTER UPDATE OF status ON interventions FOR EACH ROW EXECUTE FUNCTION wake_those_behind();

-- T8: one winner. Answers the state it found: answered, not_found, already_answered, expired, ended. A step that asked while it
-- runs on (65_warm) takes its answer by itself; whatever became of it since, its status is not the answer's to change.
CREATE OR REPLACE FUNCTION answer_intervention(p_task uuid, p_step bigint, p_action text, p_answer bytea, p_by text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  t tasks;
  i interventions;
  s task_steps;
  behind bigint[];
  c plan_change := no_change();
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  SELECT * INTO i FROM interventions WHERE task_id = p_task AND step_id = p_step ORDER BY round DESC LIMIT 1 FOR NO KEY UPDATE;
  IF t.id IS NULL OR i.id IS NULL THEN
    RETURN '{"state": "not_found"}';
  ELSIF i.status = 'answered' THEN
    RETURN jsonb_build_object('state', 'already_answered', 'by', i.answered_by, 'at', i.answered_at);
  ELSIF i.status <> 'open' OR i.expires_at < clock_timestamp() AND p_by <> 'expiry' THEN
    RETURN jsonb_build_object('state', 'expired', 'status', i.status);
  END IF;
  behind := ARRAY(SELECT id FROM task_steps WHERE task_id = p_task AND status = 'waiting' AND waits_on = i.id);
  UPDATE interventions SET status = 'answered', action = p_action, answer_enc = p_answer, answered_by = p_by,
         answered_at = clock_timestamp() WHERE id = i.id;
  UPDATE task_steps SET status = CASE WHEN p_action = 'skip' THEN 'skipped' ELSE 'ready' END, waiting_for = NULL,
         available_at = ready_from(t.paused_at), dispatched_at = NULL,
         finished_at = CASE WHEN p_action = 'skip' THEN clock_timestamp() END
   WHERE id = p_step AND status = 'waiting' RETURNING * INTO s;
  IF s.id IS NULL THEN
    PERFORM write_events(p_task, jsonb_build_array(jsonb_build_object('step_id', p_step, 'type', 'hitl:response', 'agent', 'system',
      'message', 'A person answered: ' || p_action, 'data',
      jsonb_build_object('intervention_id', i.id, 'step_id', p_step, 'kind', i.kind, 'action', p_action))));
    RETURN jsonb_build_object('state', 'answered', 'ready', hints_for(behind), 'status', (SELECT status FROM task_steps WHERE id = p_step));
  END IF;
  PERFORM take_branch_back(p_step);
  IF p_action = 'skip' THEN
    PERFORM leave_nothing_armed(p_task);
    c := settle_children(ARRAY[p_step], false);
    c.d_open := c.d_open - 1;
  ELSE
    c.d_active := 1;
    c.ready := ARRAY[p_step];
  END IF;
  c.ready := c.ready || behind;
  PERFORM write_events(p_task, jsonb_build_array(step_changed(s, 'waiting'), jsonb_build_object('step_id', p_step, 'type', 'hitl:response',
    'agent', 'system', 'message',
    CASE p_by WHEN 'expiry' THEN 'Nobody answered in time: its default holds.' ELSE 'A person answered: ' || p_action END, 'data',
    jsonb_build_object('intervention_id', i.id, 'step_id', p_step, 'kind', i.kind, 'action', p_action, 'by', p_by))) || c.events, c.d_open, c.d_active);
  RETURN jsonb_build_object('state', 'answered', 'ready', hints_for(c.ready), 'status', s.status);
END $$;

-- Puts a question off: it is shown again at `p_until`, and the time to answer it that was left is left then. Null wakes it. Answers
-- the state it found: snoozed, woken, not_found, already_answered, expired, awaited (a worker waits for this answer now).
CREATE OR REPLACE FUNCTION snooze_intervention(p_id bigint, p_until timestamptz) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  now_at timestamptz := clock_timestamp();
  i interventions;
  begins timestamptz;
BEGIN
  PERFORM FROM tasks WHERE id = (SELECT task_id FROM interventions WHERE id = p_id) FOR NO KEY UPDATE;
  SELECT * INTO i FROM interventions WHERE id = p_id FOR NO KEY UPDATE;
  IF i.id IS NULL THEN
    RETURN '{"state": "not_found"}';
  ELSIF i.status = 'answered' THEN
    RETURN jsonb_build_object('state', 'already_answered', 'by', i.answered_by, 'at', i.answered_at);
  ELSIF i.status <> 'open' OR i.expires_at < now_at THEN
    RETURN jsonb_build_object('state', 'expired', 'status', i.status);
  ELSIF p_until IS NULL THEN
    UPDATE interventions SET snoozed_until = NULL WHERE id = p_id;
    RETURN '{"state": "woken"}';
  ELSIF NOT EXISTS (SELECT FROM task_steps WHERE id = i.step_id AND status = 'waiting') THEN
    RETURN '{"state": "awaited"}';
  END IF;
  begins := greatest(now_at, i.snoozed_until);
  UPDATE interventions SET snoozed_until = p_until, expires_at = greatest(i.expires_at, p_until + (i.expires_at - begins)) WHERE id = p_id;
  RETURN '{"state": "snoozed"}';
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
  SELECT * INTO t FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
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
  PERFORM leave_nothing_armed(p_task);
  RETURN write_events(p_task, jsonb_build_array(task_event('task:progress', p_why)) || events, -ended, -was_active);
END $$;

CREATE OR REPLACE FUNCTION cancel_running_step(p_task uuid, p_step bigint, p_token bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  s task_steps;
BEGIN
  PERFORM FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  UPDATE task_steps SET status = 'cancelled', lease_owner = NULL, lease_expires_at = NULL, finished_at = clock_timestamp()
   WHERE id = p_step AND lease_token = p_token AND status = 'running' RETURNING * INTO s;
  IF s.id IS NULL THEN
    RETURN false;
  END IF;
  PERFORM end_attempt(s.id, s.attempt, 'cancelled');
  PERFORM leave_nothing_armed(p_task);
  PERFORM write_events(p_task, jsonb_build_array(step_changed(s, 'running')), -1, -1);
  RETURN true;
END $$;

-- T12: claims test it; nothing running is killed. What is ready is put out of sight of those who look for work; what had to wait
-- before it is tried again still has to when the task goes on.
CREATE OR REPLACE FUNCTION pause_task(p_task uuid, p_pause boolean) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  t tasks;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  IF t.id IS NULL OR t.status IN ('completed', 'failed', 'cancelled') OR (t.paused_at IS NOT NULL) = p_pause THEN
    RETURN t.status;
  END IF;
  UPDATE tasks SET paused_at = CASE WHEN p_pause THEN clock_timestamp() END WHERE id = p_task RETURNING * INTO t;
  UPDATE task_steps SET dispatched_at = NULL, available_at = greatest(ready_from(t.paused_at), (error->>'again_at')::timestamptz)
   WHERE task_id = p_task AND status = 'ready' AND (p_pause OR available_at = 'infinity');
  RETURN write_events(p_task, '[]');
END $$;

-- A person wants a step that failed or was skipped to be tried again, and what was skipped behind it; a step that waits for
-- time, at once. Answers {"state"}: ready, or why not: not_found, cancelled, deadline, running, succeeded, behind (a step before it has
-- not succeeded, or for a settled join not ended: {"key"}).
CREATE OR REPLACE FUNCTION revive_step(p_task uuid, p_step bigint, p_by text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  t tasks;
  s task_steps;
  now_is task_steps;
  behind bigint[];
  blocking text;
  events jsonb;
  no_longer int;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  SELECT * INTO s FROM task_steps WHERE id = p_step AND task_id = p_task;
  IF t.id IS NULL OR s.id IS NULL THEN
    RETURN '{"state": "not_found"}';
  ELSIF t.cancel_requested_at IS NOT NULL THEN
    RETURN '{"state": "cancelled"}';
  ELSIF t.deadline_at < clock_timestamp() THEN
    RETURN '{"state": "deadline"}';
  ELSIF s.status = 'ready' OR s.status = 'waiting' AND s.waiting_for = 'time' THEN
    UPDATE task_steps SET status = 'ready', waiting_for = NULL, available_at = ready_from(t.paused_at), dispatched_at = NULL,
           error = error - 'again_at' WHERE id = p_step RETURNING * INTO now_is;
    PERFORM write_events(p_task, CASE s.status WHEN 'ready' THEN '[]' ELSE jsonb_build_array(step_changed(now_is, s.status)) END,
      0, (s.status = 'waiting')::int);
    RETURN jsonb_build_object('state', 'ready', 'ready', hints_for(ARRAY[p_step]));
  ELSIF s.status NOT IN ('failed', 'skipped') THEN
    RETURN jsonb_build_object('state', s.status);
  END IF;
  SELECT p.key INTO blocking FROM step_edges e JOIN task_steps p ON p.id = e.parent_id
   WHERE e.child_id = p_step AND CASE s."join" WHEN 'all' THEN p.status <> 'succeeded'
           ELSE p.status IN ('pending', 'ready', 'running', 'waiting') AND NOT branch_waits(p.id) END LIMIT 1;
  IF blocking IS NOT NULL THEN
    RETURN jsonb_build_object('state', 'behind', 'key', blocking);
  END IF;
  -- The earlier no was taken back with this; the step would only read it again.
  UPDATE interventions SET status = 'cancelled' WHERE step_id = p_step AND status = 'answered' AND action IN ('reject', 'skip');
  UPDATE task_steps SET status = 'ready', failures = 0, worker_losses = 0, dead_letter = false, error = NULL, dispatched_at = NULL,
         finished_at = NULL, available_at = ready_from(t.paused_at), deps_left = 0
   WHERE id = p_step RETURNING * INTO now_is;
  behind := skipped_behind(p_step);
  WITH again AS (
    UPDATE task_steps k SET status = 'pending', finished_at = NULL,
           deps_left = (SELECT count(*) FROM step_edges e JOIN task_steps p ON p.id = e.parent_id
                         WHERE e.child_id = k.id AND (p.id = ANY (behind || p_step) OR p.status <> 'succeeded'))
     WHERE k.id = ANY (behind)
    RETURNING k
  )
  SELECT coalesce(jsonb_agg(step_changed(k, 'skipped')), '[]') INTO events FROM again;
  -- Joins that have not begun wait for this branch again, but for what of it waits for a person.
  UPDATE step_edges e SET held = branch_waits(e.parent_id) FROM task_steps k
   WHERE e.parent_id = ANY (behind || p_step) AND k.id = e.child_id AND k."join" = 'settled' AND k.status IN ('pending', 'ready');
  WITH counted AS (
    SELECT k.id, k.status AS before, count(*) AS n
      FROM task_steps k JOIN step_edges e ON e.child_id = k.id JOIN task_steps p ON p.id = e.parent_id
     WHERE k.id IN (SELECT child_id FROM step_edges WHERE parent_id = ANY (behind || p_step))
       AND k."join" = 'settled' AND k.status IN ('pending', 'ready')
       AND NOT e.held AND p.status IN ('pending', 'ready', 'running', 'waiting')
     GROUP BY k.id
  ), moved AS (
    UPDATE task_steps k SET deps_left = c.n, status = 'pending' FROM counted c WHERE k.id = c.id RETURNING k, c.before
  )
  SELECT events || coalesce(jsonb_agg(step_changed(k, before)), '[]'), count(*) INTO events, no_longer FROM moved WHERE before = 'ready';
  PERFORM write_events(p_task, jsonb_build_array(jsonb_build_object('step_id', p_step, 'type', 'task:progress', 'agent', 'system',
    'message', s.key || ' is tried again by ' || p_by || '.', 'data', jsonb_build_object('key', s.key, 'by', p_by)),
    step_changed(now_is, s.status)) || events, 1 + cardinality(behind), 1 - no_longer);
  RETURN jsonb_build_object('state', 'ready', 'ready', hints_for(ARRAY[p_step]), 'again', cardinality(behind));
END $$;

-- The steps that were skipped only because of this one: no other step before them has failed or been skipped.
CREATE OR REPLACE FUNCTION skipped_behind(p_step bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
  found bigint[] := '{}';
  more bigint[];
BEGIN
  LOOP
    more := ARRAY(SELECT DISTINCT k.id FROM step_edges e JOIN task_steps k ON k.id = e.child_id
                   WHERE e.parent_id = ANY (found || p_step) AND k.status = 'skipped' AND k."join" = 'all' AND NOT k.id = ANY (found)
                     AND NOT EXISTS (SELECT FROM step_edges o JOIN task_steps p ON p.id = o.parent_id
                                      WHERE o.child_id = k.id AND p.status IN ('failed', 'skipped', 'cancelled')
                                        AND NOT p.id = ANY (found || p_step)));
    EXIT WHEN cardinality(more) = 0;
    found := found || more;
  END LOOP;
  RETURN found;
END $$;

-- A person does without a step: it and what waits for it are skipped. Answers {"state"}: skipped, or why not.
CREATE OR REPLACE FUNCTION skip_step(p_task uuid, p_step bigint, p_by text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  s task_steps;
  c plan_change;
BEGIN
  PERFORM FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  SELECT * INTO s FROM task_steps WHERE id = p_step AND task_id = p_task;
  IF s.id IS NULL THEN
    RETURN '{"state": "not_found"}';
  ELSIF s.status NOT IN ('pending', 'ready', 'waiting') THEN
    RETURN jsonb_build_object('state', s.status);
  END IF;
  PERFORM take_branch_back(p_step);
  c := drop_steps(p_task, ARRAY[s.key]);
  PERFORM write_events(p_task, jsonb_build_array(jsonb_build_object('step_id', p_step, 'type', 'task:progress', 'agent', 'system',
    'message', s.key || ' is skipped by ' || p_by || '.', 'data', jsonb_build_object('key', s.key, 'by', p_by))) || c.events, c.d_open, c.d_active);
  RETURN jsonb_build_object('state', 'skipped', 'ready', hints_for(c.ready));
END $$;

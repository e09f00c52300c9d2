-- Waiting for a person with a page open: a running step asks, holds one of few warm slots, and takes the answer once. And what a
-- running step may do besides failing when it has to come back later.

-- Not now, and nobody's failure: the step waits for time, holds nothing, and begins again by itself.
CREATE OR REPLACE FUNCTION put_off_step(p_task uuid, p_step bigint, p_token bigint, p_after_s float8, p_why text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t tasks;
  s task_steps;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  IF t.cancel_requested_at IS NOT NULL THEN
    RETURN CASE WHEN cancel_running_step(p_task, p_step, p_token) THEN '{"ready": []}' ELSE '{"fenced": true}' END::jsonb;
  END IF;
  UPDATE task_steps SET status = 'waiting', waiting_for = 'time', lease_owner = NULL, lease_expires_at = NULL, dispatched_at = NULL,
         available_at = clock_timestamp() + make_interval(secs => p_after_s)
   WHERE id = p_step AND lease_token = p_token AND status = 'running' RETURNING * INTO s;
  IF s.id IS NULL THEN
    RETURN '{"fenced": true}';
  END IF;
  PERFORM end_attempt(s.id, s.attempt, 'retry', jsonb_build_object('kind', 'put_off', 'reason', p_why));
  PERFORM write_events(p_task, jsonb_build_array(step_changed(s, 'running')), 0, -1);
  RETURN '{"ready": []}';
END $$;

-- One of `p_slots` for a running step, for at most `p_seconds`; false where none is free. Slots of steps that have lost their
-- lease, or whose time has passed, are free.
CREATE OR REPLACE FUNCTION take_warm_slot(p_step bigint, p_token bigint, p_slots int, p_seconds float8) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(4242, 2);
  DELETE FROM warm_slots w WHERE w.step_id = p_step OR w.until < clock_timestamp() OR NOT EXISTS (SELECT FROM task_steps s
     WHERE s.id = w.step_id AND s.lease_token = w.token AND s.status = 'running' AND s.lease_expires_at > clock_timestamp());
  IF (SELECT count(*) FROM warm_slots) >= p_slots THEN
    RETURN false;
  END IF;
  INSERT INTO warm_slots (step_id, token, until)
  SELECT id, p_token, clock_timestamp() + make_interval(secs => p_seconds) FROM task_steps
   WHERE id = p_step AND lease_token = p_token AND status = 'running';
  RETURN FOUND;
END $$;

CREATE OR REPLACE FUNCTION free_warm_slot(p_step bigint, p_token bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER AS $$ DELETE FROM warm_slots WHERE step_id = p_step AND token = p_token $$;

-- Whether the person is at another step's door just now: its browser stands open for them, or they have said that they are there
-- and it is about to.
CREATE OR REPLACE FUNCTION warm_elsewhere(p_step bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT EXISTS (SELECT FROM warm_slots w JOIN task_steps s ON s.id = w.step_id AND s.lease_token = w.token AND s.status = 'running'
                  WHERE w.step_id <> p_step AND w.until > clock_timestamp() AND s.lease_expires_at > clock_timestamp()
                    AND s.user_id = me.user_id)
      OR EXISTS (SELECT FROM interventions i JOIN task_steps s ON s.id = i.step_id AND s.round = i.round AND s.status IN ('ready', 'running')
                  WHERE i.user_id = me.user_id AND i.step_id <> p_step AND i.status = 'answered' AND i.action IN ('answer', 'retry', 'approve')
                    AND (i.context->>'ready')::boolean AND i.answered_at > clock_timestamp() - interval '2 minutes')
    FROM task_steps me WHERE me.id = p_step
$$;

-- T7 without parking: the step asks and goes on running. At most five minutes. Answers {"id", "round"}, {"cancelled"} or {"fenced"}.
CREATE OR REPLACE FUNCTION ask_warm(p_task uuid, p_step bigint, p_token bigint, p_ask jsonb, p_seconds float8) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t tasks;
  s task_steps;
  asked interventions;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  IF t.cancel_requested_at IS NOT NULL THEN
    RETURN '{"cancelled": true}';
  END IF;
  UPDATE task_steps SET round = round + 1 WHERE id = p_step AND lease_token = p_token AND status = 'running' RETURNING * INTO s;
  IF s.id IS NULL THEN
    RETURN '{"fenced": true}';
  END IF;
  INSERT INTO interventions (user_id, task_id, step_id, round, kind, prompt, fields, context, prospect, expires_at)
  VALUES (s.user_id, s.task_id, s.id, s.round, p_ask->>'kind', p_ask->>'question', p_ask->'fields', p_ask->'context', false,
          clock_timestamp() + make_interval(secs => least(p_seconds, 300)))
  RETURNING * INTO asked;
  INSERT INTO outbox (user_id, topic, dedupe_key, payload)
  VALUES (s.user_id, 'intervention', 'intervention:' || asked.id, jsonb_build_object('intervention_id', asked.id, 'kind', asked.kind));
  PERFORM write_events(p_task, jsonb_build_array(jsonb_build_object('step_id', s.id, 'type', 'hitl:request', 'agent', 'system',
    'message', asked.prompt, 'data', jsonb_build_object('intervention_id', asked.id, 'step_id', s.id, 'kind', asked.kind,
    'question', asked.prompt, 'fields', asked.fields, 'expires_at', asked.expires_at))));
  RETURN jsonb_build_object('id', asked.id, 'round', asked.round);
END $$;

-- What has become of a warm question: {"state": open|answered|expired|cancelled}. An answer is handed over once, and is nowhere
-- afterwards: whoever takes it has it, and a process that dies with it in hand asks again.
CREATE OR REPLACE FUNCTION take_warm_answer(p_step bigint, p_token bigint, p_id bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  i interventions;
BEGIN
  IF NOT EXISTS (SELECT FROM task_steps WHERE id = p_step AND lease_token = p_token AND status = 'running') THEN
    RETURN '{"state": "fenced"}';
  END IF;
  SELECT * INTO i FROM interventions WHERE id = p_id AND step_id = p_step;
  IF i.status = 'answered' THEN
    SELECT * INTO i FROM interventions WHERE id = p_id FOR NO KEY UPDATE;
    UPDATE interventions SET answer_enc = NULL WHERE id = p_id;
    RETURN jsonb_build_object('state', 'answered', 'action', i.action, 'answer', encode(i.answer_enc, 'base64'), 'by', i.answered_by);
  END IF;
  RETURN jsonb_build_object('state', CASE WHEN i.status = 'open' AND i.expires_at < clock_timestamp() THEN 'expired' ELSE i.status END);
END $$;

-- A warm question whose time is over, or whose page is gone, is asked no more.
CREATE OR REPLACE FUNCTION close_warm(p_task uuid, p_step bigint, p_id bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  UPDATE interventions SET status = 'expired' WHERE id = p_id AND step_id = p_step AND status = 'open';
  IF FOUND THEN
    PERFORM write_events(p_task, jsonb_build_array(jsonb_build_object('step_id', p_step, 'type', 'hitl:expired', 'agent', 'system',
      'message', 'Nobody answered in time.', 'data', jsonb_build_object('intervention_id', p_id))));
  END IF;
END $$;

-- What a person answered with a secret is kept no longer than it is needed.
CREATE OR REPLACE FUNCTION wipe_answer(p_step bigint, p_token bigint, p_id bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  UPDATE interventions i SET answer_enc = NULL FROM task_steps s
   WHERE i.id = p_id AND i.step_id = p_step AND i.status = 'answered' AND s.id = p_step AND s.lease_token = p_token AND s.status = 'running';
  RETURN FOUND;
END $$;

-- A step asks one thing at a time: what a lost attempt left open is asked no more when the next one asks.
CREATE OR REPLACE FUNCTION ask_one_thing() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE interventions SET status = 'cancelled' WHERE step_id = NEW.step_id AND status = 'open';
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS interventions_one_at_a_time ON interventions;
CREATE TRIGGER interventions_one_at_a_time BEFORE INSERT ON interventions FOR EACH ROW EXECUTE FUNCTION ask_one_thing();

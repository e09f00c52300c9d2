-- The ledger's row for this candidate and posting, made when there is none; never a second one.
-- Answers {"state","id"} of the row that stands, {"made": true} when it is new, {"same_job": id} when another posting of the
-- same job stands and nobody has said that this is another job.
CREATE OR REPLACE FUNCTION plan_submission(p jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  was submissions;
  twin submissions;
BEGIN
  PERFORM FROM tasks WHERE id = (p->>'task_id')::uuid FOR NO KEY UPDATE;
  SELECT * INTO was FROM submissions WHERE candidate_id = (p->>'candidate_id')::uuid AND posting_key = p->>'posting_key' FOR NO KEY UPDATE;
  IF was.id IS NOT NULL THEN
    IF was.state IN ('planned', 'approved', 'failed_before') THEN
      UPDATE submissions SET form_digest = p->>'form_digest', task_id = (p->>'task_id')::uuid, step_id = (p->>'step_id')::bigint,
             application_id = (p->>'application_id')::uuid,
             state = CASE WHEN form_digest = p->>'form_digest' AND state <> 'planned' THEN state ELSE 'planned' END
       WHERE id = was.id AND (was.task_id = (p->>'task_id')::uuid OR NOT task_is_open(was.task_id)) RETURNING * INTO was;
      IF was.id IS NULL THEN
        RETURN jsonb_build_object('elsewhere', true);
      END IF;
    END IF;
    RETURN jsonb_build_object('id', was.id, 'state', was.state);
  END IF;
  SELECT * INTO twin FROM submissions WHERE candidate_id = (p->>'candidate_id')::uuid AND fingerprint = p->>'fingerprint'
     AND distinct_by IS NULL;
  IF twin.id IS NOT NULL AND p->>'distinct_by' IS NULL THEN
    RETURN jsonb_build_object('same_job', twin.id, 'state', twin.state);
  END IF;
  INSERT INTO submissions (user_id, candidate_id, application_id, posting_key, fingerprint, distinct_by, task_id, step_id, form_digest)
  VALUES ((p->>'user_id')::uuid, (p->>'candidate_id')::uuid, (p->>'application_id')::uuid, p->>'posting_key', p->>'fingerprint',
          p->>'distinct_by', (p->>'task_id')::uuid, (p->>'step_id')::bigint, p->>'form_digest')
  ON CONFLICT DO NOTHING RETURNING * INTO was;
  IF was.id IS NULL THEN
    RETURN jsonb_build_object('elsewhere', true);
  END IF;
  RETURN jsonb_build_object('id', was.id, 'state', was.state, 'made', true);
END $$;

CREATE OR REPLACE FUNCTION task_is_open(p_task uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM tasks WHERE id = p_task AND status NOT IN ('completed', 'failed', 'cancelled'))
$$;

CREATE OR REPLACE FUNCTION approve_submission(p_id bigint, p_digest text, p_by text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  s submissions;
BEGIN
  SELECT * INTO s FROM submissions WHERE id = p_id FOR NO KEY UPDATE;
  IF s.form_digest IS DISTINCT FROM p_digest THEN
    RETURN 'manifest_changed';
  ELSIF s.state IN ('planned', 'approved', 'failed_before') THEN
    UPDATE submissions SET state = 'approved', approved_by = p_by, approved_at = clock_timestamp() WHERE id = p_id;
    RETURN 'approved';
  END IF;
  RETURN s.state;
END $$;

-- Approves without the person, under a rule of theirs; never more than `p_per_day` of a user's within 24 hours, whatever tasks ask at
-- once, and never while the stop button is pressed. Answers 'approved' or why not.
CREATE OR REPLACE FUNCTION approve_by_autopilot(p_id bigint, p_digest text, p_by text, p_per_day int) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  s submissions;
BEGIN
  SELECT * INTO s FROM submissions WHERE id = p_id FOR NO KEY UPDATE;
  IF s.form_digest IS DISTINCT FROM p_digest THEN
    RETURN 'manifest_changed';
  ELSIF s.state = 'approved' AND s.autopiloted_at IS NOT NULL THEN
    RETURN 'approved';  -- asked again by an attempt whose answer was lost
  ELSIF s.state NOT IN ('planned', 'approved', 'failed_before') THEN
    RETURN s.state;
  ELSIF EXISTS (SELECT FROM users WHERE id = s.user_id AND stopped_at IS NOT NULL) THEN
    RETURN 'stopped';
  END IF;
  PERFORM pg_advisory_xact_lock(4244, hashtext(s.user_id::text));
  IF (SELECT count(*) FROM submissions WHERE user_id = s.user_id AND id <> p_id
         AND autopiloted_at > clock_timestamp() - interval '24 hours') >= p_per_day THEN
    RETURN 'autopilot_day_full';
  END IF;
  UPDATE submissions SET state = 'approved', approved_by = p_by, approved_at = clock_timestamp(), autopiloted_at = clock_timestamp()
   WHERE id = p_id;
  RETURN 'approved';
END $$;

-- T9: the last thing before the click, committed by itself. Answers 'armed' or why not. `p_beyond`: a person said that what is
-- not known to have arrived shall not count against the goal.
CREATE OR REPLACE FUNCTION arm_submission(p_task uuid, p_step bigint, p_token bigint, p_id bigint, p_digest text, p_beyond boolean)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  t tasks;
  s submissions;
  sent int;
BEGIN
  SELECT * INTO t FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  PERFORM FROM task_steps WHERE id = p_step AND lease_token = p_token AND status = 'running' FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN 'fenced';
  END IF;
  SELECT * INTO s FROM submissions WHERE id = p_id FOR NO KEY UPDATE;
  SELECT count(*) INTO sent FROM submissions WHERE task_id = p_task AND id <> p_id
     AND (state IN ('armed', 'confirmed') OR state = 'unknown' AND NOT p_beyond);
  IF t.cancel_requested_at IS NOT NULL THEN
    RETURN 'cancelled';
  ELSIF EXISTS (SELECT FROM users WHERE id = t.user_id AND stopped_at IS NOT NULL) THEN
    RETURN 'stopped';
  ELSIF (t.options->>'dry_run')::boolean THEN
    RETURN 'dry_run';
  ELSIF s.state NOT IN ('approved', 'failed_before') OR s.approved_by IS NULL THEN
    RETURN CASE s.state WHEN 'armed' THEN 'unresolved' WHEN 'unknown' THEN 'unknown' WHEN 'confirmed' THEN 'confirmed'
                        ELSE 'not_approved' END;
  ELSIF s.form_digest <> p_digest THEN
    RETURN 'manifest_changed';
  ELSIF sent >= (t.goal->>'count')::int THEN
    RETURN 'goal_met';
  END IF;
  -- Two tasks of one user share no row: without this both could find room for the day's last application.
  PERFORM pg_advisory_xact_lock(4243, hashtext(t.user_id::text));
  IF day_is_full_until(t) IS NOT NULL THEN
    RETURN 'day_limit';
  ELSIF EXISTS (SELECT FROM applications a JOIN postings p ON p.id = a.posting_id
                 WHERE a.id = s.application_id AND company_is_full(t, p.company) IS NOT NULL) THEN
    RETURN 'company_limit';
  END IF;
  UPDATE submissions SET state = 'armed', arms = arms + 1, armed_at = clock_timestamp(), request_at = NULL,
         lease_token = p_token, step_id = p_step, task_id = p_task WHERE id = p_id;
  PERFORM write_events(p_task, jsonb_build_array(jsonb_build_object('step_id', p_step, 'type', 'applier:submit', 'agent', 'applier',
    'message', 'Armed: the one click follows.', 'data', jsonb_build_object('submission_id', p_id, 'state', 'armed', 'manifest_hash', p_digest))));
  RETURN 'armed';
END $$;

-- Written by the route handler before it lets the one request go: without it the click never left.
CREATE OR REPLACE FUNCTION note_submit_request(p_task uuid, p_step bigint, p_token bigint, p_id bigint, p_host text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM tasks WHERE id = p_task AND cancel_requested_at IS NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM FROM task_steps WHERE id = p_step AND lease_token = p_token AND status = 'running' FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE submissions SET request_at = clock_timestamp() WHERE id = p_id AND state = 'armed' AND lease_token = p_token AND request_at IS NULL;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM write_events(p_task, jsonb_build_array(jsonb_build_object('step_id', p_step, 'type', 'applier:submit', 'agent', 'applier',
    'message', 'The submit request leaves.', 'data', jsonb_build_object('submission_id', p_id, 'event', 'submit_request', 'host', p_host))));
  RETURN true;
END $$;

-- T10: how the one act of sending ended, or what was found out about it later. Terminal states never change.
CREATE OR REPLACE FUNCTION settle_submission(p_task uuid, p_step bigint, p_token bigint, p_id bigint, p_state text, p_evidence jsonb)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  s submissions;
BEGIN
  PERFORM FROM tasks WHERE id = p_task FOR NO KEY UPDATE;
  PERFORM FROM task_steps WHERE id = p_step AND lease_token = p_token AND status = 'running' FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN 'fenced';
  END IF;
  UPDATE submissions SET evidence = coalesce(evidence, '{}') || p_evidence,
         -- A request was let go: only the site's refusal or a person who looked can say that nothing arrived.
         state = CASE WHEN p_state = 'failed_before' AND request_at IS NOT NULL AND p_evidence->>'basis' = 'not_sent' THEN 'unknown'
                      ELSE p_state END,
         confirmed_at = CASE WHEN p_state = 'confirmed' THEN clock_timestamp() END
   WHERE id = p_id AND state IN ('armed', 'unknown') RETURNING * INTO s;
  IF s.id IS NULL THEN
    RETURN (SELECT state FROM submissions WHERE id = p_id);
  END IF;
  PERFORM write_events(p_task, jsonb_build_array(jsonb_build_object('step_id', p_step, 'agent', 'applier',
    'type', CASE WHEN s.state = 'confirmed' THEN 'applier:complete' ELSE 'applier:submit' END,
    'message', CASE s.state WHEN 'confirmed' THEN 'Confirmed by the site.' WHEN 'unknown' THEN 'Sent, but not confirmed.' ELSE 'Not sent.' END,
    'data', jsonb_build_object('submission_id', p_id, 'state', s.state, 'manifest_hash', s.form_digest))));
  RETURN s.state;
END $$;

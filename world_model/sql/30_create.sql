-- T1: the task, its first plan and its first events in one statement. Steps come with `parents` (keys); every parent is
-- part of the same plan, which has been checked to be a DAG.
CREATE OR REPLACE FUNCTION create_task(p_task jsonb, p_steps jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  t tasks;
  made jsonb;
BEGIN
  INSERT INTO tasks (id, user_id, candidate_id, raw_prompt, goal, options, plan_summary, steps, max_steps, max_cost_usd, deadline_at)
  SELECT (p_task->>'id')::uuid, (p_task->>'user_id')::uuid, (p_task->>'candidate_id')::uuid, p_task->>'raw_prompt',
         p_task->'goal', p_task->'options', p_task->>'plan_summary', jsonb_array_length(p_steps), (p_task->>'max_steps')::int,
         (p_task->>'max_cost_usd')::float8, (p_task->>'deadline_at')::timestamptz
  RETURNING * INTO t;
  PERFORM insert_steps(t.id, t.user_id, p_steps, 0, true);
  INSERT INTO step_edges (task_id, user_id, parent_id, child_id)
  SELECT t.id, t.user_id, p.id, c.id
    FROM jsonb_array_elements(p_steps) AS s(body)
    JOIN task_steps c ON c.task_id = t.id AND c.key = s.body->>'key'
   CROSS JOIN LATERAL jsonb_array_elements_text(s.body->'parents') AS parent(key)
    JOIN task_steps p ON p.task_id = t.id AND p.key = parent.key;
  PERFORM write_events(t.id, jsonb_build_array(task_event('task:queued', t.plan_summary)), t.steps,
    (SELECT count(*)::int FROM jsonb_array_elements(p_steps) AS s(body) WHERE s.body->'parents' = '[]'));
  SELECT jsonb_agg(jsonb_build_object('id', id, 'key', key, 'role', role, 'status', status) ORDER BY step_order)
    INTO made FROM task_steps WHERE task_id = t.id;
  RETURN made;
END $$;

-- `p_counted`: every parent is one of these steps, so those without any may begin at once; else the caller counts them.
CREATE OR REPLACE FUNCTION insert_steps(p_task uuid, p_user uuid, p_steps jsonb, p_from int, p_counted boolean) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO task_steps (task_id, user_id, key, step_order, title, action_type, role, "join", max_attempts, payload, deps_left, status)
  SELECT p_task, p_user, key, p_from + n, coalesce(title, ''), action_type, role, coalesce("join", 'all'), coalesce(max_attempts, 3),
         coalesce(payload, '{}'), CASE WHEN p_counted THEN jsonb_array_length(parents) ELSE 0 END,
         CASE WHEN p_counted AND parents = '[]' THEN 'ready' ELSE 'pending' END
    FROM ROWS FROM (jsonb_to_recordset(p_steps) AS (key text, title text, action_type text, role text, "join" text, max_attempts int,
           parents jsonb, payload jsonb)) WITH ORDINALITY AS s(key, title, action_type, role, "join", max_attempts, parents, payload, n)
$$;

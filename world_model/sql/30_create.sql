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
  PERFORM insert_steps(t.id, t.user_id, p_steps, 0);
  INSERT INTO step_edges (task_id, user_id, parent_id, child_id)
  SELECT t.id, t.user_id, p.id, c.id
    FROM jsonb_array_elements(p_steps) AS s(body)
    JOIN task_steps c ON c.task_id = t.id AND c.key = s.body->>'key'
   CROSS JOIN LATERAL jsonb_array_elements_text(s.body->'parents') AS parent(key)
    JOIN task_steps p ON p.task_id = t.id AND p.key = parent.key;
  UPDATE task_steps c SET deps_left = d.n
    FROM (SELECT child_id, count(*) AS n FROM step_edges WHERE task_id = t.id GROUP BY child_id) d
   WHERE c.id = d.child_id;
  UPDATE task_steps SET status = 'ready' WHERE task_id = t.id AND deps_left = 0;
  PERFORM write_events(t.id, jsonb_build_array(task_event('task:queued', t.plan_summary)),
    (SELECT count(*)::int FROM task_steps WHERE task_id = t.id),
    (SELECT count(*)::int FROM task_steps WHERE task_id = t.id AND status = 'ready'));
  SELECT jsonb_agg(jsonb_build_object('id', id, 'key', key, 'role', role, 'status', status) ORDER BY step_order)
    INTO made FROM task_steps WHERE task_id = t.id;
  RETURN made;
END $$;

CREATE OR REPLACE FUNCTION insert_steps(p_task uuid, p_user uuid, p_steps jsonb, p_from int) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO task_steps (task_id, user_id, key, step_order, title, action_type, role, "join", max_attempts, payload)
  SELECT p_task, p_user, s.body->>'key', p_from + s.n, coalesce(s.body->>'title', ''), s.body->>'action_type', s.body->>'role',
         coalesce(s.body->>'join', 'all'), coalesce((s.body->>'max_attempts')::int, 3), coalesce(s.body->'payload', '{}')
    FROM jsonb_array_elements(p_steps) WITH ORDINALITY AS s(body, n)
  ON CONFLICT (task_id, key) DO NOTHING
$$;

-- The legal moves of a step, refused in one place whoever writes.
CREATE OR REPLACE FUNCTION step_move_is_legal(was text, becomes text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE was
    WHEN 'pending'   THEN becomes IN ('ready', 'skipped', 'cancelled')
    WHEN 'ready'     THEN becomes IN ('running', 'pending', 'waiting', 'skipped', 'cancelled', 'failed')
    WHEN 'running'   THEN becomes IN ('succeeded', 'failed', 'ready', 'waiting', 'cancelled')
    WHEN 'waiting'   THEN becomes IN ('ready', 'succeeded', 'failed', 'skipped', 'cancelled')
    WHEN 'failed'    THEN becomes = 'ready'
    WHEN 'skipped'   THEN becomes IN ('pending', 'ready')
    ELSE false
  END
$$;

-- No WHEN clause on the trigger: its expression would be parsed again for every statement (a third of a step's cost).
CREATE OR REPLACE FUNCTION refuse_illegal_move() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> NEW.status AND NOT step_move_is_legal(OLD.status, NEW.status) THEN
    RAISE EXCEPTION 'step % may not go from % to %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS task_steps_moves ON task_steps;
CREATE TRIGGER task_steps_moves BEFORE UPDATE OF status ON task_steps FOR EACH ROW EXECUTE FUNCTION refuse_illegal_move();

-- The legal moves of a step, refused in one place whoever writes.
CREATE OR REPLACE FUNCTION step_move_is_legal(was text, becomes text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE was
    WHEN 'pending'   THEN becomes IN ('ready', 'running', 'skipped', 'cancelled')
    WHEN 'ready'     THEN becomes IN ('running', 'pending', 'waiting', 'skipped', 'cancelled', 'failed')
    WHEN 'running'   THEN becomes IN ('succeeded', 'failed', 'ready', 'waiting', 'cancelled')
    WHEN 'waiting'   THEN becomes IN ('ready', 'succeeded', 'failed', 'skipped', 'cancelled')
    WHEN 'failed'    THEN becomes = 'ready'
    WHEN 'skipped'   THEN becomes IN ('pending', 'ready')
    ELSE false
  END
$$;

-- A running step has a lease, and its last parent ends in the move that begins it at the latest. No WHEN clause on the trigger: its expression would be parsed again for every statement (a third of
-- a step's cost), as would a table's CHECK.
CREATE OR REPLACE FUNCTION refuse_illegal_move() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> NEW.status AND (NOT step_move_is_legal(OLD.status, NEW.status) OR NEW.status = 'running' AND OLD.deps_left > 1) THEN
    RAISE EXCEPTION 'step % may not go from % to %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'check_violation';
  ELSIF NEW.status = 'running' AND NEW.lease_expires_at IS NULL THEN
    RAISE EXCEPTION 'step % may not run without a lease', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS task_steps_moves ON task_steps;
CREATE TRIGGER task_steps_moves BEFORE UPDATE OF status, lease_expires_at ON task_steps FOR EACH ROW EXECUTE FUNCTION refuse_illegal_move();

-- What goes with its task or step, where a foreign key would be checked at every claim and event.
CREATE OR REPLACE FUNCTION forget_log() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  DELETE FROM execution_logs WHERE task_id = OLD.id;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION forget_attempts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  DELETE FROM attempts WHERE step_id = OLD.id;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS tasks_forget_log ON tasks;
CREATE TRIGGER tasks_forget_log AFTER DELETE ON tasks FOR EACH ROW EXECUTE FUNCTION forget_log();
DROP TRIGGER IF EXISTS task_steps_forget_attempts ON task_steps;
CREATE TRIGGER task_steps_forget_attempts AFTER DELETE ON task_steps FOR EACH ROW EXECUTE FUNCTION forget_attempts();

-- Three roles: the owner migrates, the app works under row-level security, the engine runs only the protocol's functions.
GRANT USAGE ON SCHEMA public TO jobhunter_app, jobhunter_engine;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO jobhunter_app;
REVOKE ALL ON alembic_version, workers, warm_slots FROM jobhunter_app;
GRANT SELECT ON workers, warm_slots TO jobhunter_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO jobhunter_app;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, jobhunter_app, jobhunter_engine;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO jobhunter_app;
REVOKE EXECUTE ON FUNCTION claim_step, claim_next, give_back, heartbeat_step, append_events, keep_checkpoint, finish_steps, finish_one, finish_step, retry_step,
  lock_plan, ask_person, cancel_running_step, sweep, worker_seen, step_checkpoint, put_off_step,
  take_warm_slot, free_warm_slot, warm_elsewhere, ask_warm, take_warm_answer, close_warm, wipe_answer, lose_attempt, wake_step, expire_intervention, remind_of, claim_outbox FROM jobhunter_app;
GRANT EXECUTE ON FUNCTION claim_step, claim_next, give_back, heartbeat_step, append_events, keep_checkpoint, finish_steps, finish_one, finish_step, retry_step,
  lock_plan, ask_person, cancel_running_step, sweep, worker_seen, step_checkpoint, put_off_step,
  take_warm_slot, free_warm_slot, warm_elsewhere, ask_warm, take_warm_answer, close_warm, wipe_answer, claim_outbox TO jobhunter_engine;

-- Functions that run as their owner look names up in our schema alone.
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace LOOP
    EXECUTE 'ALTER FUNCTION ' || name || ' SET search_path = public, pg_temp';
  END LOOP;
END $$;

-- What one user is to be told now, claimed together so that it makes one message: {"user_id", "ids"}, or NULL where nothing is due.
-- Questions are gathered for `p_gather` seconds, but what somebody waits for is not. A claim that nobody settles ends by itself.
CREATE OR REPLACE FUNCTION claim_outbox(p_most int, p_gather float8, p_hold float8) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  whose uuid;
  found_ids bigint[];
BEGIN
  SELECT user_id INTO whose FROM outbox
   WHERE ended_at IS NULL AND due_at <= clock_timestamp() AND user_id IS NOT NULL
     AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
     AND (created_at <= clock_timestamp() - make_interval(secs => p_gather) OR topic = 'trial' OR payload->>'kind' = 'code')
   ORDER BY due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
  IF whose IS NULL THEN
    RETURN NULL;
  END IF;
  WITH mine AS (
    SELECT id FROM outbox
     WHERE user_id = whose AND ended_at IS NULL AND due_at <= clock_timestamp()
       AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
     ORDER BY id LIMIT p_most FOR NO KEY UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE outbox o SET claimed_until = clock_timestamp() + make_interval(secs => p_hold), tries = tries + 1
      FROM mine WHERE o.id = mine.id RETURNING o.id
  )
  SELECT array_agg(id ORDER BY id) INTO found_ids FROM claimed;
  RETURN jsonb_build_object('user_id', whose, 'ids', coalesce(found_ids, '{}'));
END $$;

-- Whose link this is, by the hash of its token: a visitor who has nothing but the link is nobody's user yet.
CREATE OR REPLACE FUNCTION answer_link_owner(p_hash bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT user_id FROM answer_links WHERE token_hash = p_hash
$$;

-- Replaced whole: what this release no longer has goes, and a changed signature leaves no second function of the same name.
DO $$
DECLARE
  gone text;
BEGIN
  FOR gone IN SELECT p.oid::regprocedure::text FROM pg_proc p
               WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' AND p.proowner = current_user::regrole
                 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE 'DROP FUNCTION IF EXISTS ' || gone || ' CASCADE';
  END LOOP;
END $$;

-- The legal moves of steps and runs, as in shared/src/run/status.ts; a test holds the two against each
-- other. The condition is part of the trigger, so that a legal move calls no function.
CREATE FUNCTION refuse_illegal_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'illegal move of %: % to %', TG_TABLE_NAME, OLD.status, NEW.status USING ERRCODE = 'check_violation';
END
$$;

CREATE TRIGGER "PluginRun_legal_moves" BEFORE UPDATE OF status ON "PluginRun" FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status AND NOT (
    (OLD.status = 'queued' AND NEW.status IN ('running', 'held', 'cancelled', 'failed')) OR
    (OLD.status = 'running' AND NEW.status IN ('waiting', 'queued', 'needs_attention', 'completed', 'failed', 'cancelled', 'held')) OR
    (OLD.status = 'waiting' AND NEW.status IN ('running', 'queued', 'cancelled', 'failed', 'held')) OR
    (OLD.status = 'held' AND NEW.status IN ('queued', 'running', 'cancelled')) OR
    (OLD.status = 'needs_attention' AND NEW.status IN ('running', 'queued', 'cancelled', 'failed', 'completed'))
  )) EXECUTE FUNCTION refuse_illegal_move();

CREATE TRIGGER "PluginJob_legal_moves" BEFORE UPDATE OF status ON "PluginJob" FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status AND NOT (
    (OLD.status = 'waiting' AND NEW.status IN ('pending', 'running', 'completed', 'failed', 'skipped', 'cancelled', 'unknown')) OR
    (OLD.status = 'pending' AND NEW.status IN ('running', 'completed', 'failed', 'skipped', 'cancelled', 'unknown')) OR
    (OLD.status = 'running' AND NEW.status IN ('pending', 'completed', 'failed', 'skipped', 'cancelled', 'unknown')) OR
    (OLD.status = 'unknown' AND NEW.status IN ('pending', 'completed', 'cancelled'))
  )) EXECUTE FUNCTION refuse_illegal_move();

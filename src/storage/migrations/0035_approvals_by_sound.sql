-- Counting asks of every row of the log whether the sound it played was approved: answered by the index alone.
DROP INDEX approvals_by_episode;
CREATE INDEX approvals_by_sound ON approvals (episode_id, playout_sha256, approved_at, withdrawn_at);

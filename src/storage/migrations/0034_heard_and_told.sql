-- How much of a notice its approver had heard, kept with the approval as that of an issue (0030). NULL: from before this was kept.
ALTER TABLE notice_approvals ADD COLUMN heard_ms INTEGER CHECK (heard_ms >= 0);
ALTER TABLE notice_approvals ADD COLUMN length_ms INTEGER CHECK (length_ms >= 0);

DROP TRIGGER notice_approvals_are_withdrawn_once;
CREATE TRIGGER notice_approvals_are_withdrawn_once BEFORE UPDATE ON notice_approvals
WHEN OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
  OR (NEW.id, NEW.version_id, NEW.playout_sha256, NEW.author_id, NEW.approver_id, NEW.sole_reason, NEW.sole_mode_id,
      NEW.signed_as, NEW.mandate, NEW.approved_at, NEW.heard_ms, NEW.length_ms)
    IS NOT (OLD.id, OLD.version_id, OLD.playout_sha256, OLD.author_id, OLD.approver_id, OLD.sole_reason, OLD.sole_mode_id,
      OLD.signed_as, OLD.mandate, OLD.approved_at, OLD.heard_ms, OLD.length_ms)
BEGIN SELECT RAISE(ABORT, 'an approval is withdrawn once, and not changed otherwise'); END;

-- The approval book asks for the decisions of a stretch.
CREATE INDEX notice_approvals_by_time ON notice_approvals (approved_at);
CREATE INDEX notice_versions_by_submission ON notice_versions (submitted_at) WHERE submitted_at IS NOT NULL;
CREATE INDEX notice_versions_by_return ON notice_versions (returned_at) WHERE returned_at IS NOT NULL;

-- Two more kinds of what people are told (core/notification.ts): who gets mails gets them as somebody new would, and may
-- leave them off.
UPDATE mail_wishes SET kinds = json_insert(kinds, '$[#]', 'bulletin', '$[#]', 'decision');

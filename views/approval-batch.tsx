/** Several issues approved at once, each with what was heard of it. */
import { formatClock } from '../src/core/vietnamese.ts';
import type { Waiting } from './approval.tsx';
import { HeardBadge } from './approval-parts.tsx';
import { Icon } from './icons.tsx';
import { Button, ButtonLink, EmptyState, ErrorSummary, PageHead } from './parts.tsx';
import type { RecordingSheet } from './recording-parts.tsx';

type BatchProps = {
  waiting: readonly Waiting[];
  sounds: ReadonlyMap<number, RecordingSheet>;
  errors?: string | undefined;
};

/** Nobody is kept from approving what they have not heard; the page says it, and the approval keeps it. */
export const BatchPage = ({ waiting, sounds, errors }: BatchProps) => (
  <form method="post" action="/duyet/nhieu/duyet">
    <PageHead title="Duyệt nhiều số" lead="Chọn những số đã nghe. Phần đã nghe được ghi lại cùng với lượt duyệt." />
    <ErrorSummary title="Chưa duyệt được" errors={errors === undefined ? undefined : { '': errors }} />
    {waiting.length === 0 ? (
      <EmptyState title="Không có số nào chờ duyệt" action={<ButtonLink href="/duyet">Quay lại</ButtonLink>}>
        Số được trình duyệt sẽ hiện ở đây.
      </EmptyState>
    ) : (
      <>
        <ul class="batch">
          {waiting.map((one) => (
            <li>
              <BatchItem {...one} sound={sounds.get(one.episode.recordingId!)} />
            </li>
          ))}
        </ul>
        <div class="form-end">
          <div class="actions">
            <Button tone="main" icon="check">
              Duyệt những số đã chọn
            </Button>
            <ButtonLink href="/duyet">Quay lại</ButtonLink>
          </div>
          <p class="hint">Mỗi số được duyệt riêng; số nào âm thanh vừa thay đổi thì không được duyệt.</p>
        </div>
      </>
    )}
  </form>
);

const BatchItem = ({ episode, desk, sound }: Waiting & { sound: RecordingSheet | undefined }) => {
  const barred = desk.isOwn && !desk.sole;
  return (
    <label class="choice">
      <input
        type="checkbox"
        name="so"
        value={`${episode.id}:${episode.playoutSha256}`}
        disabled={barred}
        aria-describedby={`nghe-den-${episode.id}`}
      />
      <span>
        {episode.title}
        <small>
          {episode.label} · {episode.programme.abbr} · {formatClock(episode.durationMs!)}
        </small>
        <span class="badges" id={`nghe-den-${episode.id}`}>
          <HeardBadge {...desk.heard} />
        </span>
        {sound?.warnings.map(({ words }) => (
          <small>
            <Icon name="warning" /> {words}
          </small>
        ))}
        {barred && <small>Bạn có tham gia làm số này; người khác phải duyệt.</small>}
        {desk.isOwn && desk.sole && <small>Một người vừa làm vừa duyệt: {desk.sole.reason}</small>}
      </span>
    </label>
  );
};

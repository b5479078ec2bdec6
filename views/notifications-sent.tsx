/** Thông báo đã gửi: every mail and call, how it went, and the button that sends it again. */
import type { EpochMs } from '../src/core/time.ts';
import { formatDateTime } from '../src/core/vietnamese.ts';
import { NOTIFICATIONS_PATH, SENT_PATH } from './notifications.tsx';
import { ActionButton, ButtonLink, EmptyState, PageHead, Pager, Select, StatusBadge, Table } from './parts.tsx';

export type SentLine = {
  readonly id: number;
  readonly to: string;
  readonly address: string;
  readonly subjects: readonly string[];
  readonly state: 'queued' | 'sent' | 'failed';
  readonly attempts: number;
  readonly madeAt: EpochMs;
  readonly dueAt: EpochMs;
  readonly endedAt: EpochMs | null;
  readonly error: string | null;
};

export const STATE_FILTERS = [
  { value: '', label: 'Tất cả' },
  { value: 'failed', label: 'Không gửi được' },
  { value: 'queued', label: 'Đang chờ' },
  { value: 'sent', label: 'Đã gửi' },
] as const;

export const SentPage = (props: {
  lines: readonly SentLine[];
  zone: string;
  state: string;
  older: string | undefined;
  newer: string | undefined;
}) => (
  <>
    <PageHead title="Thông báo đã gửi" lead="Mỗi dòng là một thư hoặc một lần gọi phần mềm khác.">
      <ButtonLink href={NOTIFICATIONS_PATH}>Thư và thông báo</ButtonLink>
    </PageHead>
    <form method="get" action={SENT_PATH} class="go-to">
      <Select name="tt" label="Trạng thái" options={STATE_FILTERS} value={props.state} />
      <button type="submit" class="button">
        Xem
      </button>
    </form>
    {props.lines.length === 0 ? (
      <EmptyState title={props.state === '' ? 'Chưa gửi thông báo nào' : 'Không có thông báo nào như vậy'}>
        Khi một khung giờ sắp đến mà chưa có nội dung, hoặc có sự cố phát sóng, đài báo cho người phải làm và ghi lại ở
        đây.
      </EmptyState>
    ) : (
      <Table
        caption="Thông báo đã gửi"
        stack
        head={
          <>
            <th scope="col">Lúc</th>
            <th scope="col">Gửi đến</th>
            <th scope="col">Nội dung</th>
            <th scope="col">Trạng thái</th>
            <th scope="col" class="row-actions">
              <span class="unseen">Gửi lại</span>
            </th>
          </>
        }
      >
        {props.lines.map((line) => (
          <tr>
            <td class="figure">{formatDateTime(line.endedAt ?? line.madeAt, props.zone)}</td>
            <td data-label="Gửi đến">
              {line.to}
              <small>{line.address}</small>
            </td>
            <td data-label="Nội dung">
              {line.subjects[0]}
              {line.subjects.length > 1 && <small>và {line.subjects.length - 1} việc nữa</small>}
            </td>
            <td data-label="Trạng thái">
              <State line={line} zone={props.zone} />
            </td>
            <td class="row-actions">
              {line.state !== 'sent' && (
                <ActionButton action={`${SENT_PATH}/${line.id}/gui-lai`}>
                  Gửi ngay<span class="unseen"> cho {line.to}</span>
                </ActionButton>
              )}
            </td>
          </tr>
        ))}
      </Table>
    )}
    <Pager newer={props.newer} older={props.older} />
  </>
);

const State = ({ line, zone }: { line: SentLine; zone: string }) => {
  const tries = line.attempts > 1 ? ` sau ${line.attempts} lần` : '';
  switch (line.state) {
    case 'sent':
      return <StatusBadge tone="good">Đã gửi{tries}</StatusBadge>;
    case 'failed':
      return (
        <>
          <StatusBadge tone="bad">Không gửi được{tries}</StatusBadge>
          <small>{line.error}</small>
        </>
      );
    case 'queued':
      return (
        <>
          <StatusBadge tone="busy">{line.attempts === 0 ? 'Đang chờ gửi' : 'Sẽ gửi lại'}</StatusBadge>
          <small>
            {line.error !== null && `${line.error}. `}Lúc {formatDateTime(line.dueAt, zone)}
          </small>
        </>
      );
    default:
      return line.state satisfies never;
  }
};

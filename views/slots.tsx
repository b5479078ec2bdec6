/** Khung giờ: the list by time of day, and the page before one is archived. */
import type { Temporal } from 'temporal-polyfill';
import { partOfDay } from '../src/core/day-playlist.ts';
import type { Plan, Plays, Slot } from '../src/core/model.ts';
import { dayOf, type EpochMs } from '../src/core/time.ts';
import { formatDay, formatDuration } from '../src/core/vietnamese.ts';
import { ActionButton, ButtonLink, ConfirmForm, EmptyState, PageHead, StatusBadge, Table } from './parts.tsx';
import { PlanNotice } from './plan-notice.tsx';
import { ScheduleTabs } from './schedule-tabs.tsx';

export const PLAYS: Readonly<Record<Plays, { label: string; hint: string }>> = {
  premiere: { label: 'Phát mới', hint: 'Số kế tiếp của chuyên mục, đã duyệt và chưa phát' },
  replay: { label: 'Phát lại', hint: 'Số vừa phát gần nhất của chuyên mục' },
  recording: { label: 'Một tệp cố định', hint: 'Nhạc hiệu, lời chào, nhạc: lần nào cũng như nhau' },
  notice: { label: 'Thông báo', hint: 'Chỗ dành cho thông báo của xã, thôn' },
  relay: { label: 'Tiếp sóng', hint: 'Luồng của đài cấp trên, nối trước giờ và phát đúng khung giờ' },
  live: { label: 'Phát trực tiếp', hint: 'Chỗ dành cho người nói trên sóng, từ micro hoặc cổng vào của máy' },
  session: {
    label: 'Cả buổi theo mẫu',
    hint: 'Nhạc hiệu, lời chào, chuyên mục, thông báo… lần lượt theo mẫu buổi phát',
  },
};
type SlotRow = {
  readonly slot: Slot;
  readonly words: string;
  readonly next: EpochMs | undefined;
  /** Name of the programme or recording it plays. */
  readonly source: string | undefined;
  /** Why it will not sound as it stands. */
  readonly warning: string | undefined;
};

type ListProps = {
  readonly rows: readonly SlotRow[];
  readonly archived: boolean;
  readonly zone: string;
  readonly plans: readonly Plan[];
  readonly today: Temporal.PlainDate;
  readonly mayChange: boolean;
};

export const SlotsPage = (props: ListProps) => {
  const { rows, archived, mayChange } = props;
  const parts = [...new Set(rows.map(({ slot }) => partOfDay(slot.startTime)))];
  return (
    <>
      <ScheduleTabs here="slots" day={props.today} />
      <PageHead
        title={archived ? 'Khung giờ đã lưu trữ' : 'Khung giờ'}
        lead="Mỗi khung nói ngày nào, lúc mấy giờ, phát gì. Lịch phát từng ngày được lập từ đây."
      >
        <ButtonLink href="/mau-buoi">Mẫu buổi phát</ButtonLink>
        <ButtonLink href="/lich-phat/ics">iCalendar</ButtonLink>
        <ButtonLink href="/lich-phat/trung-lich">Trùng lịch</ButtonLink>
        {archived ? (
          <ButtonLink href="/khung-gio">Đang dùng</ButtonLink>
        ) : (
          <ButtonLink href="/khung-gio?luu-tru" icon="archive">
            Đã lưu trữ
          </ButtonLink>
        )}
        {mayChange && (
          <ButtonLink href="/khung-gio/them" tone="main" icon="plus">
            Thêm khung giờ
          </ButtonLink>
        )}
      </PageHead>
      <PlanNotice plans={props.plans} today={props.today} />
      {rows.length === 0 && <NoSlots {...props} />}
      {parts.map((name) => (
        <section class="session">
          <h2>{name}</h2>
          <Table
            caption={name}
            stack
            head={
              <>
                <th scope="col">Giờ</th>
                <th scope="col">Khung giờ</th>
                <th scope="col">Phát</th>
                <th scope="col">Lần tới</th>
              </>
            }
          >
            {rows
              .filter(({ slot }) => partOfDay(slot.startTime) === name)
              .map((row) => (
                <Row {...row} {...props} />
              ))}
          </Table>
        </section>
      ))}
    </>
  );
};

const NoSlots = ({ archived, mayChange }: ListProps) =>
  archived ? (
    <EmptyState title="Chưa lưu trữ khung giờ nào">
      Khung giờ không dùng nữa được cất ở đây và có thể khôi phục.
    </EmptyState>
  ) : (
    <EmptyState
      title="Chưa có khung giờ nào"
      action={
        mayChange && (
          <ButtonLink href="/khung-gio/them" tone="main" icon="plus">
            Thêm khung giờ
          </ButtonLink>
        )
      }
    >
      Ví dụ: thứ Tư, hai tuần một lần, lúc 17:10, phát mới chuyên mục “Chuyển đổi số”.
    </EmptyState>
  );

const Row = ({ slot, words, next, source, warning, zone, mayChange }: SlotRow & ListProps) => (
  <tr>
    <td class="figure time">
      {slot.startTime.replace(/:00$/, '')}
      <small>{formatDuration(slot.durationMs)}</small>
    </td>
    <td>
      {mayChange ? <a href={`/khung-gio/${slot.id}`}>{slot.title}</a> : slot.title}
      <small>{words}</small>
      {warning && slot.archivedAt === null && (
        <small>
          <StatusBadge tone="warn">Không phát được</StatusBadge> {warning}
        </small>
      )}
    </td>
    <td data-label="Phát">
      {PLAYS[slot.plays].label}
      {source && <small>{source}</small>}
    </td>
    <td class="figure" data-label="Lần tới">
      {slot.archivedAt !== null ? (
        mayChange && (
          <ActionButton tone="plain" action={`/khung-gio/${slot.id}/khoi-phuc`}>
            Khôi phục
          </ActionButton>
        )
      ) : next === undefined ? (
        <StatusBadge tone="quiet">Đã hết</StatusBadge>
      ) : (
        formatDay(dayOf(next, zone))
      )}
    </td>
  </tr>
);

export const ConfirmArchive = ({ slot, words }: { slot: Slot; words: string }) => (
  <ConfirmForm
    title={`Lưu trữ “${slot.title}”`}
    consequence={`Từ nay khung này (${words}) không phát nữa. Những lần đã phát vẫn còn trong nhật ký; có thể khôi phục.`}
    action={`/khung-gio/${slot.id}/luu-tru`}
    button="Lưu trữ khung giờ"
    cancel={`/khung-gio/${slot.id}`}
  />
);

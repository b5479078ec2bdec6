/** Báo cáo: the periods of a year, how far each report has come, and what is due. */
import type { Plan } from '../src/core/model.ts';
import type { Report, ReportEvent, ReportState, ReportWindow } from '../src/core/report-state.ts';
import { count, OVERDUE, periodLabel, periodName, reminderWords, reportStateWord } from '../src/core/report-words.ts';
import { formatDate } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import { Button, ButtonLink, EmptyState, PageHead, StatusBadge, Table, type Tone } from './parts.tsx';

export type May = (route: string) => boolean;
export type ReportSeen = Report & { readonly last: ReportEvent | undefined };

// the list ------------------------------------------------------------------------------------------------------------

export type ReportLine = {
  readonly window: ReportWindow;
  readonly report: ReportSeen | undefined;
  readonly state: ReportState | undefined;
  readonly dueOn: string;
  readonly isOverdue: boolean;
  readonly isAhead: boolean;
};
export type ReportReminder = {
  readonly window: ReportWindow;
  readonly report: ReportSeen | undefined;
  readonly remind: number;
};

type ListProps = {
  year: number;
  rows: readonly ReportLine[];
  reminders: readonly ReportReminder[];
  plan: Plan | undefined;
  may: May;
};

export const ReportsPage = ({ year, rows, reminders, plan, may }: ListProps) => (
  <>
    <PageHead
      title={`Báo cáo năm ${year}`}
      lead={plan ? `Theo Kế hoạch số ${plan.number}` : 'Chưa nạp kế hoạch của năm này'}
    >
      {may('GET /bao-cao/dot-xuat') && (
        <ButtonLink href="/bao-cao/dot-xuat" icon="plus">
          Báo cáo đột xuất
        </ButtonLink>
      )}
      <ButtonLink href="/so-sach">Sổ sách</ButtonLink>
      <ButtonLink href="/y-kien">Ý kiến phản ánh</ButtonLink>
      {may('GET /bao-cao/cau-hinh') && <ButtonLink href="/bao-cao/cau-hinh">Cấu hình báo cáo</ButtonLink>}
    </PageHead>
    <ReportReminders reminders={reminders} />
    <nav class="actions days" aria-label="Năm báo cáo">
      <ButtonLink href={`/bao-cao?nam=${year - 1}`} icon="left">{`Năm ${year - 1}`}</ButtonLink>
      <ButtonLink href={`/bao-cao?nam=${year + 1}`}>{`Năm ${year + 1}`}</ButtonLink>
    </nav>
    {rows.length === 0 ? (
      <EmptyState title="Chưa có kỳ báo cáo nào">
        Các kỳ báo cáo hiện ra khi đã nạp kế hoạch của năm và chọn kỳ phải báo cáo trong “Cấu hình báo cáo”.
      </EmptyState>
    ) : (
      <Table
        caption={`Các kỳ báo cáo năm ${year}`}
        stack
        head={
          <>
            <th scope="col">Kỳ báo cáo</th>
            <th scope="col">Số liệu</th>
            <th scope="col">Hạn gửi</th>
            <th scope="col">Trạng thái</th>
            <th scope="col">
              <span class="unseen">Việc</span>
            </th>
          </>
        }
      >
        {rows.map((row) => (
          <PeriodRow {...row} mayAdd={may('POST /bao-cao')} />
        ))}
      </Table>
    )}
  </>
);

/** One line for each report that is due soon or overdue; nothing when there is none. */
export const ReportReminders = ({ reminders }: { reminders: readonly ReportReminder[] }) =>
  reminders.length === 0 ? null : (
    <section class="missing reminders" aria-labelledby="han-bao-cao">
      <h2 id="han-bao-cao">
        <Icon name="clock" />
        Hạn gửi báo cáo
      </h2>
      <ul>
        {reminders.map(({ window, report, remind }) => (
          <li>
            <a href={report ? `/bao-cao/${report.id}` : `/bao-cao?nam=${window.year}`}>
              {reminderWords(remind, window)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );

const PeriodRow = ({
  window,
  report,
  state,
  dueOn,
  isOverdue: late,
  isAhead,
  mayAdd,
}: ReportLine & { mayAdd: boolean }) => (
  <tr>
    <td class="what">
      {report ? <a href={`/bao-cao/${report.id}`}>{periodLabel(window)}</a> : periodLabel(window)}
      {report?.last && report.last.amendment > 0 && <small>{`Điều chỉnh lần ${count(report.last.amendment)}`}</small>}
    </td>
    <td class="figure" data-label="Số liệu">{`${formatDate(window.from)}–${formatDate(window.until)}`}</td>
    <td class="figure" data-label="Hạn gửi">
      {formatDate(dueOn)}
    </td>
    <td>
      <StateBadges state={state} isOverdue={late} isAhead={isAhead} />
    </td>
    <td class="row-actions">
      {report
        ? null
        : mayAdd &&
          !isAhead && (
            <form method="post" action="/bao-cao" class="one-button">
              <input type="hidden" name="span" value={window.span} />
              <input type="hidden" name="year" value={String(window.year)} />
              <input type="hidden" name="number" value={String(window.number)} />
              <Button tone="plain" icon="plus">
                Lập báo cáo
                <span class="unseen">{` ${periodName(window)}`}</span>
              </Button>
            </form>
          )}
    </td>
  </tr>
);

const TONES: Readonly<Record<ReportState, Tone>> = { draft: 'busy', frozen: 'good', submitted: 'busy', sent: 'good' };
const ICONS = { draft: 'pencil', frozen: 'lock', submitted: 'upload', sent: 'check' } as const;

export const StateBadges = (props: { state: ReportState | undefined; isOverdue: boolean; isAhead: boolean }) => (
  <span class="badges">
    {props.state ? (
      <StatusBadge tone={TONES[props.state]} icon={ICONS[props.state]}>
        {reportStateWord(props.state)}
      </StatusBadge>
    ) : (
      <StatusBadge tone="quiet">{props.isAhead ? 'Chưa đến kỳ' : 'Chưa lập'}</StatusBadge>
    )}
    {props.isOverdue && <StatusBadge tone="bad">{OVERDUE}</StatusBadge>}
  </span>
);

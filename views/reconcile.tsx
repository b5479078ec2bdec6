/** Đối chiếu: what was planned against what sounded, day by day; what nobody explained yet stands first. */
import type { Temporal } from 'temporal-polyfill';
import { CAUSE_LIST, causeWord } from '../src/core/causes.ts';
import { asCorrected } from '../src/core/correction.ts';
import type { Airing } from '../src/core/model.ts';
import type { ReportSpan } from '../src/core/periods.ts';
import {
  type Closing,
  type DayFigures,
  DIFFERENCES,
  type Difference,
  isClosed,
  needsCause,
} from '../src/core/reconcile.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { type DurationMs, durationMs, type EpochMs, parseDay } from '../src/core/time.ts';
import {
  formatDate,
  formatDateTime,
  formatDay,
  formatDuration,
  formatNumber,
  formatTime,
  weekdayName,
} from '../src/core/vietnamese.ts';
import { airingKindWord, reasonWord } from '../src/core/words.ts';
import {
  Button,
  ButtonLink,
  ConfirmForm,
  DateField,
  EmptyState,
  type FormValues,
  fieldOf,
  PageHead,
  StatusBadge,
  Table,
  TextArea,
  type Tone,
} from './parts.tsx';

export type ReconcileView = {
  readonly is: 'day' | 'week' | ReportSpan | 'any';
  /** The one asked for. */
  readonly day: Temporal.PlainDate;
  readonly from: Temporal.PlainDate;
  readonly until: Temporal.PlainDate;
};

type Line = {
  readonly difference: Difference;
  readonly day: string;
  readonly airing?: Airing;
  readonly entry?: {
    readonly entryId: number;
    readonly title: string;
    readonly plannedStart: EpochMs;
    readonly ends: number;
  };
  readonly cause: string | undefined;
  readonly proposal: string | undefined;
  readonly orderedBy: string | undefined;
};
/** Of a day that nobody has closed the chain says nothing yet. */
type Figures = Omit<DayFigures, 'rows' | 'lastSeq'>;
type DaySeen = {
  readonly day: string;
  readonly figures: Figures;
  readonly unexplained: number;
  readonly misses: number;
  readonly isOver: boolean;
  readonly closing: Closing | undefined;
};

type Props = {
  view: ReconcileView;
  found: { readonly days: readonly DaySeen[]; readonly lines: readonly Line[]; readonly unlisted: number };
  closing: Closing | undefined;
  history: readonly Closing[];
  /** Why the day cannot be closed now. */
  refusal: string | undefined;
  mayClose: boolean;
  mayReopen: boolean;
  zone: string;
};

const VIEWS: readonly { is: ReconcileView['is']; query: string; word: string }[] = [
  { is: 'day', query: 'ngay', word: 'Ngày' },
  { is: 'week', query: 'tuan', word: 'Tuần' },
  { is: 'month', query: 'month', word: 'Tháng báo cáo' },
  { is: 'quarter', query: 'quarter', word: 'Quý báo cáo' },
  { is: 'half-year', query: 'half-year', word: '6 tháng' },
  { is: 'year', query: 'year', word: 'Năm' },
];

const queryOf = (view: ReconcileView, day: Temporal.PlainDate): string =>
  `?xem=${VIEWS.find(({ is }) => is === view.is)?.query ?? 'ngay'}&ngay=${day}`;
const hereOf = (view: ReconcileView): string =>
  view.is === 'any' ? `?tu=${view.from}&den=${view.until}` : queryOf(view, view.day);

export const ReconcilePage = (props: Props) => {
  const { view, found } = props;
  const isDay = view.is === 'day';
  const open = found.lines.filter(isOpen);
  const told = found.lines.filter((line) => !isOpen(line));
  return (
    <div class="reconcile">
      <PageHead
        title="Đối chiếu lịch và thực tế"
        lead={isDay ? formatDay(view.from) : `Từ ${formatDate(view.from)} đến hết ${formatDate(view.until)}`}
      >
        <ButtonLink href={`/nhat-ky?tu=${view.from}&den=${view.until}`}>Nhật ký</ButtonLink>
      </PageHead>
      <Ways view={view} />
      {isDay ? <DayState {...props} /> : <Days days={found.days} />}
      {isDay && found.days[0] && <Sums figures={found.days[0].figures} />}
      {found.lines.length === 0 ? (
        <EmptyState title={found.days.length > 0 ? 'Đúng như lịch' : 'Chưa có gì để đối chiếu'}>
          {found.days.length > 0
            ? 'Mọi mục trong lịch đều đã phát trọn, đúng giờ; không có lượt nào ngoài lịch.'
            : 'Mỗi mục trong lịch được so với nhật ký ở đây ngay khi đã phát hoặc đã qua giờ.'}
        </EmptyState>
      ) : (
        <>
          <section aria-labelledby="chua-ro">
            <h2 id="chua-ro">{`Chưa có nguyên nhân: ${formatNumber(open.length)}`}</h2>
            {open.length === 0 ? (
              <p class="hint">Mọi sai khác đều đã có lý do.</p>
            ) : (
              <>
                <Lines caption="Sai khác chưa có nguyên nhân" lines={open} {...props} />
                {isDay &&
                  props.mayClose &&
                  open.some(({ proposal }) => proposal !== undefined) &&
                  !isClosed(props.closing) && (
                    <form method="post" action="/nhat-ky/doi-chieu/de-xuat" class="one-button">
                      <input type="hidden" name="ngay" value={String(view.from)} />
                      <Button icon="check">Xác nhận mọi đề xuất của máy</Button>
                    </form>
                  )}
              </>
            )}
          </section>
          {told.length > 0 && (
            <section aria-labelledby="da-ro">
              <h2 id="da-ro">{`Đã có lý do: ${formatNumber(told.length)}`}</h2>
              <Lines caption="Sai khác đã có lý do" lines={told} {...props} />
            </section>
          )}
          {found.unlisted > 0 && (
            <p class="hint">{`Còn ${formatNumber(found.unlisted)} dòng nữa; chọn khoảng ngày ngắn hơn để xem.`}</p>
          )}
        </>
      )}
      {props.history.length > 0 && <History history={props.history} zone={props.zone} />}
    </div>
  );
};

const isOpen = ({ difference, cause }: Line): boolean => needsCause(difference) && cause === undefined;

const Ways = ({ view }: { view: ReconcileView }) => (
  <>
    <nav class="tabs" aria-label="Xem theo">
      <ul>
        {VIEWS.map(({ is, query, word }) => (
          <li>
            <a
              href={`/nhat-ky/doi-chieu?xem=${query}&ngay=${view.day}`}
              aria-current={view.is === is ? 'page' : undefined}
            >
              {word}
            </a>
          </li>
        ))}
      </ul>
    </nav>
    <form method="get" action="/nhat-ky/doi-chieu" class="filter" aria-label="Chọn ngày">
      <input type="hidden" name="xem" value={VIEWS.find(({ is }) => is === view.is)?.query ?? 'ngay'} />
      <DateField name="ngay" label="Ngày" hint={undefined} value={formatDate(view.day)} />
      <Button icon="search">Xem</Button>
    </form>
    {view.is !== 'any' && (
      <nav class="actions days" aria-label="Trước và sau">
        <ButtonLink href={`/nhat-ky/doi-chieu${queryOf(view, view.from.subtract({ days: 1 }))}`} icon="left">
          {view.is === 'day' ? 'Ngày trước' : 'Kỳ trước'}
        </ButtonLink>
        <ButtonLink href={`/nhat-ky/doi-chieu${queryOf(view, view.until.add({ days: 1 }))}`}>
          {view.is === 'day' ? 'Ngày sau' : 'Kỳ sau'}
        </ButtonLink>
      </nav>
    )}
  </>
);

const DayState = ({ view, closing, refusal, mayClose, mayReopen, zone }: Props) =>
  isClosed(closing) && closing ? (
    <section class="closing" aria-label="Khóa sổ ngày">
      <p>
        <StatusBadge tone="good" icon="lock">
          Đã khóa sổ
        </StatusBadge>{' '}
        {`${closing.madeByName}, ${formatDateTime(closing.madeAt as EpochMs, zone)}${closing.amendment > 0 ? `, sau ${closing.amendment} lần mở lại` : ''}.`}
      </p>
      {mayReopen && <ButtonLink href={`/nhat-ky/doi-chieu/mo-lai?ngay=${view.from}`}>Mở lại sổ ngày…</ButtonLink>}
    </section>
  ) : (
    <section class="closing" aria-label="Khóa sổ ngày">
      <p>
        <StatusBadge tone={closing ? 'warn' : 'quiet'} icon={closing ? 'pencil' : 'clock'}>
          {closing ? 'Đang mở lại' : 'Chưa khóa sổ'}
        </StatusBadge>{' '}
        {refusal ? `${refusal}.` : 'Đã đủ điều kiện khóa sổ.'}
      </p>
      {mayClose && !refusal && (
        <form method="post" action="/nhat-ky/doi-chieu/khoa" class="one-button">
          <input type="hidden" name="ngay" value={String(view.from)} />
          <Button tone="main" icon="lock">
            Khóa sổ ngày
          </Button>
        </form>
      )}
    </section>
  );

const Sums = ({ figures }: { figures: Figures }) => (
  <dl class="totals">
    {(
      [
        ['Theo lịch', figures.planned],
        ['Phát trọn', figures.whole],
        ['Phát dở', figures.broken],
        ['Không phát', figures.silent + figures.unaccounted],
        ['Muộn', figures.late],
        ['Khác bản duyệt', figures.differs],
        ['Ngoài lịch', figures.offPlan],
      ] as const
    ).map(([label, n]) => (
      <div>
        <dt>{label}</dt>
        <dd class="figure">{formatNumber(n)}</dd>
      </div>
    ))}
    <div>
      <dt>Thời lượng</dt>
      <dd class="figure">{formatDuration(durationMs(figures.playedMs))}</dd>
    </div>
  </dl>
);

const Days = ({ days }: { days: readonly DaySeen[] }) =>
  days.length === 0 ? null : (
    <Table
      caption="Từng ngày"
      stack
      head={
        <>
          <th scope="col">Ngày</th>
          <th scope="col" class="number">
            Theo lịch
          </th>
          <th scope="col" class="number">
            Phát trọn
          </th>
          <th scope="col" class="number">
            Không trọn
          </th>
          <th scope="col" class="number">
            Ngoài lịch
          </th>
          <th scope="col" class="number">
            Chưa rõ lý do
          </th>
          <th scope="col">Sổ ngày</th>
        </>
      }
    >
      {days.map(({ day, figures, unexplained, isOver, closing }) => {
        const date = parseDay(day)!;
        return (
          <tr>
            <td class="figure">
              <a href={`/nhat-ky/doi-chieu?ngay=${day}`}>{formatDate(date)}</a>
              <small>{weekdayName(date.dayOfWeek)}</small>
            </td>
            <td class="number" data-label="Theo lịch">
              {formatNumber(figures.planned)}
            </td>
            <td class="number" data-label="Phát trọn">
              {formatNumber(figures.whole)}
            </td>
            <td class="number" data-label="Không trọn">
              {formatNumber(figures.broken + figures.silent + figures.unaccounted)}
            </td>
            <td class="number" data-label="Ngoài lịch">
              {formatNumber(figures.offPlan)}
            </td>
            <td class="number" data-label="Chưa rõ lý do">
              {formatNumber(unexplained)}
            </td>
            <td>
              <StateBadge closing={closing} isOver={isOver} />
            </td>
          </tr>
        );
      })}
    </Table>
  );

const StateBadge = ({ closing, isOver }: { closing: Closing | undefined; isOver: boolean }) => {
  if (isClosed(closing))
    return (
      <StatusBadge tone="good" icon="lock">
        Đã khóa
      </StatusBadge>
    );
  if (closing)
    return (
      <StatusBadge tone="warn" icon="pencil">
        Đang mở lại
      </StatusBadge>
    );
  return <StatusBadge tone={isOver ? 'busy' : 'quiet'}>{isOver ? 'Chưa khóa' : 'Chưa hết ngày'}</StatusBadge>;
};

const TONES: Readonly<Record<Difference, Tone>> = {
  unaccounted: 'bad',
  silent: 'bad',
  cancelled: 'quiet',
  broken: 'warn',
  differs: 'bad',
  late: 'warn',
  'stand-in': 'busy',
  'off-plan': 'quiet',
};

type LinesProps = Pick<Props, 'view' | 'closing' | 'mayClose' | 'zone'> & { caption: string; lines: readonly Line[] };

const Lines = ({ caption, lines, view, closing, mayClose, zone }: LinesProps) => (
  <Table
    caption={caption}
    stack
    head={
      <>
        {view.is !== 'day' && <th scope="col">Ngày</th>}
        <th scope="col">Theo lịch</th>
        <th scope="col">Thực tế</th>
        <th scope="col">Tiết mục</th>
        <th scope="col">Sai khác</th>
        <th scope="col">Lý do</th>
      </>
    }
  >
    {lines.map((line) => (
      <tr>
        {view.is !== 'day' && (
          <td class="figure">
            <a href={`/nhat-ky/doi-chieu?ngay=${line.day}`}>{formatDate(line.day)}</a>
          </td>
        )}
        <td class="figure" data-label="Theo lịch">
          {clockOf(line.airing?.plannedStart ?? line.entry?.plannedStart ?? null, zone)}
        </td>
        <td class="figure" data-label="Thực tế">
          {line.airing ? actualOf(line.airing, zone) : '–'}
        </td>
        <td class="what">
          {line.airing ? <a href={`/nhat-ky/${line.airing.id}`}>{line.airing.title}</a> : line.entry?.title}
          {line.airing && <small>{airingKindWord(line.airing)}</small>}
        </td>
        <td>
          <StatusBadge tone={TONES[line.difference]}>{DIFFERENCES[line.difference]}</StatusBadge>
          <small>{detailOf(line)}</small>
        </td>
        <td>
          {isOpen(line) && mayClose && !isClosed(closing) ? (
            <CauseForm line={line} back={hereOf(view)} />
          ) : (
            causeOf(line)
          )}
        </td>
      </tr>
    ))}
  </Table>
);

const clockOf = (at: EpochMs | null, zone: string): string =>
  at === null ? '–' : formatTime(at, zone, { seconds: true });
function actualOf(airing: Airing, zone: string): string {
  const { startedAt, endedAt } = asCorrected(airing);
  return startedAt === null ? '–' : `${clockOf(startedAt, zone)}–${clockOf(endedAt, zone)}`;
}

function detailOf({ difference, airing, entry }: Line): string {
  if (entry) return entry.ends === 0 ? 'không có dòng nào' : `có ${entry.ends} kết quả cho một mục`;
  if (!airing) return '';
  if (difference === 'late') return `muộn ${formatDuration(airing.latenessMs as DurationMs)}`;
  const { reason } = asCorrected(airing);
  const why = reason === null ? '' : reasonWord(reason).toLowerCase();
  return difference === 'cancelled' && airing.detail ? `${why}: ${airing.detail}` : why;
}

function causeOf({ cause, proposal, orderedBy, difference }: Line): string {
  const told = cause ?? (needsCause(difference) ? undefined : proposal);
  if (told !== undefined) return causeWord(told);
  if (orderedBy !== undefined) return `${orderedBy} ra lệnh`;
  return needsCause(difference) ? 'Chưa có' : 'Theo dòng nhật ký';
}

const CauseForm = ({ line, back }: { line: Line; back: string }) => {
  const key = line.airing ? `a${line.airing.id}` : `e${line.entry?.entryId}`;
  return (
    <form method="post" action="/nhat-ky/doi-chieu/nguyen-nhan" class="cause">
      <input type="hidden" name="back" value={back} />
      {line.airing ? (
        <input type="hidden" name="airing" value={String(line.airing.id)} />
      ) : (
        <input type="hidden" name="entry" value={String(line.entry?.entryId)} />
      )}
      <label class="unseen" for={`code-${key}`}>
        Nguyên nhân
      </label>
      <select id={`code-${key}`} name="code">
        {line.proposal === undefined && <option value="">Chọn nguyên nhân</option>}
        {CAUSE_LIST.map((code) => (
          <option value={code} selected={code === line.proposal}>
            {causeWord(code)}
            {code === line.proposal && ' (máy đề xuất)'}
          </option>
        ))}
      </select>
      <label class="unseen" for={`note-${key}`}>
        Ghi thêm
      </label>
      <input id={`note-${key}`} name="note" maxlength={300} placeholder="Ghi thêm" autocomplete="off" />
      <Button>Xác nhận</Button>
    </form>
  );
};

const History = ({ history, zone }: { history: readonly Closing[]; zone: string }) => (
  <section aria-labelledby="so-ngay">
    <h2 id="so-ngay">Quá trình khóa sổ</h2>
    <ol class="history">
      {history.map(({ step, madeByName, madeAt, reason, figures }) => (
        <li>
          <time>{formatDateTime(madeAt as EpochMs, zone)}</time>
          {step === 'closed' && figures
            ? ` ${madeByName} khóa sổ: ${figures.planned} mục theo lịch, ${figures.whole} phát trọn, ${figures.broken} phát dở, ${figures.silent + figures.unaccounted} không phát.`
            : ` ${madeByName} mở lại; lý do: ${reason}`}
        </li>
      ))}
    </ol>
  </section>
);

export const ReopenDayPage = ({
  day,
  values,
  errors,
}: {
  day: Temporal.PlainDate;
  values: FormValues;
  errors: FieldErrors;
}) => (
  <ConfirmForm
    title={`Mở lại sổ ngày ${formatDate(day)}`}
    consequence="Lần khóa sổ trước vẫn còn trong chuỗi niêm phong, kèm số liệu lúc đó. Mở lại thì đính chính và đổi nguyên nhân được; sau đó phải khóa sổ lần nữa. Báo cáo đã chốt không đổi."
    action="/nhat-ky/doi-chieu/mo-lai"
    button="Mở lại sổ ngày"
    cancel={`/nhat-ky/doi-chieu?ngay=${day}`}
    fields={{ ngay: String(day) }}
  >
    <TextArea {...fieldOf('reason', values, errors)} label="Lý do mở lại" />
  </ConfirmForm>
);

/** Trùng lịch: the questions a slot's form asks, each answer with the day it would make, and the page of all clashes. */
import type { Temporal } from 'temporal-polyfill';
import type { Answer } from '../src/core/clash-answers.ts';
import { CLASH_MONTHS, type Clash } from '../src/core/clashes.ts';
import type { Slot } from '../src/core/model.ts';
import { type DurationMs, dayOf, type EpochMs } from '../src/core/time.ts';
import {
  formatDate,
  formatDateAdministrative,
  formatDuration,
  formatTime,
  weekdayShort,
} from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import { EmptyState, fieldId, PageHead, Table } from './parts.tsx';

export type DayRow = {
  readonly from: string;
  readonly until: string;
  readonly title: string;
  readonly length: DurationMs;
  readonly isTouched: boolean;
  readonly isGone: boolean;
};

export type ClashQuestion = {
  /** Of the form. */
  readonly field: string;
  readonly standing: Slot;
  readonly count: number;
  readonly words: string;
  /** The first ten. */
  readonly dates: readonly EpochMs[];
  /** The date the answers are shown on. */
  readonly day: Temporal.PlainDate;
  readonly chosen: Answer | undefined;
  readonly options: readonly { readonly answer: Answer; readonly rows: readonly DayRow[] }[];
};

const ANSWERS: Readonly<Record<Answer, (standing: string) => { label: string; hint: string }>> = {
  truncate: (standing) => ({ label: 'Rút ngắn', hint: `Khung này nhường phần trùng cho “${standing}”` }),
  split: (standing) => ({
    label: 'Chia hai phần',
    hint: `Phát trước “${standing}”, rồi phát tiếp sau đó trong một khung riêng, từ đầu nội dung`,
  }),
  replace: (standing) => ({ label: 'Thay thế', hint: `“${standing}” không phát vào những ngày trùng` }),
  'queue-after': (standing) => ({ label: 'Xếp sau', hint: `Khung này bắt đầu khi “${standing}” đã hết` }),
  keep: () => ({ label: 'Giữ cả hai', hint: 'Đến giờ, cách bắt đầu và mức ưu tiên của hai khung quyết định' }),
};

export const ClashQuestions = ({ questions, zone }: { questions: readonly ClashQuestion[]; zone: string }) => (
  <>
    {questions.map((question) => (
      <Question zone={zone} isOnly={questions.length === 1} {...question} />
    ))}
  </>
);

const Question = ({
  field,
  standing,
  words,
  dates,
  count,
  day,
  chosen,
  options,
  zone,
  isOnly,
}: ClashQuestion & { zone: string; isOnly: boolean }) => (
  <fieldset class="field clash" id={fieldId(field)} tabindex={-1}>
    <legend>
      <Icon name="warning" />
      {words}
    </legend>
    {count > 1 && (
      <p class="hint">
        {dates.map((at) => formatDate(dayOf(at, zone))).join(' · ')}
        {count > dates.length && ' …'}
      </p>
    )}
    {options.map(({ answer, rows }) => {
      const { label, hint } = ANSWERS[answer](standing.title);
      return (
        <div class="answer">
          <label class="choice" for={fieldId(`${field}-${answer}`)}>
            <input
              type="radio"
              id={fieldId(`${field}-${answer}`)}
              name={field}
              value={answer}
              checked={chosen === answer}
            />
            <span>
              {label}
              <small>{hint}</small>
            </span>
          </label>
          <ResultingDay rows={rows} day={day} label={label} open={chosen ? chosen === answer : isOnly} />
        </div>
      );
    })}
  </fieldset>
);

type DayProps = Pick<ClashQuestion, 'day'> & {
  readonly rows: readonly DayRow[];
  readonly label: string;
  readonly open: boolean;
};

const ResultingDay = ({ rows, day, label, open }: DayProps) => (
  <details class="resulting-day" open={open}>
    <summary>
      Ngày {formatDateAdministrative(day)} khi đó<span class="unseen">: {label}</span>
    </summary>
    <table>
      <tbody>
        {rows.map(({ from, until, title, length, isTouched, isGone }) => (
          <tr class={isGone ? 'gone' : isTouched ? 'touched' : undefined}>
            <td class="figure">
              {from}–{until}
            </td>
            <td>
              {title}
              {isGone && <span class="unseen"> không phát</span>}
            </td>
            <td class="figure">{isGone ? '' : formatDuration(length)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </details>
);

export type Margin = { readonly words: string; readonly isOver: boolean };

/** How much of the day's and the session's measure is used. */
export const Margins = ({ margins }: { margins: readonly Margin[] }) => (
  <>
    {margins.map(({ words, isOver }) => (
      <p class={isOver ? 'complaint' : 'hint'}>
        {isOver && <Icon name="warning" />}
        {words}.
      </p>
    ))}
  </>
);

// the page ------------------------------------------------------------------------------------------------------------

type PageProps = {
  readonly clashes: readonly Clash[];
  readonly zone: string;
  readonly until: Temporal.PlainDate;
  readonly mayChange: boolean;
};

export const ClashesPage = ({ clashes, zone, until, mayChange }: PageProps) => (
  <>
    <PageHead
      title="Trùng lịch"
      lead={`Hai khung giờ cùng cần loa một lúc, từ hôm nay đến ${formatDateAdministrative(until)} (${CLASH_MONTHS} tháng)`}
    />
    {clashes.length === 0 ? (
      <EmptyState title="Không có khung giờ nào trùng nhau">
        Mỗi lần sửa một khung giờ, phần mềm dò trước {CLASH_MONTHS} tháng và hỏi cách xử lý nếu trùng.
      </EmptyState>
    ) : (
      <>
        <p class="hint">Mở một trong hai khung, đổi giờ hoặc thời lượng: phần mềm sẽ hỏi cách xử lý từng chỗ trùng.</p>
        <Table
          caption="Các khung giờ trùng nhau"
          stack
          head={
            <>
              <th scope="col">Hai khung giờ</th>
              <th scope="col">Lần đầu</th>
              <th scope="col">Trùng</th>
              <th scope="col">Số lần</th>
              <th scope="col">Những ngày gần nhất</th>
            </>
          }
        >
          {clashes.map((clash) => (
            <ClashRow clash={clash} zone={zone} mayChange={mayChange} />
          ))}
        </Table>
      </>
    )}
  </>
);

export const ClashRow = ({
  clash: { slots, count, meetings },
  zone,
  mayChange,
}: { clash: Clash } & Pick<PageProps, 'zone' | 'mayChange'>) => {
  const first = meetings[0]!;
  const day = dayOf(first.from, zone);
  return (
    <tr>
      <td>
        {slots.map((slot, i) => (
          <>
            {i > 0 && ' và '}
            {mayChange ? <a href={`/khung-gio/${slot.id}`}>{slot.title}</a> : slot.title}
          </>
        ))}
      </td>
      <td class="figure" data-label="Lần đầu">
        <a href={`/lich-phat?ngay=${day}`}>
          {weekdayShort(day.dayOfWeek)} {formatDate(day)}
        </a>
      </td>
      <td class="figure" data-label="Trùng">
        {formatTime(first.from, zone)}–{formatTime(first.until, zone)}
      </td>
      <td class="figure" data-label="Số lần">
        {count}
      </td>
      <td data-label="Những ngày gần nhất">
        {meetings
          .slice(0, 4)
          .map(({ from }) => formatDate(dayOf(from, zone)))
          .join(', ')}
        {count > 4 && ' …'}
      </td>
    </tr>
  );
};

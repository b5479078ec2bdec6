/** Programmes: what the plan asks of each, what has aired, what is ready. */

import type { Temporal } from 'temporal-polyfill';
import type { IssueWord, Obligation, Plan, Programme } from '../src/core/model.ts';
import { numbersInWords } from '../src/core/numbering.ts';
import { dayOf, parseDay } from '../src/core/time.ts';
import { formatDate } from '../src/core/vietnamese.ts';
import { addWords, EpisodeBadge, type EpisodeSheet, EpisodeTable } from './episode-parts.tsx';
import { ButtonLink, EmptyState, PageHead, Pager, StatusBadge, Table } from './parts.tsx';
import { PlanNotice } from './plan-notice.tsx';

export type ProgrammeSheet = Programme & {
  readonly obligations: readonly Obligation[];
  readonly leadUnitName: string | undefined;
  readonly lastAired: EpisodeSheet | undefined;
  /** The approved issue that comes next; without one, the first unaired. */
  readonly next: EpisodeSheet | undefined;
  /** Issues approved and not yet aired. */
  readonly ready: number;
};

type ProgrammesPageProps = {
  programmes: readonly ProgrammeSheet[];
  plans: readonly Plan[];
  today: Temporal.PlainDate;
  mayEdit: boolean;
  zone: string;
};

export const ProgrammesPage = ({ programmes, plans, today, mayEdit, zone }: ProgrammesPageProps) => {
  const own = programmes.filter(({ obligations }) => obligations.length === 0);
  const add = (
    <ButtonLink href="/chuyen-muc/them" tone="main" icon="plus">
      Thêm chuyên mục
    </ButtonLink>
  );
  return (
    <>
      <PageHead title="Chuyên mục">
        {mayEdit && programmes.length > 0 && add}
        <ButtonLink href="/thong-bao">Thông báo</ButtonLink>
        <ButtonLink href="/ban-tin">Bản tin cấp trên</ButtonLink>
      </PageHead>
      <PlanNotice plans={plans} today={today} />
      {programmes.length === 0 && (
        <EmptyState title="Chưa có chuyên mục nào" action={mayEdit && add}>
          Chuyên mục là tên chung của các số phát thanh, ví dụ “Chuyển đổi số”. Mỗi số có tiêu đề, tệp âm thanh và được
          duyệt riêng.
        </EmptyState>
      )}
      {plans.map((plan) => (
        <ProgrammeList
          title={`Theo Kế hoạch số ${plan.number} năm ${plan.year}${plan.year < today.year ? ' (đã hết hạn)' : ''}`}
          programmes={programmes
            .filter((one) => homeOf(one, plans, today) === plan)
            .map((one) => ({ ...one, obligations: one.obligations.filter(({ planId }) => planId === plan.id) }))}
          zone={zone}
        />
      ))}
      <ProgrammeList title="Chuyên mục riêng của đài" programmes={own} zone={zone} />
    </>
  );
};

/** Of the plans that owe it, this year's, else the newest. */
const homeOf = (
  { obligations }: ProgrammeSheet,
  plans: readonly Plan[],
  today: Temporal.PlainDate,
): Plan | undefined => {
  const own = plans.filter(({ id }) => obligations.some(({ planId }) => planId === id));
  return own.find(({ year }) => year === today.year) ?? own[0];
};

const ProgrammeList = (props: { title: string; programmes: readonly ProgrammeSheet[]; zone: string }) => {
  if (props.programmes.length === 0) return null;
  return (
    <section>
      <h2>{props.title}</h2>
      <div class="programmes">
        <Table
          stack
          caption={props.title}
          head={
            <>
              <th scope="col">Chuyên mục</th>
              <th scope="col">Phát gần nhất</th>
              <th scope="col">Số tiếp theo</th>
              <th scope="col" class="number">
                Đã duyệt, chưa phát
              </th>
            </>
          }
        >
          {props.programmes.map((programme) => (
            <ProgrammeRow programme={programme} zone={props.zone} />
          ))}
        </Table>
      </div>
    </section>
  );
};

const ProgrammeRow = ({ programme, zone }: { programme: ProgrammeSheet; zone: string }) => {
  const { lastAired, next, obligations } = programme;
  const isOwed = obligations.length > 0;
  return (
    <tr>
      <td>
        <a href={`/chuyen-muc/${programme.id}`}>{programme.name}</a>
        {obligations.map(({ code, frequencyText }) => (
          <small>
            <span class="code">{code}</span> {frequencyText || 'Kế hoạch không nêu tần suất'}
          </small>
        ))}
        {programme.leadUnitName && <small>Chủ trì: {programme.leadUnitName}</small>}
      </td>
      <td data-label="Phát gần nhất" class={lastAired ? undefined : 'nothing'}>
        {lastAired ? (
          <>
            <a href={`/so/${lastAired.id}`}>{lastAired.label}</a>
            <small>{formatDate(dayOf(lastAired.airedAt!, zone))}</small>
          </>
        ) : (
          '–'
        )}
      </td>
      <td data-label="Số tiếp theo" class={next || isOwed ? undefined : 'nothing'}>
        {next && (
          <span class="badges">
            <a href={`/so/${next.id}`}>{next.label}</a>
            <EpisodeBadge episode={next} />
          </span>
        )}
        {/* Of a programme that owes nothing, nothing is missing. */}
        {!next && (isOwed ? <StatusBadge tone="warn">Chưa có</StatusBadge> : '–')}
      </td>
      <td class={next || isOwed ? 'number' : 'number nothing'} data-label="Đã duyệt, chưa phát">
        {programme.ready}
      </td>
    </tr>
  );
};

// one programme -------------------------------------------------------------------------------------------------------

type ProgrammePageProps = {
  programme: ProgrammeSheet;
  episodes: readonly EpisodeSheet[];
  /** Numbers of `year` nobody has given, below the last. */
  open: { readonly year: number; readonly numbers: readonly number[] };
  /** Shows or hides those put away; `undefined` when there are none. */
  putAway: { readonly href: string; readonly shown: boolean } | undefined;
  older: string | undefined;
  newer: string | undefined;
  mayEdit: boolean;
  zone: string;
};

export const ProgrammePage = ({
  programme,
  episodes,
  open,
  putAway,
  older,
  newer,
  mayEdit,
  zone,
}: ProgrammePageProps) => {
  const isEmpty = episodes.length === 0 && newer === undefined;
  const add = (
    <ButtonLink href={`/chuyen-muc/${programme.id}/so/them`} tone="main" icon="plus">
      {addWords(programme)}
    </ButtonLink>
  );
  return (
    <>
      <PageHead
        title={programme.name}
        lead={[programme.abbr, programme.leadUnitName && `chủ trì: ${programme.leadUnitName}`]
          .filter(Boolean)
          .join(' · ')}
      >
        {mayEdit && (
          <>
            <ButtonLink href={`/chuyen-muc/${programme.id}/sua`} icon="pencil">
              Sửa
            </ButtonLink>
            {!isEmpty && add}
          </>
        )}
      </PageHead>
      {programme.obligations.length > 0 && (
        <section class="owed">
          <h2>Nghĩa vụ theo kế hoạch</h2>
          <ul>
            {programme.obligations.map((obligation) => (
              <li>
                <span class="code">{obligation.code}</span> {obligationWords(obligation, programme.issueWord)}
                {obligation.frequencyText && <small>Kế hoạch ghi: “{obligation.frequencyText}”</small>}
              </li>
            ))}
          </ul>
        </section>
      )}
      {open.numbers.length > 0 && (
        <p class="hint">
          Còn bỏ trống {numbersInWords(programme.issueWord, open.numbers, open.year)}.{' '}
          {mayEdit && (
            <a href={`/chuyen-muc/${programme.id}/so/them?nam=${open.year}&so=${open.numbers[0]}`}>
              Thêm {numbersInWords(programme.issueWord, open.numbers.slice(0, 1), open.year)}
            </a>
          )}
        </p>
      )}
      {isEmpty ? (
        <EmptyState title={`Chưa có ${programme.issueWord} nào`} action={mayEdit && add}>
          Thêm một {programme.issueWord}, chọn tệp âm thanh từ kho tư liệu, rồi chờ lãnh đạo duyệt. Duyệt xong là vào
          lịch phát.
        </EmptyState>
      ) : (
        <EpisodeTable episodes={episodes} caption={`Các ${programme.issueWord} của ${programme.name}`} zone={zone} />
      )}
      <Pager older={older} newer={newer}>
        {putAway && <a href={putAway.href}>{putAway.shown ? 'Ẩn số đã lưu trữ' : 'Hiện cả số đã lưu trữ'}</a>}
      </Pager>
    </>
  );
};

/** What is owed, in a sentence: `Cứ 2 tuần 1 số, 26 số một năm, từ 01/01/2025 đến 31/12/2025`. */
export function obligationWords(owed: Obligation, word: IssueWord): string {
  const unit = owed.unit === 'airing' ? 'lượt phát' : word;
  if (owed.period === 'unspecified') return 'Kế hoạch không nêu tần suất';
  const perYear = owed.perYear !== null && owed.period !== 'year' && `${owed.perYear} ${unit} một năm`;
  const replays = owed.replays > 0 && `mỗi ${unit} phát lại ${owed.replays} lần`;
  const [from, until] = [owed.validFrom, owed.validUntil].map((day) => (day ? parseDay(day) : undefined));
  const span = from && until && `từ ${formatDate(from)} đến ${formatDate(until)}`;
  return [periodWords(owed, unit), perYear, replays, span].filter(Boolean).join(', ');
}

function periodWords({ period, every, count }: Obligation, unit: string): string {
  const each = every === 1 ? 'Mỗi' : `Cứ ${every}`;
  switch (period) {
    case 'weeks':
      return `${each} tuần ${count} ${unit}`;
    case 'month':
      return `${each} tháng ${count} ${unit}`;
    case 'year':
      return `${each} năm ${count} ${unit}`;
    case 'continuous':
      return 'Thường xuyên, không định số lượng';
    case 'unspecified':
      return 'Kế hoạch không nêu tần suất';
    default:
      return period satisfies never;
  }
}

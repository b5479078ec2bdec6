/** Tiến độ kế hoạch: what each plan of a year obliges the station to, how far it has come, what it owes, which topics. */
import type { Temporal } from 'temporal-polyfill';
import type { Coverage } from '../src/core/coverage.ts';
import { type Duty, debtPath, isOwing } from '../src/core/duty.ts';
import {
  arithmeticWords,
  assessmentOf,
  forecastWords,
  PERIOD_STATE_LIST,
  periodName,
} from '../src/core/ledger-words.ts';
import type { Plan } from '../src/core/model.ts';
import type { EpochMs } from '../src/core/time.ts';
import { formatDateAdministrative } from '../src/core/vietnamese.ts';
import {
  DebtItem,
  type DebtSheet,
  DutyBadge,
  leadingFree,
  PeriodBadge,
  PeriodCells,
  periodFigure,
  whenWords,
} from './duty-parts.tsx';
import { Button, ButtonLink, EmptyState, PageHead, Select, Table } from './parts.tsx';
import { PlanNotice } from './plan-notice.tsx';
import { Topics } from './topics.tsx';

type Props = {
  readonly year: number | undefined;
  readonly years: readonly number[];
  /** Every plan, newest year first. */
  readonly plans: readonly Plan[];
  /** Of that year. */
  readonly duties: readonly Duty[];
  readonly debts: readonly DebtSheet[];
  readonly coverages: readonly { readonly plan: Plan; readonly coverage: Coverage }[];
  readonly now: EpochMs;
  readonly today: Temporal.PlainDate;
  readonly zone: string;
  readonly may: (route: string) => boolean;
};

export const ProgressPage = (props: Props) => {
  const { year, years, plans, duties, today } = props;
  if (year === undefined)
    return (
      <>
        <PageHead title="Tiến độ kế hoạch" />
        <EmptyState title="Chưa có kế hoạch nào" action={<ButtonLink href="/ke-hoach">Mở trang Kế hoạch</ButtonLink>}>
          Nạp tệp kế hoạch của xã ở trang Kế hoạch; từ đó trang này cho biết mỗi chỉ tiêu đã đạt đến đâu, còn thiếu gì
          và phát bù ở đâu.
        </EmptyState>
      </>
    );
  return (
    <div class="progress-page">
      <PageHead title={`Tiến độ kế hoạch năm ${year}`} lead={`Đến ${formatDateAdministrative(today)}`}>
        {years.length > 1 && <YearChoice year={year} years={years} />}
        <ButtonLink href={`/chu-de?nam=${year}`}>Bao phủ nội dung</ButtonLink>
        <ButtonLink href="/ke-hoach">Kế hoạch</ButtonLink>
      </PageHead>
      <PlanNotice plans={plans} today={today} />
      <Debts {...props} />
      {plans
        .filter((plan) => plan.year === year)
        .map((plan) => (
          <PlanDuties {...props} plan={plan} duties={duties.filter((duty) => duty.plan.id === plan.id)} />
        ))}
      {props.coverages.map((one) => (
        <Topics {...one} zone={props.zone} />
      ))}
    </div>
  );
};

const YearChoice = ({ year, years }: { year: number; years: readonly number[] }) => (
  <form method="get" action="/tien-do" class="go-to">
    <Select
      name="nam"
      label="Năm kế hoạch"
      value={year}
      options={years.map((one) => ({ value: String(one), label: String(one) }))}
    />
    <Button>Xem</Button>
  </form>
);

// debts ---------------------------------------------------------------------------------------------------------------

/** In full; the others lead to their pages. */
const SHOWN_DEBTS = 6;
const MOST_LINKS = 50;

const Debts = ({ debts, zone, may }: Props) => {
  const owing = debts.filter(({ debt, duty }) => debt.state === 'planned' || isOwing(duty, debt));
  const settled = debts.filter(({ debt }) => debt.state === 'closed');
  if (owing.length + settled.length === 0) return null;
  return (
    <section class="debts" aria-labelledby="phat-bu">
      <h2 id="phat-bu">Phát bù</h2>
      {owing.length === 0 && <p>Không còn lượt nào phải phát bù.</p>}
      {owing.slice(0, SHOWN_DEBTS).map((sheet) => (
        <DebtItem sheet={sheet} zone={zone} may={may} />
      ))}
      <DebtLinks title="lượt nữa phải phát bù" sheets={owing.slice(SHOWN_DEBTS)} zone={zone} />
      <DebtLinks title="lượt đã phát bù" sheets={settled.toReversed()} zone={zone} />
    </section>
  );
};

const DebtLinks = ({ title, sheets, zone }: { title: string; sheets: readonly DebtSheet[]; zone: string }) =>
  sheets.length === 0 ? null : (
    <details class="more">
      <summary>
        {sheets.length} {title}
      </summary>
      <ul>
        {sheets.slice(0, MOST_LINKS).map(({ duty, debt }) => (
          <li>
            <a href={debtPath(duty, debt)}>
              {duty.programme.name}, lượt {whenWords(debt.failed.at, zone)}
            </a>
          </li>
        ))}
      </ul>
      {sheets.length > MOST_LINKS && <p>Các lượt khác xem ở từng kỳ.</p>}
    </details>
  );

// obligations ---------------------------------------------------------------------------------------------------------

const PlanDuties = ({ plan, duties, now, zone }: Props & { plan: Plan }) => {
  const states = new Set(
    duties.flatMap(({ ledger }) => (ledger.obligation.count === null ? [] : ledger.periods.map(({ state }) => state))),
  );
  return (
    <section class="duties" aria-labelledby={`ke-hoach-${plan.id}`}>
      <h2 id={`ke-hoach-${plan.id}`}>
        Kế hoạch số {plan.number} ngày {formatDateAdministrative(plan.issuedOn)}
      </h2>
      <p class="hint">
        {plan.title} ({plan.issuer})
      </p>
      {duties.length === 0 && <p>Kế hoạch này không giao chỉ tiêu phát thanh nào.</p>}
      {states.size > 0 && (
        <ul class="signs" aria-label="Ký hiệu của các ô">
          {PERIOD_STATE_LIST.filter((state) => states.has(state)).map((state) => (
            <li>
              <PeriodBadge state={state} />
            </li>
          ))}
        </ul>
      )}
      {duties.map((duty) => (
        <DutySection duty={duty} now={now} zone={zone} />
      ))}
    </section>
  );
};

const DutySection = ({ duty, now, zone }: Pick<Props, 'now' | 'zone'> & { duty: Duty }) => {
  const { ledger, programme, word } = duty;
  const { obligation, state } = ledger;
  const id = `chi-tieu-${obligation.id}`;
  return (
    <section class="panel duty" aria-labelledby={id}>
      <div class="duty-head">
        <h3 id={id}>{programme.name}</h3>
        <DutyBadge state={state} />
      </div>
      <p>
        {obligation.frequencyText === '' ? 'Kế hoạch không nêu tần suất' : `“${obligation.frequencyText}”`}, mục{' '}
        <span class="code">{obligation.code}</span>
      </p>
      <PeriodCells duty={duty} now={now} />
      <p class="forecast">
        <strong>{assessmentOf(ledger, zone)}.</strong> {forecastWords(ledger, word, now).join(' ')}
      </p>
      <details class="reckoning">
        <summary>
          Cách tính<span class="unseen"> {programme.name}</span>
        </summary>
        <ul>
          {arithmeticWords(ledger, word).map((line) => (
            <li>{line}</li>
          ))}
        </ul>
        <PeriodTable duty={duty} />
      </details>
    </section>
  );
};

const PeriodTable = ({ duty }: { duty: Duty }) => {
  const { obligation, periods } = duty.ledger;
  const owesReplays = periods.some(({ replays }) => replays.due > 0);
  const isCounted = obligation.count !== null;
  return (
    <Table
      caption={`${duty.programme.name}: từng kỳ`}
      head={
        <>
          <th scope="col">Kỳ</th>
          {isCounted && <th scope="col">Tình trạng</th>}
          <th scope="col" class="number">
            {isCounted
              ? `Đã phát/phải phát (${duty.word}${owesReplays ? ' + phát lại' : ''})`
              : `Đã phát (${duty.word})`}
          </th>
          <th scope="col" class="number">
            Đã xếp lịch
          </th>
          {isCounted && (
            <th scope="col" class="number">
              Chưa có chỗ
            </th>
          )}
        </>
      }
    >
      {periods.slice(leadingFree(duty)).map((one) => (
        <tr>
          <th scope="row">{periodName(one.period, obligation)}</th>
          {isCounted && (
            <td>
              <PeriodBadge state={one.state} />
            </td>
          )}
          <td class="number">{periodFigure(duty, one)}</td>
          <td class="number">{one.main.planned + (owesReplays ? one.replays.planned : 0)}</td>
          {isCounted && <td class="number">{one.main.short + one.replays.short}</td>}
        </tr>
      ))}
    </Table>
  );
};

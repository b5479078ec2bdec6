/** What the pages about obligations share: states, the picture of the periods, one debt. */
import { type Duty, debtPath, periodPath } from '../src/core/duty.ts';
import type { DutyState, PeriodLedger, PeriodState } from '../src/core/ledger.ts';
import {
  deadlineDay,
  debtStateWord,
  debtWords,
  dutyStateWord,
  periodName,
  periodStateWord,
  verdictWord,
} from '../src/core/ledger-words.ts';
import type { BusyEntry, Debt, FreePlace } from '../src/core/make-good.ts';
import { type DurationMs, dayOf, type EpochMs, isoWithOffset } from '../src/core/time.ts';
import { formatDateAdministrative, formatDuration, formatTime, weekdayName } from '../src/core/vietnamese.ts';
import { reasonWord } from '../src/core/words.ts';
import { Icon, type IconName } from './icons.tsx';
import { ActionButton, Button, StatusBadge, type Tone } from './parts.tsx';

const DUTY_TONES: Readonly<Record<DutyState, Tone>> = {
  met: 'good',
  'on-track': 'good',
  'at-risk': 'warn',
  late: 'bad',
  'not-met': 'bad',
  unquantified: 'quiet',
};
const DUTY_ICONS: Partial<Record<DutyState, IconName>> = { unquantified: 'info', 'on-track': 'clock', late: 'warning' };

export const DutyBadge = ({ state }: { state: DutyState }) => (
  <StatusBadge tone={DUTY_TONES[state]} icon={DUTY_ICONS[state]}>
    {dutyStateWord(state)}
  </StatusBadge>
);

export const PERIOD_ICONS: Readonly<Record<PeriodState, IconName>> = {
  met: 'check',
  planned: 'clock',
  'at-risk': 'warning',
  missed: 'cross',
  ahead: 'circle',
  free: 'dash',
};
const PERIOD_TONES: Readonly<Record<PeriodState, Tone>> = {
  met: 'good',
  planned: 'busy',
  'at-risk': 'warn',
  missed: 'bad',
  ahead: 'quiet',
  free: 'quiet',
};

export const PeriodBadge = ({ state }: { state: PeriodState }) => (
  <StatusBadge tone={PERIOD_TONES[state]} icon={PERIOD_ICONS[state]}>
    {periodStateWord(state)}
  </StatusBadge>
);

/** `17:10, thứ Tư, 10/9/2025`. */
export function whenWords(at: EpochMs, zone: string): string {
  const day = dayOf(at, zone);
  return `${formatTime(at, zone)}, ${weekdayName(day.dayOfWeek).replace(/^Thứ/, 'thứ')}, ${formatDateAdministrative(day)}`;
}

/** `1/1`, with the replays where some are owed `1/1 + 2/3`; where nothing is owed, what aired all the same. */
export function periodFigure({ ledger }: Duty, { main, replays }: PeriodLedger): string {
  if (ledger.obligation.count === null) return String(main.done);
  if (main.due === 0) return main.done > 0 ? String(main.done) : '';
  return replays.due > 0 ? `${main.done}/${main.due} + ${replays.done}/${replays.due}` : `${main.done}/${main.due}`;
}

/** `25/8`, `T9`, `QIII`: short enough for a cell. */
const cellName = (name: string): string =>
  name
    .replace(/–.*$/, '')
    .replace(/^tháng /, 'T')
    .replace(/^quý /, 'Q')
    .replace(/^năm /, '');

/** Before a plan was signed nothing is owed: how many periods at the start one line says so for. */
export function leadingFree({ ledger: { obligation, periods } }: Duty): number {
  if (obligation.count === null) return 0;
  const first = periods.findIndex((one) => one.state !== 'free' || one.main.done + one.replays.done > 0);
  return first > 1 ? first : 0;
}

/** Each period a cell: its name, the sign of its state and its figures, which differ without any colour. */
export const PeriodCells = ({ duty, now }: { duty: Duty; now: EpochMs }) => {
  const { obligation, periods } = duty.ledger;
  const isCounted = obligation.count !== null;
  const skipped = leadingFree(duty);
  return (
    <ol class={periods.some(({ replays }) => replays.due > 0) ? 'cells wide' : 'cells'}>
      {skipped > 0 && (
        <li class="skipped">
          <span class="cell free">
            <Icon name="dash" />
            <span>{skipped} kỳ đầu không phải phát</span>
          </span>
        </li>
      )}
      {periods.slice(skipped).map((one) => {
        const name = periodName(one.period, obligation);
        const isNow = one.span.from <= now && now < one.span.until;
        const words = isCounted ? periodStateWord(one.state) : `đã phát ${one.main.done} ${duty.word}`;
        return (
          <li>
            <a
              class={`cell ${isCounted ? one.state : 'tally'}${isNow ? ' now' : ''}`}
              href={periodPath(duty, one)}
              title={`${name}: ${words}`}
            >
              <span class="when">{cellName(name)}</span>
              {isCounted && <Icon name={PERIOD_ICONS[one.state]} />}
              <span class="figure">{periodFigure(duty, one)}</span>
              <span class="unseen">
                {' '}
                {name}: {words}
                {isNow && ', kỳ hiện tại'}
              </span>
            </a>
          </li>
        );
      })}
    </ol>
  );
};

// debts ---------------------------------------------------------------------------------------------------------------

/** Where it can be paid, and with what; or why nowhere. */
export type OfferSheet =
  | {
      readonly issue: string;
      readonly length: DurationMs;
      readonly places: readonly FreePlace<BusyEntry & { readonly title: string }>[];
      readonly isLate: boolean;
    }
  | { readonly refusal: string };

export type DebtSheet = { readonly duty: Duty; readonly debt: Debt; readonly offer: OfferSheet | undefined };

const DEBT_TONES = { open: 'warn', planned: 'busy', closed: 'good', 'not-needed': 'quiet' } as const;

type DebtProps = { sheet: DebtSheet; zone: string; may: (route: string) => boolean; isPage?: boolean };

/** What is owed, why, until when, and the buttons that plan it. */
export const DebtItem = ({ sheet: { duty, debt, offer }, zone, may, isPage }: DebtProps) => {
  const { failed, reason, deadline, state, plannedBy, paidBy, isOverdue } = debt;
  const { obligation } = duty.ledger;
  const path = debtPath(duty, debt);
  const mayPlan = may('POST /tien-do/:id/phat-bu/:airing');
  return (
    <article class="debt">
      {!isPage && (
        <h3>
          <a href={path}>
            {debtWords(debt, duty.word)}: {duty.programme.name}
          </a>{' '}
          <span class="code">{obligation.code}</span>
        </h3>
      )}
      <p>
        <StatusBadge tone={isOverdue ? 'bad' : DEBT_TONES[state]}>
          {isOverdue ? 'Quá hạn' : debtStateWord(state)}
        </StatusBadge>{' '}
        Lượt <a href={`/nhat-ky/${failed.id}`}>{whenWords(failed.at, zone)}</a>: {verdictWord(failed).toLowerCase()}
        {reason && `, ${reasonWord(reason).toLowerCase()}`}. Hạn phát bù: hết ngày{' '}
        {formatDateAdministrative(deadlineDay(deadline, zone))}.
      </p>
      {state === 'planned' && plannedBy && (
        <div class="actions">
          <span>
            Đã xếp lúc{' '}
            <a href={`/lich-phat?ngay=${dayOf(plannedBy.plannedStart, zone)}`}>
              {whenWords(plannedBy.plannedStart, zone)}
            </a>
          </span>
          {mayPlan && (
            <ActionButton tone="plain" icon="return" action={`${path}/bo`}>
              Bỏ xếp phát bù
            </ActionButton>
          )}
        </div>
      )}
      {state === 'closed' && paidBy && (
        <p>
          Đã phát bù lúc <a href={`/nhat-ky/${paidBy.id}`}>{whenWords(paidBy.at, zone)}</a>.
        </p>
      )}
      {offer && (
        <Places offer={offer} path={path} zone={zone} mayPlan={mayPlan} shown={isPage ? undefined : PLACES_SHOWN} />
      )}
      {state === 'open' && !offer && <a href={path}>Xem chỗ phát bù</a>}
    </article>
  );
};

/** On the overview; the rest is one page away. */
const PLACES_SHOWN = 3;

type PlacesProps = { offer: OfferSheet; path: string; zone: string; mayPlan: boolean; shown: number | undefined };

const Places = ({ offer, path, zone, mayPlan, shown }: PlacesProps) => {
  if ('refusal' in offer) return <p class="hint">{offer.refusal}.</p>;
  const places = offer.places.slice(0, shown);
  if (offer.places.length === 0)
    return <p class="hint">Không còn chỗ nào trước hạn trong khung giờ được phép: dời hoặc hủy bớt lượt khác trước.</p>;
  return (
    <div class="offer">
      <p class="hint">
        Phát {offer.issue}, {formatDuration(offer.length)}.{' '}
        {offer.isLate && 'Kỳ đó đã qua, phát bây giờ vẫn bù vào tổng số phải phát. '}
        {mayPlan ? 'Bấm một chỗ là xếp xong, trước giờ phát còn bỏ được.' : 'Biên tập viên hoặc người trực xếp chỗ.'}
      </p>
      <ul class="places">
        {places.map((place) => (
          <li>
            {mayPlan ? (
              <form method="post" action={path} class="one-button">
                <Button icon="plus" name="from" value={isoWithOffset(place.from, zone)}>
                  {whenWords(place.from, zone)}
                </Button>
              </form>
            ) : (
              <strong>{whenWords(place.from, zone)}</strong>
            )}
            <small>
              {place.displaces.length === 0
                ? 'Giờ còn trống'
                : `Nhường giờ: ${place.displaces.map(({ title }) => title).join('; ')}`}
              {place.sameHour && '; cùng giờ với lượt lỡ'}
            </small>
          </li>
        ))}
      </ul>
      {places.length < offer.places.length && (
        <a class="plain" href={path}>
          Chỗ khác
        </a>
      )}
    </div>
  );
};

/** One period of an obligation with the airings behind its figures, and one debt. */

import type { JudgedAiring } from '../src/core/counting.ts';
import { counts } from '../src/core/counting.ts';
import type { Duty } from '../src/core/duty.ts';
import { periodPath } from '../src/core/duty.ts';
import type { PeriodLedger, PlannedEntry } from '../src/core/ledger.ts';
import { periodName, shortageWords, verdictWord } from '../src/core/ledger-words.ts';
import { dayOf, type EpochMs } from '../src/core/time.ts';
import { formatDateAdministrative } from '../src/core/vietnamese.ts';
import { airingKindWord, missingWord, reasonWord } from '../src/core/words.ts';
import { DebtItem, type DebtSheet, PeriodBadge, whenWords } from './duty-parts.tsx';
import { ButtonLink, EmptyState, PageHead, StatusBadge, Table } from './parts.tsx';

type PeriodProps = {
  readonly duty: Duty;
  readonly period: PeriodLedger;
  /** Episode → `Số 02/2025`. */
  readonly labels: ReadonlyMap<number, string>;
  readonly debts: readonly DebtSheet[];
  readonly now: EpochMs;
  readonly zone: string;
  readonly may: (route: string) => boolean;
};

export const PeriodPage = (props: PeriodProps) => {
  const { duty, period: one, debts, now, zone, may } = props;
  const { ledger, programme, word } = duty;
  const { obligation, periods } = ledger;
  const { main, replays, period } = one;
  const place = periods.indexOf(one);
  const [before, next] = [periods[place - 1], periods[place + 1]];
  const isCounted = obligation.count !== null;
  const nothing = [one.mainAirings, one.replayAirings, one.mainEntries, one.replayEntries, one.strays, one.failed];
  return (
    <>
      <PageHead
        title={`${programme.name}: ${/^\d/.test(periodName(period, obligation)) ? 'kỳ ' : ''}${periodName(period, obligation)}`}
        lead={
          <>
            Từ {formatDateAdministrative(period.from)} đến hết {formatDateAdministrative(period.until)}, mục{' '}
            <span class="code">{obligation.code}</span>
          </>
        }
      >
        {isCounted && <PeriodBadge state={one.state} />}
      </PageHead>
      <nav class="actions days" aria-label="Kỳ khác">
        {before && (
          <ButtonLink href={periodPath(duty, before)} icon="left">
            Kỳ trước
          </ButtonLink>
        )}
        {next && (
          <ButtonLink href={periodPath(duty, next)} icon="right">
            Kỳ sau
          </ButtonLink>
        )}
        <ButtonLink href={`/tien-do?nam=${duty.plan.year}`}>Về tiến độ</ButtonLink>
      </nav>
      <dl class="totals">
        <Total label={isCounted ? 'Đã phát/phải phát' : 'Đã phát'}>
          {main.done}
          {isCounted && `/${main.due}`} {word}
        </Total>
        {replays.due > 0 && (
          <Total label="Phát lại">
            {replays.done}/{replays.due} lượt
          </Total>
        )}
        <Total label="Đã xếp lịch">{one.mainEntries.length + one.replayEntries.length} lượt</Total>
      </dl>
      {isCounted && main.short + replays.short > 0 && one.span.until > now && (
        <p class="consequence">
          <span>
            {shortageWords(one, obligation, word)}, trong lịch chưa có chỗ.{' '}
            {may('GET /khung-gio/them') && (
              <a href={`/khung-gio/them?ngay=${formatDateAdministrative(dayOf(now, zone))}`}>Thêm khung giờ</a>
            )}
          </span>
        </p>
      )}
      {debts.length > 0 && (
        <section class="debts" aria-labelledby="phat-bu">
          <h2 id="phat-bu">Phát bù</h2>
          {debts.map((sheet) => (
            <DebtItem sheet={sheet} zone={zone} may={may} />
          ))}
        </section>
      )}
      {nothing.every((list) => list.length === 0) && (
        <EmptyState title="Kỳ này chưa có lượt phát nào">
          Lượt phát của {programme.name} trong kỳ, và lượt đã xếp lịch, hiện ở đây kèm lý do được tính hay không.
        </EmptyState>
      )}
      <Airings title="Được tính" airings={one.mainAirings} {...props} />
      <Airings title="Phát lại" airings={one.replayAirings} {...props} />
      <Entries {...props} />
      <Airings title="Không được tính" airings={[...one.failed, ...one.strays]} {...props} />
    </>
  );
};

const Total = ({ label, children }: { label: string; children?: unknown }) => (
  <div>
    <dt>{label}</dt>
    <dd class="figure">{children}</dd>
  </div>
);

const HEAD = (
  <>
    <th scope="col">Giờ phát</th>
    <th scope="col">Chương trình</th>
    <th scope="col">Loại</th>
    <th scope="col">Kết quả</th>
    <th scope="col">
      <span class="unseen">Thay đổi</span>
    </th>
  </>
);

const Airings = ({ title, airings, ...props }: PeriodProps & { title: string; airings: readonly JudgedAiring[] }) =>
  airings.length === 0 ? null : (
    <section>
      <h2>{title}</h2>
      <Table stack caption={title} head={HEAD}>
        {airings.map((one) => (
          <tr>
            <td class="figure">
              <a href={`/nhat-ky/${one.id}`}>{whenWords(one.at, props.zone)}</a>
            </td>
            <Named of={one.first} {...props} />
            <td>{airingKindWord({ kind: one.kind, paysForId: one.first.paysForId ?? null })}</td>
            <td>
              <StatusBadge tone={counts(one) ? 'good' : 'bad'}>{verdictWord(one)}</StatusBadge>
              <small>
                {one.rows.at(-1)!.reason && reasonWord(one.rows.at(-1)!.reason!)}
                {counts(one) && props.period.strays.includes(one) && 'Phát lại của số thuộc kỳ khác'}
              </small>
            </td>
            <MoveCell
              slotId={one.first.slotId}
              recurrenceId={one.first.recurrenceId}
              countsOn={one.first.countsOn}
              may={props.may}
            />
          </tr>
        ))}
      </Table>
    </section>
  );

const Entries = (props: PeriodProps) => {
  const { mainEntries, replayEntries } = props.period;
  const entries = [...mainEntries, ...replayEntries].sort((a, b) => a.plannedStart - b.plannedStart);
  // The first of an issue will be its premiere, whatever its slot is called.
  const isPremiere = (entry: PlannedEntry) =>
    props.duty.ledger.obligation.unit === 'issue' && mainEntries.includes(entry);
  const kindOf = (entry: PlannedEntry) => (isPremiere(entry) ? 'premiere' : entry.kind);
  return entries.length === 0 ? null : (
    <section>
      <h2>Đã xếp lịch</h2>
      <Table stack caption="Đã xếp lịch" head={HEAD}>
        {entries.map((entry: PlannedEntry) => (
          <tr>
            <td class="figure">
              <a href={`/lich-phat?ngay=${dayOf(entry.plannedStart, props.zone)}`}>
                {whenWords(entry.plannedStart, props.zone)}
              </a>
            </td>
            <Named of={entry} {...props} />
            <td>{airingKindWord({ kind: kindOf(entry), paysForId: entry.paysForId ?? null })}</td>
            <td>
              {entry.missing === null ? (
                <StatusBadge tone="busy">Đã xếp lịch</StatusBadge>
              ) : (
                <StatusBadge tone="warn">{missingWord(entry.missing)}</StatusBadge>
              )}
            </td>
            <MoveCell
              slotId={entry.slotId}
              recurrenceId={entry.recurrenceId}
              countsOn={entry.countsOn}
              may={props.may}
            />
          </tr>
        ))}
      </Table>
    </section>
  );
};

const Named = ({ of, labels, duty }: PeriodProps & { of: { episodeId: number | null } }) => (
  <td>
    {of.episodeId === null ? (
      duty.programme.name
    ) : (
      <a href={`/so/${of.episodeId}`}>{labels.get(of.episodeId) ?? duty.programme.name}</a>
    )}
  </td>
);

type MoveCellProps = {
  slotId: string | null;
  recurrenceId: string | null;
  countsOn: string | null | undefined;
  may: (route: string) => boolean;
};

const MoveCell = ({ slotId, recurrenceId, countsOn, may }: MoveCellProps) => (
  <td class="row-actions">
    {slotId && recurrenceId && may('POST /lich-phat/:slot/:day/doi-ky') && (
      <a href={`/lich-phat/${slotId}/${recurrenceId}/doi-ky`}>{countsOn ? 'Đã dời kỳ…' : 'Dời kỳ…'}</a>
    )}
  </td>
);

// one debt ------------------------------------------------------------------------------------------------------------

export const DebtPage = ({ sheet, zone, may }: { sheet: DebtSheet; zone: string; may: (route: string) => boolean }) => (
  <>
    <PageHead
      title={`Phát bù: ${sheet.duty.programme.name}`}
      lead={
        <>
          Mục <span class="code">{sheet.duty.ledger.obligation.code}</span>, Kế hoạch số {sheet.duty.plan.number}
        </>
      }
    />
    <DebtItem sheet={sheet} zone={zone} may={may} isPage />
    <p>
      <ButtonLink href={`/tien-do?nam=${sheet.duty.plan.year}`} icon="left">
        Về tiến độ
      </ButtonLink>
    </p>
  </>
);

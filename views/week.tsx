/**
 * Lịch phát tuần. In HTML it is a list, day by day and session by session, which reads well aloud and works without
 * script. Where scripts run, static/week.js lays the same list out to scale, seven columns and the hours down the side:
 * places in minutes cannot be written as classes, and inline styles are forbidden (CSP). On paper it is week-sheet.tsx.
 */
import { Temporal } from 'temporal-polyfill';
import { dayNames, dayTypeWord } from '../src/core/calendar.ts';
import { isHeard } from '../src/core/day-playlist.ts';
import { lunarOf } from '../src/core/lunar.ts';
import { dayOf, durationMs, type EpochMs, MINUTE } from '../src/core/time.ts';
import { formatDateAdministrative, formatDuration, weekdayName } from '../src/core/vietnamese.ts';
import { type Band, clockOf, type Minutes, type Week, type WeekDay } from '../src/core/week.ts';
import { kindWord } from '../src/core/words.ts';
import { type Change, UndoBar } from './day-changes.tsx';
import { Icon } from './icons.tsx';
import { Button, ButtonLink, PageHead } from './parts.tsx';
import { dayPath, ScheduleTabs, shortDay, weekPath } from './schedule-tabs.tsx';
import { BlockItem, KINDS, PLANNED } from './week-block.tsx';
import { type SheetProps, WeekSheet } from './week-sheet.tsx';

export type WeekProps = {
  readonly week: Week;
  readonly zone: string;
  readonly now: EpochMs;
  readonly zoneNames: ReadonlyMap<string, string>;
  readonly sheet: SheetProps;
  /** What this person changed last, while it can be undone. */
  readonly last: Change | undefined;
  /** The week that was asked for and cannot be read. */
  readonly unreadable: string | undefined;
  readonly may: (route: string) => boolean;
};

export const WeekPage = (props: WeekProps) => {
  const { week, may } = props;
  const { today } = week.days[0]!.on;
  const mayChange = may('POST /lich-phat/:slot/:day/xep');
  return (
    <div class="week-page">
      <ScheduleTabs
        here="week"
        day={Temporal.PlainDate.compare(today, week.monday) < 0 ? week.monday : latest(week, today)}
      />
      <PageHead title={weekTitle(week.monday)} lead={<Summary {...props} />}>
        {may('GET /lich-phat/tuan/sao-chep') && (
          <ButtonLink href={`/lich-phat/tuan/sao-chep?tu=${week.monday}`} icon="copy">
            Sao chép tuần này…
          </ButtonLink>
        )}
        <button type="button" class="button with-script" data-print hidden>
          <Icon name="print" />
          In
        </button>
      </PageHead>
      <WeekLinks week={week} today={today} unreadable={props.unreadable} />
      <UndoBar last={props.last} back={weekPath(week.monday)} />
      <Legend mayChange={mayChange} />
      <section
        class="week"
        aria-label={weekTitle(week.monday)}
        data-scale={week.scale}
        data-movable={mayChange ? 'yes' : undefined}
        tabindex={0}
      >
        {week.days.map((day) => (
          <Day day={day} {...props} mayChange={mayChange} />
        ))}
      </section>
      {mayChange && (
        <>
          <p class="unseen" id="week-keys">
            Enter để nhấc lượt phát; mũi tên lên, xuống để dời giờ; trái, phải để dời ngày; Shift và mũi tên lên, xuống
            để đổi thời lượng; Enter để đặt; Esc để thôi.
          </p>
          <p class="unseen" id="week-said" role="status"></p>
          <dialog id="week-choice" aria-label="Dời lượt phát"></dialog>
        </>
      )}
      <WeekSheet {...props.sheet} />
    </div>
  );
};

/** Of the days of the week, today or the last. */
const latest = ({ monday }: Week, today: Temporal.PlainDate): Temporal.PlainDate => {
  const sunday = monday.add({ days: 6 });
  return Temporal.PlainDate.compare(today, sunday) > 0 ? monday : today;
};

/** `Tuần 37: 08/9–14/9/2025`; ISO 8601 weeks, as documents number them. */
export const weekTitle = (monday: Temporal.PlainDate): string =>
  `Tuần ${monday.weekOfYear}: ${shortDay(monday)}–${formatDateAdministrative(monday.add({ days: 6 }))}`;

const Summary = ({ week }: WeekProps) => {
  const lines = week.days.flatMap(({ on }) => on.lines).filter(isHeard);
  const missing = lines.filter(({ state }) => state === 'missing').length;
  const free = week.days
    .flatMap(({ stretches }) => stretches.flatMap(({ gaps }) => gaps))
    .reduce((sum, { from, until }) => sum + until - from, 0);
  return (
    <>
      {lines.length} lượt phát
      {missing > 0 && `, còn thiếu nội dung ${missing} lượt`}
      {free > 0 && `, còn trống ${formatDuration(durationMs(free * MINUTE))}`}
    </>
  );
};

const WeekLinks = (props: { week: Week; today: Temporal.PlainDate; unreadable: string | undefined }) => {
  const { week, today, unreadable } = props;
  const { monday } = week;
  const isThis = weekPath(today) === weekPath(monday);
  return (
    <nav class="days actions" aria-label="Chọn tuần">
      <ButtonLink href={weekPath(monday.subtract({ days: 7 }))} icon="left">
        Tuần trước
      </ButtonLink>
      {!isThis && <ButtonLink href="/lich-phat/tuan">Tuần này</ButtonLink>}
      <ButtonLink href={weekPath(monday.add({ days: 7 }))}>
        Tuần sau <Icon name="right" />
      </ButtonLink>
      <form method="get" action="/lich-phat/tuan" class="go-to">
        <label for="tu">Tuần có ngày</label>
        <input
          id="tu"
          name="tu"
          size={12}
          class="sized"
          autocomplete="off"
          placeholder="05/9/2025"
          value={unreadable}
          aria-invalid={unreadable === undefined ? undefined : 'true'}
          aria-describedby={unreadable === undefined ? undefined : 'tu-error'}
        />
        <Button>Xem</Button>
      </form>
      {unreadable !== undefined && (
        <p class="complaint" id="tu-error">
          <Icon name="warning" />
          Không đọc được ngày “{unreadable}”. Viết ngày/tháng/năm, ví dụ 05/9/2025. Dưới đây là tuần này.
        </p>
      )}
    </nav>
  );
};

const Legend = ({ mayChange }: { mayChange: boolean }) => (
  <div class="legend">
    <ul aria-label="Chú giải">
      {PLANNED.map((kind) => (
        <li class={`key ${kind}`}>
          <Icon name={KINDS[kind]} />
          {kindWord(kind)}
        </li>
      ))}
      <li class="key gap">Chưa xếp lịch</li>
      <li class="key hard">17:10 đúng giờ</li>
      <li class="key soft">≈17:10 nối tiếp mục trước</li>
    </ul>
    {mayChange && (
      <fieldset class="steps with-script" hidden>
        <legend>Kéo theo bước</legend>
        {[5, 1].map((step) => (
          <label class="choice">
            <input type="radio" name="step" value={step} checked={step === 5} />
            {step} phút
          </label>
        ))}
      </fieldset>
    )}
  </div>
);

type Part = WeekProps & { readonly mayChange: boolean };

const Day = ({ day, ...props }: Part & { day: WeekDay }) => {
  const { on, stretches } = day;
  const isToday = on.day.equals(on.today);
  const id = `d-${on.day}`;
  const names = dayNames(on.calendar);
  return (
    <section class={isToday ? 'day today-column' : 'day'} aria-labelledby={id} data-day={on.day.toString()}>
      <header>
        <h2 id={id}>
          <a href={dayPath(on.day)}>
            {weekdayName(on.day.dayOfWeek)} <span class="figure">{shortDay(on.day)}</span>
          </a>
        </h2>
        <p>
          {isToday && <strong>Hôm nay · </strong>}
          <span class="figure">{lunarShort(on.day)}</span>
          {!['ordinary', 'weekend'].includes(on.calendar.type) && ` · ${dayTypeWord(on.calendar.type)}`}
        </p>
        {names.length > 0 && <p class="names">{names.join(' · ')}</p>}
      </header>
      {props.week.bands.map((band, i) => (
        <BandList band={band} stretch={stretches[i]!} day={day} {...props} />
      ))}
    </section>
  );
};

/** `ÂL 17/7`. */
function lunarShort(day: Temporal.PlainDate): string {
  const { day: d, month, isLeap } = lunarOf(day);
  return `ÂL ${d}/${month}${isLeap ? ' nhuận' : ''}`;
}

const BandList = (props: Part & { band: Band; stretch: WeekDay['stretches'][number]; day: WeekDay }) => {
  const { band, stretch, day } = props;
  const items = [
    ...stretch.blocks.map((block) => ({ from: block.from, view: <BlockItem block={block} {...props} /> })),
    ...stretch.gaps.map((gap) => ({ from: gap.from, view: <GapItem gap={gap} {...props} /> })),
  ].sort((a, b) => a.from - b.from);
  const open = stretch.open.map(({ from, until }) => `${from}-${until}`).join(' ');
  return (
    <div class="band">
      <h3>
        {band.name} <span class="figure">{bandHours(band)}</span>
      </h3>
      <ol data-begin={band.from} data-end={band.until} data-open={open}>
        {items.length === 0 && !day.on.calendar.hours.length && <li class="closed">Không phát</li>}
        {items.map(({ view }) => view)}
      </ol>
    </div>
  );
};

const bandHours = ({ from, until }: Minutes): string => `${clockOf(from)}–${until === 1440 ? '24:00' : clockOf(until)}`;

type WeekGap = WeekDay['stretches'][number]['gaps'][number];

const GapItem = ({ gap, day, now, zone, may }: Part & { gap: WeekGap; day: WeekDay }) => {
  const length = formatDuration(durationMs((gap.until - gap.from) * MINUTE));
  const date = day.on.day;
  const isPast = Temporal.PlainDate.compare(date, dayOf(now, zone)) < 0;
  const query = new URLSearchParams({
    ngay: formatDateAdministrative(date),
    gio: clockOf(gap.from),
    phut: String(Math.floor(gap.until - gap.from)),
  });
  return (
    <li class="gap" data-begin={gap.from} data-end={gap.until} data-lane={gap.lane} data-lanes={gap.lanes}>
      {may('GET /khung-gio/them') && !isPast && gap.until - gap.from >= 2 ? (
        <a href={`/khung-gio/them?${query}`}>
          <span class="figure">{clockOf(gap.from)}</span> Trống {length}
          <span class="unseen">, xếp lịch vào đây</span>
        </a>
      ) : (
        <span>
          <span class="figure">{clockOf(gap.from)}</span> Trống {length}
        </span>
      )}
    </li>
  );
};

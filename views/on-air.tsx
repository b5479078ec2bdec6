/** Is it sounding, and what: the same part in the header of every page, after a reload and pushed live. */
import type { AiringKind } from '../src/core/model.ts';
import {
  type AirState,
  type OnAir,
  positionOf,
  type Sounding,
  startOfSound,
  type TodayLine,
} from '../src/core/on-air.ts';
import {
  after,
  type DurationMs,
  durationMs,
  type EpochMs,
  framesToMs,
  HOUR,
  inZone,
  isoWithOffset,
} from '../src/core/time.ts';
import { formatClock, formatDate, formatDuration, formatTime } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import { Button, ButtonLink, StatusBadge, type Tone } from './parts.tsx';

export type PartProps<T = OnAir> = {
  readonly onAir: T;
  readonly now: EpochMs;
  readonly zone: string;
  /** May who looks at it open this route? */
  readonly may: (route: string) => boolean;
};

const STATES: Readonly<Record<AirState, { words: string; tone: Tone }>> = {
  'on-air': { words: 'ĐANG PHÁT', tone: 'live' },
  held: { words: 'ĐANG DỪNG PHÁT', tone: 'warn' },
  waiting: { words: 'CHỜ PHÁT', tone: 'busy' },
  off: { words: 'NGOÀI GIỜ PHÁT', tone: 'quiet' },
  lost: { words: 'MẤT LIÊN LẠC VỚI BỘ PHÁT', tone: 'bad' },
};

/** What is not the schedule is said so. */
const SOUNDING: Partial<Record<AiringKind, string>> = { live: 'ĐANG PHÁT TRỰC TIẾP', emergency: 'ĐANG PHÁT KHẨN CẤP' };

export const StateBadge = ({ state, sounding }: Pick<OnAir, 'state' | 'sounding'>) => (
  <StatusBadge tone={STATES[state].tone}>
    {(state === 'on-air' && sounding && SOUNDING[sounding.kind]) || STATES[state].words}
  </StatusBadge>
);

/** `Chuyển đổi số, Số 02/2025`. */
export const nameOf = ({ title, episodeLabel }: Pick<TodayLine, 'title' | 'episodeLabel'>): string =>
  [title, episodeLabel].filter(Boolean).join(', ');

/** A part that replaces the content of `#id` on every page that has one. */
export const Part = ({ id, children }: { id: string; children?: unknown }) => (
  <hx-partial hx-target={`#${id}`} hx-swap="innerMorph">
    {children}
  </hx-partial>
);

export const OnAirPart = (part: PartProps) => (
  <Part id="on-air">
    <OnAirHeader {...part} />
  </Part>
);

/** What the header tells, and the one button that is always in reach. */
export const OnAirHeader = ({ onAir, may }: Pick<PartProps, 'onAir' | 'may'>) => (
  <>
    <p class="on-air-now" role="status">
      <StateBadge {...onAir} />
      {onAir.state === 'on-air' && onAir.sounding && <span>{nameOf(onAir.sounding)}</span>}
    </p>
    {may('POST /lenh') && (onAir.hold ? <ResumeButton /> : <StopLink />)}
  </>
);

const StopLink = () => (
  <ButtonLink tone="danger" icon="stop" href="/dung-phat">
    Dừng phát
  </ButtonLink>
);

/** Of the whole commune, or of one zone. */
export const ResumeButton = ({ zoneId }: { zoneId?: string }) => (
  <form method="post" action="/lenh" class="one-button">
    {zoneId !== undefined && <input type="hidden" name="zoneId" value={zoneId} />}
    <Button tone="main" icon="play" name="kind" value="resume">
      Phát tiếp
    </Button>
  </form>
);

/** Ticks on the page; right without a script at the moment it was written. */
export const Countdown = ({ until, now, zone }: { until: EpochMs; now: EpochMs; zone: string }) => (
  <time class="ticking" datetime={isoWithOffset(until, zone)} data-until={String(until)}>
    {countdown(durationMs(Math.max(0, until - now)))}
  </time>
);

/** `12:05`, from an hour on `2 giờ 20 phút`; station.js counts on in the same words. */
const countdown = (left: DurationMs): string =>
  left < HOUR ? formatClock(durationMs(left)) : formatDuration(durationMs(left - (left % 60_000)));

/** How far what sounds has come, of how much. */
export const Progress = ({ sounding, now, zone }: { sounding: Sounding; now: EpochMs; zone: string }) => {
  const { position, remaining } = positionOf(sounding, now);
  const start = startOfSound(sounding);
  const since = String(start);
  if (sounding.totalFrames === null || remaining === null)
    return (
      <p class="progress">
        Đã phát <Since since={since}>{formatClock(position)}</Since>
      </p>
    );
  const length = framesToMs(sounding.totalFrames);
  return (
    <div class="progress">
      <progress max={length} value={position} data-since={since} aria-label="Đã phát được">
        {formatClock(position)}
      </progress>
      <p>
        <Since since={since}>{formatClock(position)}</Since> / {formatClock(length)} · còn{' '}
        <Countdown until={after(start, length)} now={now} zone={zone} />
      </p>
    </div>
  );
};

const Since = ({ since, children }: { since: string; children?: unknown }) => (
  <span class="ticking" data-since={since}>
    {children}
  </span>
);

/** `17:10`, with the day when it is another than today's. */
export function timeOrDay(at: EpochMs, now: EpochMs, zone: string): string {
  const day = inZone(at, zone).toPlainDate();
  const isToday = day.equals(inZone(now, zone).toPlainDate());
  return isToday ? formatTime(at, zone) : `${formatTime(at, zone)} ngày ${formatDate(day)}`;
}

export const NextLine = ({ next, now, zone }: { next: TodayLine | undefined; now: EpochMs; zone: string }) =>
  next?.plannedStart == null ? (
    <p class="next-line">Không còn mục nào có âm thanh trong danh sách phát.</p>
  ) : (
    <p class="next-line">
      <Icon name="clock" />
      <span>
        Tiếp theo lúc {timeOrDay(next.plannedStart, now, zone)}: <strong>{nameOf(next)}</strong>, sau{' '}
        <Countdown until={next.plannedStart} now={now} zone={zone} />
      </span>
    </p>
  );

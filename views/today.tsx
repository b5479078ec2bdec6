/** The home screen. Every part of it is pushed whole when it changes (web/events.ts), so each stands in a place of its own. */
import type { Child } from 'hono/jsx';
import type { Handover } from '../src/core/handover.ts';
import { mendOf } from '../src/core/missing.ts';
import type { Plan } from '../src/core/model.ts';
import type { AskedByPerson, MissingSound, TodayLine, TodayOnAir, ZoneNow } from '../src/core/on-air.ts';
import { relayFaultWords, relayWords } from '../src/core/relay.ts';
import { dayOf, type EpochMs } from '../src/core/time.ts';
import { formatDay, formatNumber, formatTime } from '../src/core/vietnamese.ts';
import { kindWord, missingWord, reasonWord } from '../src/core/words.ts';
import { DutyTasks } from './duty-tasks.tsx';
import { UnreadHandovers } from './handovers.tsx';
import { LastingIncidents, RecentIncidents } from './incidents.tsx';
import { MendLink } from './missing.tsx';
import {
  Countdown,
  NextLine,
  nameOf,
  Part,
  type PartProps,
  Progress,
  ResumeButton,
  StateBadge,
  timeOrDay,
} from './on-air.tsx';
import { OutcomeBadge } from './outcome.tsx';
import { OutputNote, OutputState } from './outputs.tsx';
import { ButtonLink, EmptyState, PageHead, StatusBadge, Table } from './parts.tsx';
import { PlanNotice } from './plan-notice.tsx';
import { type ReportReminder, ReportReminders } from './reports.tsx';
import { SignOffPanel } from './sign-off.tsx';

type Props = PartProps<TodayOnAir>;

type TodayProps = Props & {
  plans: readonly Plan[];
  reminders: readonly ReportReminder[];
  /** Hand-over notes nobody has confirmed. */
  unread: readonly Handover[];
  emergencies: Child;
};

/** `plans`: newest year first. */
export const TodayPage = ({ plans, reminders, unread, emergencies, ...part }: TodayProps) => (
  <>
    <PageHead title="Hôm nay" lead={<span id="ngay">{formatDay(dayOf(part.now, part.zone))}</span>}>
      <ButtonLink href="/giao-ca">Sổ giao ca</ButtonLink>
      {part.may('GET /truc-tiep') && (
        <ButtonLink href="/truc-tiep" icon="microphone">
          Phát trực tiếp…
        </ButtonLink>
      )}
      {part.may('GET /phat-ngay') && (
        <ButtonLink href="/phat-ngay" icon="play">
          Phát ngay một số…
        </ButtonLink>
      )}
    </PageHead>
    {emergencies}
    <div id="su-co">
      <LastingIncidents {...part} />
    </div>
    <PlanNotice plans={plans} today={dayOf(part.now, part.zone)} />
    <UnreadHandovers notes={unread} zone={part.zone} />
    <ReportReminders reminders={reminders} />
    <div class="today">
      <div class="aside">
        <section class="panel now" aria-labelledby="bay-gio-ten">
          <h2 id="bay-gio-ten">Trên sóng</h2>
          <div id="bay-gio">
            <Now {...part} />
          </div>
          <Listen zones={part.onAir.zones} />
        </section>
        <section class="last" aria-labelledby="dau-ra-ten">
          <h2 id="dau-ra-ten">Đầu ra âm thanh</h2>
          <div id="dau-ra">
            <OutputStates {...part} />
          </div>
        </section>
        <section class="last" aria-labelledby="su-co-ten">
          <h2 id="su-co-ten">Sự cố trong 24 giờ qua</h2>
          <div id="su-co-qua">
            <RecentIncidents {...part} />
          </div>
        </section>
        <section class="last" aria-labelledby="lenh-ten">
          <h2 id="lenh-ten">Lệnh gần đây</h2>
          <div id="lenh">
            <AskedList {...part} />
          </div>
        </section>
      </div>
      <div class="aside">
        <section aria-labelledby="danh-sach-ten">
          <h2 id="danh-sach-ten">Danh sách phát hôm nay</h2>
          <div id="da-kiem-tra">
            <CheckedToday {...part} />
          </div>
          <div id="danh-sach">
            <Playlist {...part} />
          </div>
        </section>
        <section aria-labelledby="con-thieu-ten">
          <h2 id="con-thieu-ten">Việc cần làm</h2>
          <div id="con-thieu">
            <DutyTasks tasks={part.onAir.duties} zone={part.zone} />
            <MissingList {...part} />
          </div>
        </section>
      </div>
    </div>
  </>
);

export const TodayParts = (part: Props) => (
  <>
    <Part id="ngay">{formatDay(dayOf(part.now, part.zone))}</Part>
    <Part id="bay-gio">
      <Now {...part} />
    </Part>
    <Part id="con-thieu">
      <DutyTasks tasks={part.onAir.duties} zone={part.zone} />
      <MissingList {...part} />
    </Part>
    <Part id="da-kiem-tra">
      <CheckedToday {...part} />
    </Part>
    <Part id="danh-sach">
      <Playlist {...part} />
    </Part>
    <Part id="dau-ra">
      <OutputStates {...part} />
    </Part>
    <Part id="su-co">
      <LastingIncidents {...part} />
    </Part>
    <Part id="su-co-qua">
      <RecentIncidents {...part} />
    </Part>
    <Part id="lenh">
      <AskedList {...part} />
    </Part>
  </>
);

/** The built-in stream and the meters, one a bus: never replaced, so that who listens goes on listening. */
const Listen = ({ zones }: { zones: TodayOnAir['zones'] }) => (
  <div class="listen">
    {zones.map(({ id, name }) => (
      <div class="meter" data-zone={id} hidden>
        <p>
          <span>{zones.length > 1 ? name : 'Vạch mức âm thanh'}</span>
          <span class="figure">không có tiếng</span>
        </p>
        {/* biome-ignore lint/a11y/useSemanticElements: a <meter> shows one value, this one shows loudness and peak */}
        <div
          class="level"
          role="meter"
          aria-label={`Vạch mức âm thanh: ${name}, LUFS`}
          aria-valuemin={-60}
          aria-valuemax={0}
          aria-valuenow={-60}
          aria-valuetext="không có tiếng"
        ></div>
      </div>
    ))}
    {/* biome-ignore lint/a11y/useMediaCaption: what is on the air has no captions */}
    <audio controls preload="none" src="/live/main.mp3" aria-label="Nghe luồng trực tiếp"></audio>
  </div>
);

const Now = ({ onAir, now, zone, may }: Props) => {
  const { state, sounding, hold, next } = onAir;
  const commands = may('POST /lenh');
  return (
    <>
      <p class="state">
        <StateBadge state={state} sounding={sounding} />
      </p>
      {sounding && state === 'on-air' && (
        <>
          <p class="sounding">{nameOf(sounding)}</p>
          <p class="hint">
            {kindWord(sounding.kind)}, bắt đầu lúc {formatTime(sounding.startedAt, zone, { seconds: true })}
          </p>
          <Progress sounding={sounding} now={now} zone={zone} />
          {commands && (
            <div class="actions">
              {skipHref(sounding) && (
                <ButtonLink href={skipHref(sounding)!} icon="skip">
                  Bỏ qua mục này
                </ButtonLink>
              )}
              <ButtonLink href="/dieu-khien">Kéo dài, ngắt, âm lượng…</ButtonLink>
            </div>
          )}
        </>
      )}
      {state === 'lost' && (
        <p>
          Bộ phát không trả lời
          {sounding && <>; tín hiệu cuối lúc {formatTime(sounding.toldAt, zone, { seconds: true })}</>}. Chương trình
          đang tự khởi động lại bộ phát; nếu vẫn thế sau một phút, xem màn hình của máy chủ.
        </p>
      )}
      {hold && (
        <>
          <p>
            {hold.endsNothing ? 'Giữ sóng' : 'Dừng phát'} bởi <strong>{hold.by}</strong> từ{' '}
            {timeOrDay(hold.since, now, zone)}. Các mục đến giờ đều im lặng cho đến khi bấm “Phát tiếp”.
          </p>
          {commands && <ResumeButton />}
        </>
      )}
      <Lives lives={onAir.lives} now={now} zone={zone} may={may} />
      <NextLine next={next} now={now} zone={zone} />
      <Elsewhere zones={onAir.elsewhere} now={now} zone={zone} commands={commands} />
    </>
  );
};

type LivesProps = Pick<Props, 'now' | 'zone' | 'may'> & { lives: TodayOnAir['lives'] };

/** Whoever talks at this moment; an operator can cut anybody. */
const Lives = ({ lives, now, zone, may }: LivesProps) =>
  lives.length === 0 ? null : (
    <ul class="rows">
      {lives.map(({ id, title, by, zoneNames, until }) => (
        <li>
          <span>
            <strong>Trực tiếp: {title}</strong>
            <small>
              {by}, {zoneNames.join(', ')}. Còn <Countdown until={until} now={now} zone={zone} />
            </small>
          </span>
          {may('POST /lenh') && (
            <a class="plain" href={`/truc-tiep/${id}/ngat`}>
              Ngắt<span class="unseen">: {title}</span>
            </a>
          )}
        </li>
      ))}
    </ul>
  );

type ElsewhereProps = { zones: readonly ZoneNow[]; now: EpochMs; zone: string; commands: boolean };

/** Zones that are not as the whole commune is. */
const Elsewhere = ({ zones, now, zone, commands }: ElsewhereProps) =>
  zones.length === 0 ? null : (
    <ul class="rows">
      {zones.map(({ id, name, sounding, hold }) => (
        <li>
          <span>
            <strong>{name}</strong>
            <small>
              {sounding
                ? `đang phát riêng ${nameOf(sounding)}`
                : `dừng phát bởi ${hold?.by} từ ${hold ? timeOrDay(hold.since, now, zone) : ''}`}
            </small>
          </span>
          {commands && hold && <ResumeButton zoneId={id} />}
          {commands && sounding && !hold && skipHref(sounding) && (
            <a class="plain" href={skipHref(sounding)}>
              Bỏ qua<span class="unseen">: {nameOf(sounding)}</span>
            </a>
          )}
        </li>
      ))}
    </ul>
  );

const skipHref = (what: { entryId: number | null; episodeId: number | null }): string | undefined =>
  what.entryId !== null
    ? `/bo-qua?muc=${what.entryId}`
    : what.episodeId !== null
      ? `/bo-qua?so=${what.episodeId}`
      : undefined;

/** Whether somebody looked the day through; what became other since is said until it is checked again. */
const CheckedToday = ({ onAir, now, zone, may }: Props) =>
  onAir.lines.length === 0 ? null : (
    <SignOffPanel checked={onAir.checked} day={dayOf(now, zone)} zone={zone} may={may} isHome />
  );

// the playlist --------------------------------------------------------------------------------------------------------

const Playlist = ({ onAir, now, zone, may }: Props) => {
  if (onAir.lines.length === 0)
    return (
      <EmptyState
        title="Hôm nay chưa có mục nào"
        action={may('GET /lich-phat') ? <ButtonLink href="/lich-phat">Xem lịch phát</ButtonLink> : undefined}
      >
        Mỗi khung giờ trong lịch phát rơi vào hôm nay là một dòng ở đây: giờ, chương trình và đã phát hay chưa.
      </EmptyState>
    );
  const commands = may('POST /lenh');
  return (
    <Table stack caption="Các mục phát hôm nay theo giờ" head={<PlaylistHead commands={commands} />}>
      {onAir.lines.map((line) => (
        <tr class={rowClass(line, onAir)}>
          <td class="figure">
            {line.plannedStart !== null && formatTime(line.plannedStart, zone)}
            {line.plannedStart === null && line.startedAt !== null && (
              <>
                {formatTime(line.startedAt, zone)}
                <small>ngoài lịch</small>
              </>
            )}
          </td>
          <td>
            {nameOf(line)}
            <small>{[kindWord(line.kind), line.zoneName].filter(Boolean).join(', ')}</small>
          </td>
          <td>
            <LineState line={line} now={now} zone={zone} />
            <RelayStateOf line={line} relays={onAir.relays} />
          </td>
          {commands && (
            <td class="row-actions">
              <LineActions line={line} now={now} />
            </td>
          )}
        </tr>
      ))}
    </Table>
  );
};

const PlaylistHead = ({ commands }: { commands: boolean }) => (
  <>
    <th scope="col">Giờ</th>
    <th scope="col">Chương trình</th>
    <th scope="col">Trạng thái</th>
    {commands && (
      <th scope="col">
        <span class="unseen">Lệnh</span>
      </th>
    )}
  </>
);

const rowClass = (line: TodayLine, { next }: TodayOnAir): string | undefined =>
  line.outcome === 'on-air'
    ? 'is-live'
    : line.entryId !== null && line.entryId === next?.entryId
      ? 'is-next'
      : undefined;

const LineState = ({ line, now, zone }: { line: TodayLine; now: EpochMs; zone: string }) => {
  if (line.outcome !== null)
    return (
      <>
        <OutcomeBadge outcome={line.outcome} />
        <small>
          {[
            line.startedAt !== null && `từ ${formatTime(line.startedAt, zone, { seconds: true })}`,
            line.endedAt !== null &&
              line.startedAt !== null &&
              `đến ${formatTime(line.endedAt, zone, { seconds: true })}`,
          ]
            .filter(Boolean)
            .join(' ')}
          {line.reason && `${line.startedAt !== null ? '. ' : ''}${reasonWord(line.reason)}`}
        </small>
      </>
    );
  if (line.missing !== null)
    return (
      <>
        <StatusBadge tone="warn">Còn thiếu</StatusBadge>
        <small>{missingWord(line.missing)}</small>
      </>
    );
  if (line.plannedStart !== null && line.plannedStart > now) return <StatusBadge tone="busy">Đã xếp lịch</StatusBadge>;
  if (line.plannedEnd !== null && line.plannedEnd > now) return <StatusBadge tone="busy">Đang chờ phát</StatusBadge>;
  return <StatusBadge tone="quiet">Chưa ghi nhật ký</StatusBadge>;
};

/** Of a relay that is due or sounding. */
const RelayStateOf = ({ line, relays }: { line: TodayLine; relays: TodayOnAir['relays'] }) => {
  const relay = relays.find(({ key }) => line.entryId !== null && key === `e${line.entryId}`);
  if (!relay) return null;
  const tone = relay.phase === 'on-air' ? 'good' : relay.phase === 'lost' ? 'warn' : 'busy';
  return (
    <>
      <StatusBadge tone={tone}>{relayWords(relay)}</StatusBadge>
      {relay.reason !== null && <small>{relayFaultWords(relay.reason, relay.said)}</small>}
    </>
  );
};

const LineActions = ({ line, now }: { line: TodayLine; now: EpochMs }) => {
  const skip = skipHref(line);
  if (line.outcome === 'on-air') return skip ? <SkipLink href={skip} line={line} /> : null;
  const isToCome = line.outcome === null && line.missing === null && line.plannedEnd !== null && line.plannedEnd > now;
  if (!isToCome || line.entryId === null || !skip) return null;
  return (
    <>
      <a class="plain" href={`/phat-ngay?muc=${line.entryId}`}>
        Phát ngay<span class="unseen">: {nameOf(line)}</span>
      </a>{' '}
      <SkipLink href={skip} line={line} />
    </>
  );
};

const SkipLink = ({ href, line }: { href: string; line: TodayLine }) => (
  <a class="plain" href={href}>
    Bỏ qua<span class="unseen">: {nameOf(line)}</span>
  </a>
);

// what is missing -----------------------------------------------------------------------------------------------------

/** The soonest stand open; a new station has dozens. */
const SHOWN_OPEN = 5;

const MissingList = (part: Props) => {
  const { missing } = part.onAir;
  if (missing.length === 0) return <p>Mọi mục trong 14 ngày tới đều đã có âm thanh được duyệt.</p>;
  const more = missing.slice(SHOWN_OPEN);
  return (
    <>
      <ul class="rows">
        {missing.slice(0, SHOWN_OPEN).map((one) => (
          <MissingItem one={one} {...part} />
        ))}
      </ul>
      {more.length > 0 && (
        <details class="more">
          <summary>{more.length} việc nữa trong 14 ngày tới</summary>
          <ul class="rows">
            {more.map((one) => (
              <MissingItem one={one} {...part} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
};

const MissingItem = ({ one, now, zone, may }: Props & { one: MissingSound }) => (
  <li>
    <div>
      <strong>{one.title}</strong>
      <small>
        {missingWord(one.missing)}. {one.count === 1 ? 'Phát lúc' : `${one.count} lượt, lượt đầu lúc`}{' '}
        {timeOrDay(one.firstStart, now, zone)}.
      </small>
    </div>
    <MendLink mend={mendOf(one)} may={may} of={one.title} />
  </li>
);

// outputs and commands ------------------------------------------------------------------------------------------------

const OutputStates = ({ onAir, now, zone }: Props) =>
  onAir.outputs.length === 0 ? (
    <p>Chưa bật đầu ra nào: âm thanh không đi đâu cả. Người quản trị bật ở trang Cấu hình.</p>
  ) : (
    <ul class="rows">
      {onAir.outputs.map((output) => (
        <li>
          <span>
            {output.name}
            {output.zoneName !== null && <small>{output.zoneName}</small>}
            <OutputNote health={output.health} />
          </span>
          <OutputState output={output} now={now} zone={zone} />
        </li>
      ))}
    </ul>
  );

const COMMANDS = {
  'start-now': 'Phát ngay',
  skip: 'Bỏ qua',
  stop: 'Dừng phát',
  cut: 'Ngắt mục đang phát',
  hold: 'Giữ sóng',
  resume: 'Phát tiếp',
  extend: 'Kéo dài',
  volume: 'Âm lượng',
} as const satisfies Record<AskedByPerson['kind'], string>;

const detailOf = ({ payload: { minutes, gainDb } }: AskedByPerson): string =>
  minutes !== undefined
    ? ` thêm ${minutes} phút`
    : gainDb !== undefined
      ? ` ${gainDb > 0 ? '+' : ''}${formatNumber(gainDb)} dB`
      : '';

const AskedList = ({ onAir, now, zone }: Props) =>
  onAir.asked.length === 0 ? (
    <p>Chưa có lệnh nào. Phát ngay, bỏ qua, dừng phát: ai bấm, lúc nào và bộ phát trả lời ra sao đều ghi ở đây.</p>
  ) : (
    <ul class="rows">
      {onAir.asked.map((one) => (
        <li>
          <span>
            {COMMANDS[one.kind]}
            {detailOf(one)}
            {one.title !== null && <> “{nameOf({ title: one.title, episodeLabel: one.episodeLabel })}”</>}
            <small>
              {one.by}, {timeOrDay(one.issuedAt, now, zone)}
              {one.state === 'done' && one.ackedAt !== null && `; có hiệu lực lúc ${exactTime(one.ackedAt, zone)}`}
            </small>
          </span>
          <AnswerBadge asked={one} />
        </li>
      ))}
    </ul>
  );

/** `17:10:03,250`: where in the air it took effect, to the millisecond. */
const exactTime = (at: EpochMs, zone: string): string =>
  `${formatTime(at, zone, { seconds: true })},${String(at % 1000).padStart(3, '0')}`;

const AnswerBadge = ({ asked: { state, answer } }: { asked: AskedByPerson }) => {
  if (state === 'pending') return <StatusBadge tone="busy">Đang chờ bộ phát trả lời</StatusBadge>;
  return <StatusBadge tone={state === 'done' ? 'good' : 'warn'}>{answer}</StatusBadge>;
};

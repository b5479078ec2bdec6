/** The books of what is due and what sounded: sổ nhật ký phát thanh, lịch phát thanh tuần, biểu theo dõi tiến độ. */
import type { BookCell } from '../core/book.ts';
import { causeWord } from '../core/causes.ts';
import { clusterFigure } from '../core/clusters.ts';
import { asCorrected } from '../core/correction.ts';
import type { JudgedAiring } from '../core/counting.ts';
import { approverWords } from '../core/evidence-words.ts';
import { deadlineDay, periodName, periodStateWord } from '../core/ledger-words.ts';
import type { Airing } from '../core/model.ts';
import { isEmergency } from '../core/report.ts';
import { count } from '../core/report-words.ts';
import { dayOf, durationMs, framesToMs, startOfDay, todayOf } from '../core/time.ts';
import { formatDateAdministrative, formatTime, lengthInWords, lowerFirst, weekdayName } from '../core/vietnamese.ts';
import { sheetOf } from '../core/week-sheet.ts';
import { airingKindWord, outcomeWord, reasonWord } from '../core/words.ts';
import type { BookBody, BookPeriod } from './book-periods.ts';
import { dutiesOf, judgedIssues, programmesOf } from './duties.ts';
import type { Station } from './station.ts';
import { sheetWords } from './week.ts';
import { readWeek } from './week-read.ts';

/** A book longer than some hundred sheets is an export, not paper. */
const MOST_ROWS = 5000;

// sổ nhật ký phát thanh (documents.md §3.4) ---------------------------------------------------------------------------

export function logBook(station: Station, { from, until }: BookPeriod): BookBody {
  const { stores, config } = station;
  const { zone } = config;
  const span = { from: startOfDay(from, zone), until: startOfDay(until.add({ days: 1 }), zone) };
  const codes = new Map(stores.plans.topics().map(({ key, code }) => [key, code]));
  const abbrs = new Map(stores.programmes.list({ archived: true }).map(({ id, abbr }) => [id, abbr]));
  const airings: Airing[] = [];
  for (const airing of stores.airings.each(span)) {
    if (airings.length === MOST_ROWS) break;
    airings.push(airing);
  }
  const issues = new Set(airings.flatMap(({ episodeId }) => episodeId ?? []));
  const judged = new Map(judgedIssues(station, [...issues]).flatMap((one) => one.rows.map(({ id }) => [id, one])));
  const owed = stores.plans.obligations().filter(({ replays }) => replays > 0);
  const numbered = new Set(owed.flatMap(programmesOf));
  let number = 0;
  const rows = foldRepeats(airings.map((airing) => ({ airing, line: lineOf(airing) }))).map(({ airing, line }) => [
    isEmergency(airing.kind) ? '–' : ++number,
    ...line,
  ]);
  const totals = stores.airings.totals(span);
  const urgent = stores.airings.totals({ ...span, kind: 'emergency' });
  const length = durationMs(framesToMs(totals.playedFrames) - framesToMs(urgent.playedFrames));
  return {
    columns: [
      { head: 'STT', width: 13, align: 'center' },
      { head: 'Ngày', width: 23, type: 'day' },
      { head: 'Thứ', width: 10, align: 'center' },
      { head: 'Giờ bắt đầu', width: 20, align: 'center' },
      { head: 'Giờ kết thúc', width: 20, align: 'center' },
      { head: 'Thời lượng', width: 19, align: 'center' },
      { head: 'Chuyên mục, số', width: 30 },
      { head: 'Nội dung chính', width: 42 },
      { head: 'Mã chủ đề', width: 18 },
      { head: 'Hình thức', width: 17 },
      { head: 'Nguồn', width: 19 },
      { head: 'Cụm phát đạt', width: 13, align: 'center' },
      { head: 'Chất lượng, sự cố', width: 30 },
      { head: 'Người trực', width: 18 },
      { head: 'Người duyệt', width: 18 },
    ],
    rows,
    notes: [
      `Cộng: ${count(totals.aired - urgent.aired)} lượt phát; ${lengthInWords(length)}. ${count(totals.silent)} lượt không phát.${urgent.count > 0 ? ' Không kể phát khẩn cấp.' : ''}`,
      ...(airings.length < totals.count
        ? [`Chỉ in ${count(airings.length)} dòng đầu trong ${count(totals.count)}.`]
        : []),
    ],
    keeper: 'Người lập sổ',
  };

  function lineOf(row: Airing): BookCell[] {
    const airing = asCorrected(row);
    const day = dayOf((row.startedAt ?? row.plannedStart)!, zone);
    const clock = (at: Airing['startedAt']) => (at === null ? '' : formatTime(at, zone, { seconds: true }));
    const episode = row.episodeId === null ? undefined : stores.episodes.find(row.episodeId);
    const abbr = abbrs.get(row.programmeId ?? '');
    const deaf = stores.airingClusters.list(row.id).filter(({ heard }) => heard === false);
    const { kind, replay }: Pick<JudgedAiring, 'kind' | 'replay'> = judged.get(row.id) ?? row;
    const [word, isUrgent] = [airingKindWord({ ...row, kind }), isEmergency(kind)];
    const label = row.episodeLabel?.replace(/^S/, 's');
    const times = replay !== undefined && numbered.has(row.programmeId ?? '') ? ` lần ${replay}` : '';
    return [
      String(day),
      day.dayOfWeek === 7 ? 'CN' : weekdayName(day.dayOfWeek).replace('Thứ ', ''),
      clock(airing.startedAt ?? airing.plannedStart),
      clock(airing.endedAt),
      airing.startedAt === null ? '' : lengthInWords(framesToMs(airing.playedFrames)),
      isUrgent ? { strong: word } : row.programmeId === null ? word : [abbr, label].filter(Boolean).join(', '),
      kind === 'replay' ? `(phát lại${times})` : (episode?.title ?? row.title),
      isUrgent ? '–' : (episode?.topics ?? []).flatMap((key) => codes.get(key) ?? []).join(', '),
      word,
      sourceWord({ ...row, kind }),
      clusterFigure(row.clusters),
      qualityWords(row, deaf),
      row.onDuty ?? '',
      approverWords(row, zone),
    ];
  }
}

type Line = { readonly airing: Airing; readonly line: readonly BookCell[] };
const [DAY, LENGTH] = [0, 4];

/** The repeats of one order that read alike but for their time are one line, at the time of the first: “03 phút × 03 lượt”. */
function foldRepeats(lines: readonly Line[]): Line[] {
  const folded = new Map<string | number, { first: Line; repeats: Set<number> }>();
  for (const one of lines) {
    const { id, startedAt, emergency } = one.airing;
    const key =
      emergency && startedAt !== null ? JSON.stringify([emergency.key, one.line[DAY], ...one.line.slice(LENGTH)]) : id;
    const known = folded.get(key) ?? { first: one, repeats: new Set() };
    folded.set(key, known);
    known.repeats.add(emergency?.repeat ?? 0);
  }
  return [...folded.values()].map(({ first: { airing, line }, repeats }) => ({
    airing,
    line: repeats.size > 1 ? line.with(LENGTH, `${line[LENGTH]} × ${count(repeats.size)} lượt`) : line,
  }));
}

function sourceWord({ kind, relayUrl, programmeId, emergency }: Airing): string {
  if (emergency) return emergency.commandedBy;
  if (kind === 'relay' || relayUrl !== null) return 'Đài cấp trên';
  if (kind === 'replay') return 'Kho tư liệu';
  return programmeId === null ? '' : 'Tự sản xuất';
}

function qualityWords(row: Airing, deaf: readonly { readonly clusterName: string; readonly note: string }[]): string {
  const { outcome, reason, cause } = asCorrected(row);
  const words = [
    ...(outcome === 'completed'
      ? []
      : [[outcomeWord(outcome), reason && reasonWord(reason)].filter(Boolean).join(': ')]),
    ...(cause ? [`Nguyên nhân: ${lowerFirst(causeWord(cause))}`] : []),
    ...deaf.map(({ clusterName, note }) => [`${clusterName} không phát`, note].filter(Boolean).join(': ')),
    // A line is never erased (documents.md §3.4).
    ...(row.correction
      ? [`Đính chính (ghi lúc phát: ${outcomeWord(row.outcome)}), ${row.correction.madeByName}: ${row.correction.why}`]
      : []),
  ];
  return words.length === 0 ? 'Tốt' : words.join('; ');
}

// lịch phát thanh tuần (§3.5) -----------------------------------------------------------------------------------------

const DAYS = [0, 1, 2, 3, 4, 5, 6];

export function weekBook(station: Station, { from: monday }: BookPeriod): BookBody {
  const { programmes } = station.stores;
  const abbrs = new Map(programmes.list({ archived: true }).map(({ id, abbr }) => [id, abbr]));
  const sessions = sheetOf(readWeek(station, monday), (line) => sheetWords(line, abbrs));
  return {
    columns: [
      { head: 'Giờ', width: 14, align: 'center' },
      ...DAYS.map((n) => {
        const day = monday.add({ days: n });
        return {
          head: `${weekdayName(day.dayOfWeek)} ${formatDateAdministrative(day).replace(/\/\d+$/, '')}`,
          width: 33,
        };
      }),
    ],
    rows: sessions.flatMap(({ name, rows, end }): BookCell[][] => [
      [name],
      ...rows.map(({ time, cells }) => [
        time,
        ...cells.map(({ items, isSame }): BookCell => {
          if (isSame) return '←';
          const words = items.map((item) => item.words).join('\n');
          return items.some(({ isOwed }) => isOwed) ? { strong: words } : words;
        }),
      ]),
      [end, 'Kết thúc', ...DAYS.slice(1).map((): string => '')],
    ]),
    notes: [],
    keeper: 'Người lập',
    leader: 'Duyệt',
  };
}

// biểu theo dõi tiến độ (§3.6) ----------------------------------------------------------------------------------------

export function progressBook(station: Station, { from: { year } }: BookPeriod): BookBody {
  const { zone } = station.config;
  return {
    columns: [
      { head: 'Kỳ', width: 34 },
      { head: 'Kế hoạch', width: 22, type: 'number' },
      { head: 'Thực hiện', width: 22, type: 'number' },
      { head: 'Phát lại (thực hiện/kế hoạch)', width: 34, align: 'center' },
      { head: 'Đã xếp lịch', width: 22, type: 'number' },
      { head: 'Còn lại', width: 20, type: 'number' },
      { head: 'Hạn', width: 26, type: 'day' },
      { head: 'Tình trạng', width: 34 },
    ],
    rows: dutiesOf(station, year).flatMap(({ programme, ledger, word }): BookCell[][] => [
      [
        `${programme.name} (${ledger.obligation.code}): ${ledger.obligation.frequencyText || 'không nêu tần suất'}; tính theo ${word}`,
      ],
      ...ledger.periods
        .filter(({ main, replays, state }) => state !== 'free' || main.done + replays.done > 0)
        .map(({ period, span, main, replays, state }): BookCell[] => [
          periodName(period, ledger.obligation),
          ledger.obligation.count === null ? null : main.due,
          main.done,
          replays.due > 0 ? `${replays.done}/${replays.due}` : '',
          main.planned + replays.planned,
          ledger.obligation.count === null ? null : Math.max(0, main.due - main.done),
          String(deadlineDay(span.until, zone)),
          ledger.obligation.count === null ? 'Không định lượng' : periodStateWord(state),
        ]),
    ]),
    notes: [`Số liệu đến ngày ${formatDateAdministrative(todayOf(station))}.`],
    keeper: 'Người lập biểu',
  };
}

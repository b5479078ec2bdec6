/**
 * Looks once a minute for what somebody must be told of: what has nothing to sound in the days ahead, incidents of the
 * air, a disk that fills up, what came back from the approver. It reads the database and says it through notify.ts; the rules are in core. Lives in the web
 * process, so that the air never waits for it.
 */
import { statfs } from 'node:fs/promises';
import { sealText } from '../core/chain.ts';
import { incidentTodo, incidentWord } from '../core/incidents.ts';
import { FARTHEST, missingToTell, type Telling } from '../core/missing.ts';
import { ROLES, type Role } from '../core/model.ts';
import { incidentsToTell } from '../core/notification.ts';
import { after, dayOf, durationMs, type EpochMs, HOUR, isoWithOffset, MINUTE } from '../core/time.ts';
import { formatDate, formatDateTime, formatTime } from '../core/vietnamese.ts';
import { missingWord } from '../core/words.ts';
import type { Chain } from '../storage/chain.ts';
import type { EpisodeSteps } from '../storage/episode-steps.ts';
import type { Episodes } from '../storage/episodes.ts';
import type { FeedbackBook } from '../storage/feedback.ts';
import type { Incidents } from '../storage/incidents.ts';
import type { Notices } from '../storage/notices.ts';
import type { Plans } from '../storage/plans.ts';
import type { Reports } from '../storage/reports.ts';
import type { Settings } from '../storage/settings.ts';
import type { Today } from '../storage/today.ts';
import type { Zones } from '../storage/zones.ts';
import { tellDecisions } from './decisions.ts';
import { type Notifier, notify } from './notify.ts';
import { tellReports } from './owed-reports.ts';

const A_DAY = durationMs(24 * HOUR);
const MOST_INCIDENTS = 500;
const MOST_LINES = 20;
/** So long before an answer is due. */
const REMIND_DAYS = 2;
/** Less than this is soon nothing: an hour of original and copy is 400 MB. */
const LOW_BYTES = 1024 ** 3;

export type Lookout = Disposable & {
  /** Looks now. */
  look(): Promise<void>;
};

export function openLookout(
  station: Notifier & {
    readonly stores: {
      readonly today: Today;
      readonly incidents: Incidents;
      readonly zones: Zones;
      readonly chain?: Chain;
      readonly settings?: Settings;
      readonly plans?: Plans;
      readonly reports?: Reports;
      readonly feedback?: FeedbackBook;
      readonly episodes: Episodes;
      readonly episodeSteps: EpisodeSteps;
      readonly notices: Notices;
    };
    readonly config: { readonly home: string };
    readonly onFailed?: (error: unknown) => void;
    /** Free bytes where the station keeps its things. */
    readonly freeBytes?: () => Promise<number>;
  },
): Lookout {
  const { stores, clock, config } = station;
  const freeBytes = station.freeBytes ?? (() => statfs(config.home).then(({ bavail, bsize }) => bavail * bsize));
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  /** One notice for each role: who has two roles gets them in one mail. */
  function tellMissing(now: EpochMs): void {
    const due = missingToTell(stores.today.missing(now, after(now, FARTHEST)), stores.recipients.missingTold(), now);
    const byRole = new Map<Role, Telling[]>();
    for (const one of due.tell) byRole.set(one.mend.role, [...(byRole.get(one.mend.role) ?? []), one]);
    for (const [role, tell] of byRole) {
      const [first] = tell as [Telling, ...Telling[]];
      const lines = tell.map((one) => missingLine(one, config.zone));
      notify(station, {
        key: `missing/${role}/${isoWithOffset(now, config.zone)}`,
        kind: 'missing',
        roles: [role],
        subject: tell.length === 1 ? `Còn thiếu: ${first.one.title}` : `Còn thiếu ${tell.length} việc trước giờ phát`,
        lines:
          lines.length > MOST_LINES
            ? [...lines.slice(0, MOST_LINES), `và ${lines.length - MOST_LINES} việc nữa`]
            : lines,
        link: tell.length === 1 ? first.mend.href : '/',
        isUrgent: tell.some(({ isUrgent }) => isUrgent),
      });
    }
    stores.recipients.setMissingTold(due.told);
  }

  function tellIncidents(now: EpochMs): void {
    const recent = stores.incidents.standing(after(now, durationMs(-A_DAY)), MOST_INCIDENTS);
    const since = recent.filter(({ at }) => at > now - A_DAY);
    for (const group of incidentsToTell(since, stores.recipients.incidentsTold(), now)) {
      const last = group.at(-1)!;
      const place = last.zoneId === null ? undefined : stores.zones.find(last.zoneId)?.name;
      const todo = incidentTodo(last.kind);
      const lines = group.map(({ at, detail }) => [formatDateTime(at, config.zone), detail].filter(Boolean).join(': '));
      notify(station, {
        key: `incident/${last.id}`,
        kind: 'incident',
        roles: ['operator'],
        subject: `Sự cố: ${incidentWord(last.kind)}${place ? ` (${place})` : ''}${group.length > 1 ? `, ${group.length} lần` : ''}`,
        lines: [...lines.slice(-MOST_LINES), ...(todo === undefined ? [] : [todo])],
        link: '/',
        isUrgent: true,
      });
      const { kind, zoneId, id: incidentId } = last;
      stores.recipients.setIncidentsTold({ kind, zoneId: zoneId ?? '', incidentId, toldAt: now });
    }
  }

  async function watchDisk(now: EpochMs): Promise<void> {
    const free = await freeBytes();
    const disk = { kind: 'disk-low', zoneId: null, at: now };
    if (isClosed) return;
    if (free < LOW_BYTES) stores.incidents.begin({ ...disk, detail: `còn ${Math.round(free / 1024 ** 2)} MB` });
    // Half as much again: no coming and going at the mark.
    else if (free > LOW_BYTES * 1.5) stores.incidents.end(disk);
  }

  async function look(): Promise<void> {
    await watchDisk(clock());
    if (isClosed) return;
    tellMissing(clock());
    tellIncidents(clock());
    tellSeal(clock());
    const { settings, plans, reports } = stores;
    if (settings && plans && reports) tellReports({ ...station, stores: { ...stores, settings, plans, reports } });
    tellFeedback(clock());
    tellDecisions(station, clock());
  }

  /** Without the words and names of whoever asked: a mail leaves the house. */
  function tellFeedback(now: EpochMs): void {
    const today = dayOf(now, config.zone);
    for (const { id, dueOn, forwardedTo } of stores.feedback?.due(String(today.add({ days: REMIND_DAYS }))) ?? []) {
      const isOver = dueOn! < String(today);
      notify(station, {
        key: `feedback/${id}/${dueOn}/${isOver ? 'over' : 'soon'}`,
        kind: 'feedback',
        roles: ['editor', 'reporter'],
        subject: `Ý kiến số ${id} ${isOver ? 'đã quá hạn trả lời' : 'sắp đến hạn trả lời'}: ${formatDate(dueOn!)}`,
        lines: forwardedTo === '' ? [] : [`Đã chuyển ${forwardedTo}`],
        link: `/y-kien/${id}`,
      });
    }
  }

  /** Whoever is sent the seal on the day it is made can prove the log against everybody afterwards. */
  function tellSeal(now: EpochMs): void {
    const seal = stores.chain?.lastSeal();
    if (seal === undefined || seal.madeAt < now - A_DAY) return;
    notify(station, {
      key: `seal/${seal.day}`,
      kind: 'seal',
      roles: ROLES,
      subject: `Niêm phong nhật ký ngày ${formatDate(seal.day)}`,
      lines: [`${seal.count} dòng, từ ${seal.firstSeq} đến ${seal.lastSeq}`, sealText(seal)],
      link: `/nhat-ky/niem-phong/${seal.day}`,
      isUrgent: true,
    });
  }

  function sleep(): void {
    // At three quarters of a minute: starts fall on whole minutes, the planner on half past.
    const now = clock();
    const next = Math.floor((now - 45_000) / MINUTE) * MINUTE + MINUTE + 45_000;
    timer = setTimeout(() => {
      look()
        .catch((error) => station.onFailed?.(error))
        .finally(() => {
          if (!isClosed) sleep();
        });
    }, next - now);
    timer.unref();
  }
  sleep();

  return {
    look,
    [Symbol.dispose]: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** `17:10, ngày 12/09/2025: Chuyển đổi số. Chưa có số nào được duyệt (3 lượt). Soạn số mới: /chuyen-muc/…` */
function missingLine({ one, mend, threshold }: Telling, zone: string): string {
  const hours = threshold / HOUR;
  const left = hours < 24 ? `còn ${hours} giờ` : `còn ${hours / 24} ngày`;
  const more = one.count > 1 ? ` (${one.count} lượt)` : '';
  const when = hours < 24 ? formatTime(one.firstStart, zone) : formatDateTime(one.firstStart, zone);
  return `${one.title}, ${when}, ${left}: ${missingWord(one.missing).toLowerCase()}${more}. ${mend.words}.`;
}
